"""Whoever reads the published view, with all the time in the world: tries every table that agrees with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kiosk.figures.suppression import AtLeast, Count, Hidden, Key, Shown, Sum

MOST = 14
"""No count in these tables is larger, so that a count that is merely withheld is looked for up to here."""


def possible_values(counts: Mapping[Key, Count], sums: Sequence[Sum], said: Mapping[Key, Shown]) -> dict[Key, set[int]]:
    """Every value that each count can have, given everything that is published."""
    choices = {key: _choices(count, said.get(key)) for key, count in counts.items()}
    order = sorted(counts, key=lambda key: (len(choices[key]), key))
    found: dict[Key, set[int]] = {key: set() for key in counts}
    for key in order:
        for value in choices[key]:
            if value not in found[key]:
                table = _complete({**choices, key: [value]}, list(sums))
                for one, known in (table or {}).items():
                    found[one].add(known)
    return found


def _choices(count: Count, said: Shown | None) -> list[int]:
    if isinstance(said, int):
        return [said]
    if said is Hidden.FEWER and count.sized:
        return list(range(count.least, 5))
    return list(range(max(count.least, said.least) if isinstance(said, AtLeast) else count.least, MOST + 1))


def _complete(choices: Mapping[Key, list[int]], sums: list[Sum]) -> dict[Key, int] | None:
    """One table that agrees, or None: halves the choices by bounds and tries what is left."""
    choices = dict(choices)
    if not _narrow(choices, sums):
        return None
    open_keys = [key for key, values in choices.items() if len(values) > 1]
    if not open_keys:
        return {key: values[0] for key, values in choices.items()}
    key = min(open_keys, key=lambda each: (len(choices[each]), each))
    return next((table for value in choices[key] if (table := _complete({**choices, key: [value]}, sums))), None)


def _narrow(choices: dict[Key, list[int]], sums: list[Sum]) -> bool:
    """Strike out values that no choice of the others allows, until nothing changes; False when a count has none left."""
    changed = True
    while changed:
        changed = False
        for one in sums:
            low, high = (sum(edge(choices[part]) for part in one.parts) for edge in (min, max))
            whole = [value for value in choices[one.whole] if value >= low and (one.at_most or value <= high)]
            changed |= len(whole) != len(choices[one.whole])
            choices[one.whole] = whole
            if not whole:
                return False
            for part in one.parts:
                values = choices[part]
                others_low, others_high = low - min(values), high - max(values)
                kept = [v for v in values if v + others_low <= max(whole) and (one.at_most or v + others_high >= min(whole))]
                if not kept:
                    return False
                if len(kept) != len(values):
                    changed = True
                    low, high, choices[part] = others_low + min(kept), others_high + max(kept), kept
    return True
