"""Field checks that every printable makes when it is built, so that nothing wrong reaches a page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from printables.errors import FieldEmpty, FieldInvalid
from printables.words import Words

# Printed beside a code that must not be taken for the real one.
Mark = Literal["", "sample", "local"]
MARKS = ("", "sample", "local")


def require(**fields: str | Sequence[object]) -> None:
    """Raises FieldEmpty for the first field without content."""
    for field, value in fields.items():
        if not (value.strip() if isinstance(value, str) else value):
            raise FieldEmpty(field=field)


def one_of(field: str, value: object, allowed: Collection[object]) -> None:
    """Raises FieldInvalid."""
    if value not in allowed:
        raise FieldInvalid(field=field, value=value, allowed=", ".join(str(each) for each in allowed))


def at_least(field: str, value: int, least: int) -> None:
    """Raises FieldInvalid."""
    if value < least:
        raise FieldInvalid(field=field, value=value, allowed=f"{least} or more")


def check_range(field: str, wanted: tuple[int, int], last: int) -> None:
    """Raises FieldInvalid for a (first, last) that is not within 1 to `last`."""
    if not 1 <= wanted[0] <= wanted[1] <= last:
        raise FieldInvalid(field=field, value=wanted, allowed=f"first to last, within 1 to {last}")


def check_common(languages: tuple[str, ...], prefix: str, mark: str) -> None:
    """What all printables with codes share. Raises FieldInvalid, FieldEmpty or UnknownLanguage."""
    Words(languages)
    require(prefix=prefix)
    one_of("mark", mark, MARKS)


def same_length(codes: Sequence[str]) -> int:
    """The one code length of a run. Raises FieldInvalid where they differ."""
    lengths = {len(code) for code in codes}
    if len(lengths) > 1:
        raise FieldInvalid(field="codes", value=sorted(lengths), allowed="codes of one length")
    return lengths.pop()
