"""A summary as a file: which formats there are, and each made by its writer, loaded when it is needed."""

from __future__ import annotations

from datetime import datetime

from printables.report import Report

FORMATS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
"""How each file's name ends → its media type."""


def write_as(report: Report, written: str, made_at: datetime) -> tuple[bytes, str]:
    """Return the file and its media type; KeyError for an unknown format.  ``made_at`` is a wall-clock time.  Raises PrintError."""
    media_type = FORMATS[written]
    if written == "docx":
        from printables.report_word import to_word

        return to_word(report, made_at), media_type
    from printables.report_pdf import to_pdf

    return to_pdf(report), media_type
