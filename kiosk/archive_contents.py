"""The list that lies on top of an archive pack: what is in each folder, and what was left out and why, for a person to read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from kiosk.languages import text

NAMES_PEOPLE = "names people"
"""Why a paper is left out that names people or opens what is theirs; other reasons are a refusal's."""
_BYTE_ORDER_MARK = "\ufeff"
"""Without it some editors on Windows read the list in another encoding."""


def write_contents(title: str, files: Iterable[str], left_out: Mapping[str, str], language: str) -> bytes:
    """Return the list as a text file in one language; ``files`` are the pack's names, their folders numbered."""
    lines = [text(language, "exports.contents.title", title=title)]
    for folder, names in groupby(sorted(files), key=lambda name: name.split("/")[0]):
        what = text(language, f"exports.contents.{folder.partition('-')[2]}")
        lines += ["", f"{folder}  {what}", *(f"    {name.split('/')[1]}" for name in names)]
    if left_out:
        lines += ["", text(language, "exports.contents.left_out"), *(f"    {name}  {_say_why(why, language)}" for name, why in sorted(left_out.items()))]
    lines += ["", text(language, "exports.contents.hashes")]
    return (_BYTE_ORDER_MARK + "\r\n".join(lines) + "\r\n").encode()


def _say_why(why: str, language: str) -> str:
    return text(language, "exports.contents." + ("names_people" if why == NAMES_PEOPLE else "not_made"))
