"""PDFs read back as a phone would: every page as a picture at 150 dpi, by two decoders that share no code."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pypdfium2
import zxingcpp
from numpy.typing import NDArray

from tests.decoders import read_pictures

DPI = 150
QUIET = 0.16  # a quiet zone of 4 of 25 to 33 modules, of the symbol's side


def render_pages(pdf: bytes | Path) -> Iterator[NDArray[np.uint8]]:
    """Each page in grey at 150 dpi."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf) if isinstance(pdf, bytes) else pdf)
    try:
        for page in document:
            yield page.render(scale=DPI / 72, grayscale=True).to_numpy().copy()
            page.close()
    finally:
        document.close()


def read_pages(pdf: bytes | Path) -> list[list[str]]:
    """What zxing reads on each page."""
    qr = zxingcpp.barcode_formats_from_str("QRCode")
    return [sorted(found.text for found in zxingcpp.read_barcodes(picture, formats=qr)) for picture in render_pages(pdf)]


def read_all(pdf: bytes | Path) -> set[str]:
    """What zxing reads anywhere."""
    return {text for page in read_pages(pdf) for text in page}


def read_twice(pdf: bytes | Path) -> tuple[list[str], list[str]]:
    """What zxing reads, and what jsQR reads in the places where zxing found something."""
    by_zxing: list[str] = []
    cuttings: list[NDArray[np.uint8]] = []
    for picture in render_pages(pdf):
        for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.barcode_formats_from_str("QRCode")):
            left, top, right, bottom = _box(found, picture.shape)
            by_zxing.append(found.text)
            cuttings.append(picture[top:bottom, left:right].copy())
    return by_zxing, read_pictures(cuttings) if cuttings else []


def _box(found: zxingcpp.Barcode, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    corners = found.position
    xs = [point.x for point in (corners.top_left, corners.top_right, corners.bottom_left, corners.bottom_right)]
    ys = [point.y for point in (corners.top_left, corners.top_right, corners.bottom_left, corners.bottom_right)]
    quiet = int((max(xs) - min(xs)) * QUIET)
    return max(0, min(xs) - quiet), max(0, min(ys) - quiet), min(shape[1], max(xs) + quiet), min(shape[0], max(ys) + quiet)
