"""Every layout that a printable can be made in, found by asking it, so that a new size or design is tested on the day it comes."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from math import prod
from random import Random
from typing import Any

import printables
from printables.checks import MARKS
from printables.demo import samples
from printables.document import Printable
from printables.errors import FieldInvalid, PrintError
from printables.page import LAYOUTS
from tests.printables.places import Place, put

UPS = (1, *sorted({up for _, up in LAYOUTS}))
# fields whose refusals do not list what they may be; of a part-used sheet of labels, the first place and the last;
# which part of a picture is kept changes nothing beside it
KNOWN: dict[str, Sequence[object]] = {"mark": MARKS, "up": UPS, "first_slot": (1, UPS[-1]), "focus": ("centre",)}
SEED = 4
# of a flyer's forty thousand layouts so many are looked at
TRIED = 2_000
Chosen = tuple[tuple[Place, object], ...]
NO_SUCH = "no such choice"


def printable_types() -> list[type]:
    """Every dataclass of the package that draws a document."""
    found = []
    for module in pkgutil.walk_packages(printables.__path__, "printables."):
        if not module.name.endswith("__main__"):
            members = vars(importlib.import_module(module.name)).values()
            found += [each for each in members if _is_printable(each) and each.__module__ == module.name]
    return found


def _is_printable(member: object) -> bool:
    return isinstance(member, type) and is_dataclass(member) and hasattr(member, "document_title") and hasattr(member, "draw")


def variants() -> dict[str, list[Printable]]:
    """By sample: the sample itself, and the fullest of a kind's samples in its layouts too."""
    layouts: dict[type, list[Chosen]] = {}
    fullest: dict[tuple[type, tuple[str, ...]], str] = {}
    by_name = dict(samples())
    for name, sample in sorted(by_name.items(), key=lambda each: _fullness(each[1])):
        fullest[type(sample), sample.languages] = name
    found: dict[str, list[Printable]] = {}
    for name, sample in by_name.items():
        found[name] = [sample]
        if fullest[type(sample), sample.languages] == name:
            chosen = layouts.get(type(sample)) or layouts.setdefault(type(sample), layouts_of(sample))
            found[name] += [made for made in (_made(sample, each) for each in chosen) if made and made != sample]
    return found


def layouts_of(sample: Printable) -> list[Chosen]:
    """So many that a choice of one field stands once beside each choice of every other, where the two go together."""
    choices = {place: values for place, values in _choices_of(sample) if len(values) > 1}
    random = Random(SEED)
    if prod(map(len, choices.values())) <= TRIED:
        possible = list(itertools.product(*choices.values()))
        random.shuffle(possible)
    else:
        possible = [tuple(map(random.choice, choices.values())) for _ in range(TRIED)]
    layouts = [tuple(zip(choices, values, strict=True)) for values in possible]
    pairs = {chosen: set(itertools.combinations(chosen, 2)) or set(chosen) for chosen in layouts if _made(sample, chosen)}
    shown: set[object] = set()
    kept: list[Chosen] = []
    # those that show most that is new first: each pass takes what shows at least so much
    for news in range(max(map(len, pairs.values()), default=0), 0, -1):
        for chosen, own in pairs.items():
            if len(own - shown) >= news:
                shown |= own
                kept.append(chosen)
    return kept


def _fullness(sample: Printable) -> int:
    """How many fields say something of their own."""
    return sum(getattr(sample, field.name) != field.default for field in fields(sample))  # type: ignore[arg-type]


def _choices_of(thing: Any) -> Iterator[tuple[Place, Sequence[object]]]:
    """(where, what it may be) for every field that takes one of a few values, those of a look included."""
    for field in fields(thing):
        value = getattr(thing, field.name)
        if field.name in KNOWN:
            yield (field.name,), KNOWN[field.name]
        elif isinstance(value, bool):
            yield (field.name,), (True, False)
        elif isinstance(value, str) and field.default is not MISSING:
            yield (field.name,), _allowed(thing, field.name)
        elif is_dataclass(value):
            yield from (((field.name, *place), values) for place, values in _choices_of(value))


def _allowed(thing: Any, field: str) -> Sequence[str]:
    """What a field may be, as its own refusal says; nothing for a field that takes any text."""
    try:
        replace(thing, **{field: NO_SUCH})
    except FieldInvalid as refusal:
        return str(refusal.params["allowed"]).split(", ") if refusal.params["field"] == field else ()
    except PrintError:
        pass
    return ()


def _made(sample: Printable, chosen: Chosen) -> Printable | None:
    """The sample in this layout; several fields at once, since one alone may not go with what the others were."""
    together: dict[str, Any] = {}
    try:
        for (name, *inner), value in chosen:
            together[str(name)] = put(together.get(str(name), getattr(sample, str(name))), tuple(inner), value)
        made: Printable = replace(sample, **together)  # type: ignore[type-var]
    except PrintError:
        return None
    # a print shop's file has one piece a page, however many were asked for
    return None if together.get("mode") == "shop" and together.get("up", 1) != 1 else made
