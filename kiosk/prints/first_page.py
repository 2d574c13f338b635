"""A PDF's first page as a picture, one at a time: pdfium is not made for several threads, whoever asks."""

from __future__ import annotations

import io
import threading

import pypdfium2

_PDFIUM = threading.Lock()
"""The one lock of this process; it also leaves the other core to the scans."""


def picture_first_page(pdf: bytes, width: int) -> bytes:
    """Return the first page as a PNG, ``width`` pixels wide."""
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[0]
            image = page.render(scale=width / page.get_width()).to_pil()
        finally:
            document.close()
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
