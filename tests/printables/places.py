"""Every place of a printable where somebody's own text goes, found by walking its fields, whatever is added to them later."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from printables.demo import samples
from printables.document import Printable
from printables.errors import FieldInvalid, PrintError, UnknownLanguage
from printables.sign_in_sheet import SignInSheet

Place = tuple[str | int, ...]  # ("badges", 0, "name")
PROBE = "?"
# samples' codes and addresses, which no person types
MACHINE = re.compile("[A-Z]AMPLE[0-9]|HTTPS://")
# places that name somebody
PERSONAL = ("leader", "contact", "phone", "holder", "checked_by")
ROW = {"name": "于范余", "unit": "康寧社區", "remarks": "上午"}


def one_of_each(languages: tuple[str, ...]) -> list[Printable]:
    """The first sample of each kind in these languages, with a filled row where a sample's rows are blank."""
    found: dict[type, Printable] = {}
    for _, sample in samples():
        if sample.languages == languages:
            found.setdefault(type(sample), sample)
    return [replace(each, rows=(ROW,)) if isinstance(each, SignInSheet) else each for each in found.values()]


def places_of(printable: Printable) -> list[Place]:
    """Where text of a person's own may stand; of several lines, rows or cards the first."""
    return [place for place in _strings(printable) if not _is_choice(printable, place)]


def text_at(printable: Printable, place: Place) -> str:
    found: Any = printable
    for step in place:
        if isinstance(step, int):
            found = found[step] if len(found) > step else ""
        else:
            found = found[step] if isinstance(found, Mapping) else getattr(found, step)
    return str(found)


def put(thing: Any, place: Place, value: object) -> Any:
    """The same printable with another value in one place."""
    if not place:
        return value
    step, *rest = place
    if isinstance(step, int):
        inner = put(thing[step] if len(thing) > step else "", tuple(rest), value)
        return (*thing[:step], inner, *thing[step + 1 :])
    if isinstance(thing, Mapping):
        return {**thing, step: put(thing[step], tuple(rest), value)}
    return replace(thing, **{step: put(getattr(thing, step), tuple(rest), value)})


def _strings(thing: Any) -> Iterator[Place]:
    if isinstance(thing, str):
        if not MACHINE.match(thing):
            yield ()
    elif isinstance(thing, tuple) and thing:
        yield from ((0, *rest) for rest in _strings(thing[0]))
    elif isinstance(thing, Mapping):
        yield from ((key,) for key in thing)
    elif is_dataclass(thing):
        for field in fields(thing):
            value = getattr(thing, field.name)
            if value == () and "tuple[str" in str(field.type):
                yield (field.name, 0)
            else:
                yield from ((field.name, *rest) for rest in _strings(value))


def _is_choice(printable: Printable, place: Place) -> bool:
    """A field that takes only what its refusal lists."""
    try:
        put(printable, place, PROBE)
    except FieldInvalid as refusal:
        return refusal.params["field"] in place
    except UnknownLanguage:
        return True
    except PrintError:
        pass
    return False
