"""Every layout that a printable can be made in, found by asking it, so that a new size or design is tested on the day it comes."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any

import printables
from printables.checks import MARKS
from printables.demo import samples
from printables.document import Printable
from printables.errors import FieldInvalid, PrintError
from printables.page import LAYOUTS

UPS = (1, *sorted({up for _, up in LAYOUTS}))
# a fresh sheet of the largest layout, and one of which only the last label is left
SLOTS = (1, UPS[-1])
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
    """By sample: as many of its layouts as show every pair of choices; what another sample shows already is left out."""
    made: list[Printable] = []
    found: dict[str, list[Printable]] = {}
    for name, sample in samples():
        new = [variant for variant in layouts_of(sample) if variant not in made]
        made += new
        if new:
            found[name] = new
    return found


def layouts_of(sample: Printable) -> Iterator[Printable]:
    """Every choice of every field beside every choice of every other, where the two go together."""
    choices = {name: values for name, values in _choices_of(sample).items() if len(values) > 1}
    shown: set[frozenset[tuple[str, object]]] = set()
    for values in itertools.product(*choices.values()):
        chosen = tuple(zip(choices, values, strict=True))
        pairs = {frozenset(pair) for pair in itertools.combinations_with_replacement(chosen, 2)}
        variant = _made(sample, dict(chosen))
        if variant is not None and (not choices or not pairs <= shown):
            shown |= pairs
            yield variant


def _choices_of(sample: Printable) -> dict[str, Sequence[object]]:
    found: dict[str, Sequence[object]] = {}
    for field in fields(sample):  # type: ignore[arg-type]  # a protocol cannot say that it is a dataclass
        value = getattr(sample, field.name)
        if field.name == "mark":
            found[field.name] = MARKS
        elif field.name == "up":
            found[field.name] = UPS
        elif field.name == "first_slot":
            found[field.name] = SLOTS
        elif isinstance(value, bool):
            found[field.name] = (True, False)
        elif isinstance(value, str) and field.default is not MISSING:
            found[field.name] = _allowed(sample, field.name)
    return found


def _allowed(sample: Printable, field: str) -> Sequence[str]:
    """What a field may be, as its own refusal says; nothing for a field that takes any text."""
    try:
        replace(sample, **{field: NO_SUCH})  # type: ignore[type-var]
    except FieldInvalid as refusal:
        return str(refusal.params["allowed"]).split(", ") if refusal.params["field"] == field else ()
    except PrintError:
        pass
    return ()


def _made(sample: Printable, chosen: dict[str, Any]) -> Printable | None:
    try:
        return replace(sample, **chosen)  # type: ignore[type-var]
    except PrintError:
        return None
