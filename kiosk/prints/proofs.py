"""Whether every code of a finished PDF can be read, and in which words that is said, on a page and on the command line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kiosk import languages
from kiosk.codes import show_code
from kiosk.prints.piles import Line
from kiosk.prints.verify import Progress, verify_pdf

INSTALL = 'pip install "outreach-kiosk[verify]"'
MOST_NAMED = 12
"""So many unreadable codes are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How many codes were looked for on how many pages; ``unread`` names the first of those that failed: (page or 0, code)."""

    codes: int
    pages: int
    failed: int = 0
    unread: tuple[tuple[int, str], ...] = ()

    @classmethod
    def kept(cls, values: dict[str, Any]) -> Proof:
        """Return the proof that a job's file holds."""
        return cls(values["codes"], values["pages"], values["failed"], tuple((page, code) for page, code in values["unread"]))


def can_verify() -> bool:
    """Tell whether the extra ``verify`` is installed."""
    return all(find_spec(name) is not None for name in ("pypdfium2", "zxingcpp"))


def prove(path: Path, expected: Collection[str], progress: Progress | None = None) -> Proof:
    """Read every code of a PDF back; needs the extra ``verify``."""
    pages = 0

    def count(done: int, total: int) -> None:
        nonlocal pages
        pages = total
        if progress:
            progress(done, total)

    unread = verify_pdf(path, expected, count)
    named = tuple((each.page, each.payload.rpartition("/")[2]) for each in unread[:MOST_NAMED])
    return Proof(len(set(expected)), pages, len(unread), named)


def say_proof(language: str, proof: Proof, lines: Sequence[Line] = ()) -> list[str]:
    """Return what to tell about a proof: that all is well, or how much is not, where, and what to do."""
    if not proof.codes:
        return [languages.text(language, "pile.proof.none")]
    if not proof.failed:
        pages = languages.text(language, "pile.proof.pages", count=proof.pages)
        return [languages.text(language, "pile.proof.read", count=proof.codes, pages=pages)]
    said = [languages.text(language, "pile.proof.unread", count=proof.failed)]
    said += [_say_place(language, page, code, lines) for page, code in proof.unread]
    if proof.failed > len(proof.unread):
        said.append(languages.text(language, "pile.proof.others", count=proof.failed - len(proof.unread)))
    return [*said, languages.text(language, "pile.proof.do")]


def _say_place(language: str, page: int, code: str, lines: Iterable[Line]) -> str:
    if not page:
        return languages.text(language, "pile.proof.nowhere", code=show_code(code))
    name = next((f"{line.code} {line.name}" for line in lines if line.first <= page < line.first + line.pages), "")
    key = "pile.proof.where" if name else "pile.proof.page"
    return languages.text(language, key, page=languages.say_number(language, page), code=show_code(code), name=name)
