"""Reads finished PDFs as a phone, a printer and an archivist would: pictures, codes, text, faces."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import cast

import numpy as np
import pypdfium2 as pdfium
import zxingcpp
from numpy.typing import NDArray
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from tests.decoders import Box, read_pictures

DPI = 150
Picture = NDArray[np.uint8]


def render(pdf: bytes, dpi: int = DPI) -> list[Picture]:
    """Every page in grey."""
    document = pdfium.PdfDocument(pdf)
    return [page.render(scale=dpi / 72, grayscale=True).to_numpy().squeeze() for page in document]


def read_with_zxing(picture: Picture) -> list[tuple[str, Box]]:
    """Every code of a page with the box around it, quiet zone included, top to bottom and left to right."""
    found = []
    for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode):
        corners = (
            code.position.top_left,
            code.position.top_right,
            code.position.bottom_right,
            code.position.bottom_left,
        )
        xs, ys = [corner.x for corner in corners], [corner.y for corner in corners]
        quiet = (max(xs) - min(xs)) * 3 // 29
        box = (max(min(xs) - quiet, 0), max(min(ys) - quiet, 0), max(xs) + quiet, max(ys) + quiet)
        found.append((code.text, box))
    return sorted(found, key=lambda each: (each[1][1] // 40, each[1][0]))


def read_codes(pdf: bytes) -> list[list[str]]:
    """The codes of each page; fails where the two independent decoders do not agree."""
    pages, cuttings = [], []
    for picture in render(pdf):
        found = read_with_zxing(picture)
        pages.append([text for text, _ in found])
        cuttings += [picture[top:bottom, left:right] for _, (left, top, right, bottom) in found]
    texts = [text for page in pages for text in page]
    assert (read_pictures(cuttings) if cuttings else []) == texts
    return pages


def text_of(pdf: bytes) -> str:
    """All text, as a search or a screen reader finds it."""
    document = pdfium.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def blank_characters(pdf: bytes) -> list[str]:
    """Characters whose place on the rendered page shows one colour only."""
    blanks = []
    for page, picture in zip(pdfium.PdfDocument(pdf), render(pdf), strict=True):
        text = page.get_textpage()
        for index in range(text.count_chars()):
            character = text.get_text_range(index, 1)
            if character.strip() and np.ptp(_cut(picture, text.get_charbox(index))) < 40:
                blanks.append(character)
    return blanks


def _cut(picture: Picture, box: tuple[float, float, float, float]) -> Picture:
    left, bottom, right, top = (edge * DPI / 72 for edge in box)
    height = picture.shape[0]
    return picture[int(height - top) - 1 : int(height - bottom) + 2, int(left) - 1 : int(right) + 2]


def fonts_of(pdf: bytes) -> Iterator[tuple[str, bool]]:
    """(name, embedded) of every font object in the file, used or not."""
    reader = PdfReader(io.BytesIO(pdf))
    for number in range(1, len(reader.xref_objStm) + sum(map(len, reader.xref.values())) + 1):
        found = reader.get_object(IndirectObject(number, 0, reader))
        if isinstance(found, DictionaryObject) and found.get("/Type") == "/Font":
            descriptor = cast("DictionaryObject", found.get("/FontDescriptor", DictionaryObject()).get_object())
            yield str(found["/BaseFont"]), "/FontFile2" in descriptor
