"""Days that go wrong: who does what on which phone, when the network is gone, whose clock is off, who is paired again or taken out."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

History = dict[str, Any]
MINUTE = 60_000
SKEWS = (0, 0, 0, 90_000, -65 * MINUTE, 3 * 60 * MINUTE, -18 * 365 * 24 * 60 * MINUTE, 5 * 365 * 24 * 60 * MINUTE)
"""How far phones' clocks are off, ms: right, within the tolerance, an hour, 1999 and 2031 (peers.md d, e)."""
ACTS = ("hand_out",) * 8 + ("pass_on", "bring_back", "consult", "consult", "let_in", "undo", "undo")
TROUBLES = ("cut", "mend", "mend", "flush", "flush", "flush_at_once", "refresh", "restart", "move", "pair_again")


def make_history(
    seed: int, booths: Sequence[str], materials: Sequence[str], offer: Callable[[int], str], *, phones: int = 4, steps: int = 60
) -> History:
    """Return the history of one seed; ``offer`` gives the secret of a new pairing at the booth with that number."""
    chance = random.Random(seed)
    taken_out = chance.randrange(phones) if seed % 3 == 0 else -1
    walk = []
    for number in range(steps):
        phone = chance.randrange(phones)
        if number == steps * 2 // 3 and taken_out >= 0:
            walk.append({"do": "revoke", "phone": taken_out})
        walk.append(
            {"phone": phone} | (_act(chance, booths, materials) if chance.random() < 0.7 else _trouble(chance, booths, offer))
        )
    return {
        "seed": seed, "losing": chance.choice((0.0, 0.3, 0.6)), "steps": walk,
        "phones": [{"skew": chance.choice(SKEWS), "secret": offer(chance.randrange(len(booths)))} for _ in range(phones)],
    }  # fmt: skip


def _act(chance: random.Random, booths: Sequence[str], materials: Sequence[str]) -> dict[str, object]:
    return {
        "do": chance.choice(ACTS), "material": chance.choice(materials), "quantity": chance.randint(1, 40), "to": chance.choice(booths),
        "same": chance.random() < 0.3, "back": chance.randrange(6),
    }  # fmt: skip


def _trouble(chance: random.Random, booths: Sequence[str], offer: Callable[[int], str]) -> dict[str, object]:
    what = chance.choice(TROUBLES)
    step: dict[str, object] = {"do": what, "to": chance.choice(booths)}
    return step | ({"secret": offer(chance.randrange(len(booths)))} if what == "pair_again" else {})
