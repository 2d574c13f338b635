"""A finished PDF read back before it goes to the press: each code that a page names in type must be read there as a symbol."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

Progress = Callable[[int, int], None]
# A page is looked at again, closer and with every trick, only where the first look missed something: a good page takes
# a third of the time, and 100 dpi are harder to read than 150, so that nothing passes more easily.
QUICK_DPI, CLOSE_DPI = 100, 150
QUICK = {"try_rotate": False, "try_downscale": False, "try_invert": False}
# Groups of at most five characters: no code is typed in more pieces.
MOST_GROUPS = 6


@dataclass(frozen=True, order=True)
class Unread:
    """A code that is not read where it should be; ``page`` counts from 1, 0 is a code that no page shows at all."""

    page: int
    payload: str


def verify_pdf(path: Path, expected: Collection[str], progress: Progress | None = None) -> list[Unread]:
    """Read every page back and return the expected payloads that are unread, by page; needs the extra ``verify``.

    A code on many copies counts for each of them: the typed code beside a symbol says where it has to be read.
    """
    import pypdfium2

    by_code = {payload.rpartition("/")[2]: payload for payload in expected}
    unread: list[Unread] = []
    seen: set[str] = set()
    document = pypdfium2.PdfDocument(path)
    try:
        for number, page in enumerate(document, start=1):
            missing, read = _look_at(page, by_code)
            unread += [Unread(number, payload) for payload in sorted(missing.elements())]
            seen |= missing.keys() | read
            page.close()
            if progress:
                progress(number, len(document))
    finally:
        document.close()
    return sorted(unread + [Unread(0, payload) for payload in set(expected) - seen])


def _look_at(page: PdfPage, by_code: Mapping[str, str]) -> tuple[Counter[str], set[str]]:
    """Return (payloads typed on the page and not read as often, payloads read)."""
    typed = Counter(_typed(page, by_code))
    read = _read(page, QUICK_DPI, QUICK)
    if not typed or typed - read:
        read |= _read(page, CLOSE_DPI, {})
    return typed - read, set(read)


def _read(page: PdfPage, dpi: int, options: Mapping[str, Any]) -> Counter[str]:
    import zxingcpp

    picture = page.render(scale=dpi / 72, grayscale=True).to_numpy()
    qr = zxingcpp.barcode_formats_from_str("QRCode")
    return Counter(found.text for found in zxingcpp.read_barcodes(picture.reshape(picture.shape[:2]), formats=qr, **options))


def _typed(page: PdfPage, by_code: Mapping[str, str]) -> Iterator[str]:
    """Yield the payload of each code that stands in type on the page, in groups: 7K3QX 9M2TD."""
    groups = page.get_textpage().get_text_range().split()
    for start in range(len(groups)):
        code = ""
        for group in groups[start : start + MOST_GROUPS]:
            code += group
            if code in by_code:
                yield by_code[code]
                break
