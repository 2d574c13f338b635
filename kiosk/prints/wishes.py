"""What somebody asks to be printed, by a form or on the command line: whatever is left out has a default that prints."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NotRequired, TypedDict

from kiosk.errors import InvalidFields
from kiosk.records import visible


class Asked(TypedDict):
    """What every plan takes besides its own: see RunPlan."""

    by: str
    base_url: str
    language: NotRequired[str]
    sample: NotRequired[bool]
    local_confirmed: NotRequired[bool]
    id: NotRequired[str]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: ``said`` holds the form's fields, each with all its values."""

    asked: Asked
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    retention_days: int = 90
    heard: set[str] = field(default_factory=set, compare=False)
    """The fields that a plan looked at: what else was said is no field of its kind."""

    @property
    def each(self) -> Asked:
        """The same for one of several runs: the form's id would make them one."""
        return {**self.asked, "id": ""}

    def text(self, name: str, default: str = "") -> str:
        """Return what stands in a field; ``default`` when nothing does."""
        return next((text for value in self.values(name) if (text := value.strip())), default)

    def words(self, name: str, longest: int) -> str:
        """Return a text of at most so many characters; InvalidFields: what would be cut off is the writer's to shorten."""
        said = self.text(name)
        if len(said) > longest:
            raise InvalidFields({name: ("errors.too_long", {"longest": longest})})
        return said

    def number(self, name: str, default: int, most: int, least: int = 1) -> int:
        """Return a whole number; InvalidFields."""
        return read_number(name, self.text(name), default, least, most)

    def one_of(self, name: str, allowed: Collection[str], default: str) -> str:
        """Return one of the ``allowed`` words; InvalidFields."""
        chosen = self.text(name, default)
        if chosen not in allowed:
            raise InvalidFields({name: ("errors.bad_choice", {"value": chosen})})
        return chosen

    def ticked(self, name: str) -> bool:
        """Tell whether a box is ticked."""
        return bool(self.values(name))

    def many(self, name: str, default: Sequence[str]) -> tuple[str, ...]:
        """Return the ticked ones of several boxes; ``default`` when the field was not asked at all.

        A form says so by an empty value of the same name: then nothing ticked is nothing chosen.
        """
        values = self.values(name)
        return tuple(filter(None, values)) if name in self.said else tuple(default)

    def values(self, name: str) -> Sequence[str]:
        """Return all that was said under a name, nothing when it was not asked."""
        self.heard.add(name)
        return [visible(value) for value in self.said.get(name, ())]


def read_number(name: str, typed: str, default: int, least: int, most: int) -> int:
    """Return a typed whole number, ``default`` for ''; InvalidFields."""
    raw = typed.strip()
    if not raw:
        return default
    if not raw.isascii() or not raw.isdigit() or len(raw) > 9 or not least <= int(raw) <= most:
        raise InvalidFields({name: ("printing.between", {"least": least, "most": most})})
    return int(raw)
