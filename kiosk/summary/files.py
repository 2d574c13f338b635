"""A summary as a file: which formats there are, and each made by its writer, loaded when it is needed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from kiosk.errors import Refusal
from kiosk.summary.compose import compose
from kiosk.summary.drafts import edits_of, with_edits
from kiosk.summary.scope import Scope
from printables.report import Report

FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
"""How each file's name ends → its media type."""


class NoGlyphs(Refusal):
    """Somebody typed characters, as 😀, that no typeface here has: a PDF would leave them out unsaid."""

    reason = "no_glyphs"
    area = "summary.refused"
    status = 422


@dataclass(frozen=True, slots=True)
class Written:
    """A file's content, how many figures in it lead to their records, how many passages of it somebody wrote, and the texts that nobody
    typed in its language."""

    content: bytes
    figures: int
    edited: int
    missing: tuple[str, ...]


def write_as(report: Report, written: str, made_at: datetime) -> tuple[bytes, str]:
    """Return the file and its media type; KeyError for an unknown format.  ``made_at`` is a wall-clock time.  Raises NoGlyphs."""
    media_type = FORMATS[written]
    if written == "docx":
        from printables.report_word import to_word

        return to_word(report, made_at), media_type
    if written == "pdf":
        return _to_pdf(report), media_type
    from printables.report_text import to_markdown, to_plain_text

    return (to_markdown(report) if written == "md" else to_plain_text(report)).encode(), media_type


def _to_pdf(report: Report) -> bytes:
    from printables.errors import MissingGlyphs
    from printables.report_pdf import to_pdf

    try:
        return to_pdf(report)
    except MissingGlyphs as problem:
        raise NoGlyphs(**problem.params) from problem


def write_summary(
    connection: sqlite3.Connection, scope: Scope, written: str, now: int, *, shape: str, language: str, rounded: bool = False, edited: bool = True
) -> Written:
    """Write the summary of ``scope`` as it stands in one of the FORMATS, or (not ``edited``) as the records alone have it; ``now`` is ms UTC.

    Raises NoGlyphs.
    """
    generated = compose(connection, scope, shape, language, now, rounded=rounded)
    draft = with_edits(connection, generated, edits_of(connection, scope, generated, shape) if edited else {}, now)
    content, _ = write_as(draft.report, written, datetime.fromtimestamp(now / 1000, UTC).replace(tzinfo=None, microsecond=0))
    figures = len({address for address, _ in draft.report.figures()})
    return Written(content, figures, len(draft.changed) - len(draft.orphans), draft.report.missing)
