"""One PDF out of several: printables drawn together with shared faces, or finished files joined in order."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO, cast

from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from printables.checks import require
from printables.document import Document, Printable, Progress

TAG_LENGTH = 6


def write_pile(printables: Sequence[Printable], target: BinaryIO, title: str, progress: Progress | None = None) -> None:
    """Draw one after another into one file; each keeps its own languages. `progress` counts printables.

    Raises PrintError for the first that cannot be made, with nothing written.
    """
    require(printables=printables)
    document = Document(target, title, printables[0].languages)
    for done, printable in enumerate(printables, start=1):
        document.speak(printable.languages)
        printable.draw(document)
        if progress:
            progress(done, len(printables))
    document.save()


def join(parts: Iterable[bytes | Path], target: BinaryIO, title: str) -> None:
    """Join finished PDFs in order; the same parts give the same bytes.

    Subsets of one face made for different files carry one name, and a printer that remembers faces by name would mix
    them up: every part's subset tags are made its own.
    """
    writer = PdfWriter()
    for number, part in enumerate(parts):
        reader = PdfReader(io.BytesIO(part) if isinstance(part, bytes) else part)
        first = len(writer.pages)
        writer.append(reader, import_outline=False)
        if number == 0 and "/Lang" in reader.root_object:
            writer.root_object[NameObject("/Lang")] = reader.root_object["/Lang"]
        for page in writer.pages[first:]:
            _retag_fonts(page, number)
    writer.compress_identical_objects()
    writer.metadata = {"/Title": title, "/Creator": "outreach-kiosk"}
    writer.write(target)


def _retag_fonts(page: DictionaryObject, part: int) -> None:
    """AAAAAA+Face becomes ABAAAA+Face in the second part, and so on; faces that are not subsets are left as they are."""
    resources = cast("DictionaryObject", page["/Resources"].get_object())
    fonts = cast("DictionaryObject", resources.get("/Font", DictionaryObject()).get_object())
    for reference in fonts.values():
        font = cast("DictionaryObject", reference.get_object())
        _retag(font, "/BaseFont", part)
        if "/FontDescriptor" in font:
            _retag(cast("DictionaryObject", font["/FontDescriptor"].get_object()), "/FontName", part)


def _retag(holder: DictionaryObject, key: str, part: int) -> None:
    tag, plus, face = str(holder.get(key, "")).removeprefix("/").partition("+")
    if plus and len(tag) == TAG_LENGTH:
        letters = chr(ord("A") + part // 26 % 26) + chr(ord("A") + part % 26)
        holder[NameObject(key)] = NameObject(f"/{letters}{tag[2:]}+{face}")
