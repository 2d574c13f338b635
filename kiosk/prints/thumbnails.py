"""A small picture of a run's first page, drawn when somebody looks and kept for a day."""

from __future__ import annotations

import hashlib
import io
import sqlite3
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from kiosk.prints.first_page import picture_first_page
from kiosk.prints.folder import prints_folder
from kiosk.prints.jobs import write_whole
from kiosk.prints.pages import CannotPrint, printables_of
from kiosk.prints.texts import Row
from printables.document import Document, Printable
from printables.errors import PrintError
from printables.group_board import RegisteredGroup
from printables.group_card import GroupCard
from printables.pairing_card import PairingCard
from printables.sign_in_sheet import SignInSheet
from printables.volunteer_badge import Badge

WIDTH = 192
"""In pixels: twice what the queue shows, for sharp screens."""
ROWS_OF_PEOPLE = (SignInSheet,)
"""Sheets whose rows may be filled in beforehand with people: a kept picture shows the blank form."""
NAMED: dict[type, str] = {Badge: "name", GroupCard: "leader", RegisteredGroup: "leader", PairingCard: "holder"}
"""Pieces that name somebody, and the field that does."""
NOBODY = "—"


class _Enough(Exception):
    """The first page is drawn."""


class _OnePage(Document):
    """A document that ends with its first page, however many would follow."""

    def end_page(self) -> None:
        super().end_page()
        raise _Enough


def thumbnail(instance: Path, connection: sqlite3.Connection, run: Row) -> Path:
    """Return the PNG of a run's first page as it would be printed now, without a name on it; CannotPrint."""
    pdf = draw_first_page(without_names(printables_of(connection, run, 1, 1, "flyers")[0]))
    name = hashlib.sha256(pdf).hexdigest()[:32]
    path = prints_folder(instance) / f"{name}.png"
    if not path.is_file():
        write_whole(path, picture_first_page(pdf, WIDTH))
    return path


def without_names(printable: Printable) -> Printable:
    """Return the same sheet with nobody's name on it."""
    sheet: Any = printable
    less: dict[str, Any] = {"rows": ()} if isinstance(sheet, ROWS_OF_PEOPLE) else {}
    for name in {field.name for field in fields(sheet)} - less.keys():
        pieces = getattr(sheet, name)
        if isinstance(pieces, tuple) and pieces and type(pieces[0]) in NAMED:
            less[name] = tuple(replace(piece, **{NAMED[type(piece)]: NOBODY}) for piece in pieces)
    return replace(sheet, **less)  # type: ignore[no-any-return]


def draw_first_page(printable: Printable) -> bytes:
    """Return a PDF of the first page alone; CannotPrint."""
    pdf = io.BytesIO()
    document = _OnePage(pdf, printable.document_title, printable.languages)
    try:
        with suppress(_Enough):
            printable.draw(document)
    except PrintError as error:
        raise CannotPrint(error) from error
    document.save()
    return pdf.getvalue()
