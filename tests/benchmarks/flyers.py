"""Unique flyers per CPU-second, bytes per page and memory, beside the usual recipe and the least that a PDF writer could do.

Bars: 2,000 A6 flyers, four to a sheet, in at most 1 s of CPU after start-up and 60 MB; 20,000 in ten times that and 120 MB (reportlab keeps every page until it saves);
40 times the rate of the usual recipe (qrcode.make for each copy, its picture handed to drawImage). The floor is a loop that
formats the same symbols, code texts and stamps into pages by hand and embeds no face: nothing in it can be left out.
Run: python -m tests.benchmarks.flyers
"""

from __future__ import annotations

import io
import zlib
from typing import TYPE_CHECKING

from tests.benchmarks._printing import PREFIX, codes, measure, start, tell

if TYPE_CHECKING:
    from printables.qr import Symbol

COPIES, MANY = 2_000, 20_000
USUAL_COPIES = 200  # the usual recipe is slow; its rate does not depend on the number
HEADLINE = "社工讓社區更美好"
LINES = ("社工是什麼？能幫您做什麼？", "歡迎到攤位了解社會救助、志願服務、養老助殘等政策，資料免費取閱。")
WHEN, WHERE, CONTACT = "3月24日（星期五）09:00–11:30", "康寧社區門口、市場路口、廣場", "請到社區服務站"
MOST_SECONDS, MOST_MEGABYTES, MOST_MEGABYTES_MANY, LEAST_RATIO = 1.0, 60.0, 120.0, 40.0
MM = 72 / 25.4


def draw_ours(target: io.BytesIO, copies: int = COPIES) -> int:
    from printables.document import write
    from printables.flyer import Flyer

    write(Flyer(("zh-Hant",), HEADLINE, PREFIX, codes(copies), lines=LINES, when=WHEN, where=WHERE, contact=CONTACT), target)
    return copies


def draw_many(target: io.BytesIO) -> int:
    return draw_ours(target, MANY)


def draw_usual(target: io.BytesIO) -> int:
    """What the first search result does: qrcode.make for each copy, the picture handed to drawImage."""
    import qrcode
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    from printables.fonts import load

    name = load("TC", False).fontName
    canvas = Canvas(target, pagesize=(210 * MM, 297 * MM))
    for number, code in enumerate(codes(USUAL_COPIES)):
        left, bottom = number % 2 * 105 * MM, number // 2 % 2 * 148.5 * MM
        for row, text in enumerate((HEADLINE, *LINES, WHEN, WHERE, CONTACT, code)):
            canvas.setFont(name, 22 if row == 0 else 9)
            canvas.drawString(left + 8 * MM, bottom + (130 - row * 10) * MM, text)
        picture = qrcode.make(PREFIX + code, error_correction=qrcode.ERROR_CORRECT_H)
        canvas.drawImage(ImageReader(picture.get_image()), left + 70 * MM, bottom + 10 * MM, 25 * MM, 25 * MM)
        if number % 4 == 3:
            canvas.showPage()
    canvas.save()
    return USUAL_COPIES


def draw_floor(target: io.BytesIO) -> int:
    """Four symbols, code texts and stamps a page, compressed, and a table of where each object is."""
    from printables.qr import QrEncoder

    encoder, run, places = QrEncoder(PREFIX, 10), codes(COPIES), [0, 0, 0]
    pages = []
    target.write(b"%PDF-1.4\n")
    for first in range(0, COPIES, 4):
        drawing = " ".join(_piece(encoder.encode(code), code, slot) for slot, code in enumerate(run[first : first + 4]))
        stream = zlib.compress(drawing.encode())
        places.append(target.tell())
        target.write(b"%d 0 obj<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream endobj\n" % (len(places) - 1, len(stream), stream))
        places.append(target.tell())
        pages.append(len(places) - 1)
        target.write(b"%d 0 obj<</Type/Page/Parent 2 0 R/Contents %d 0 R>>endobj\n" % (pages[-1], pages[-1] - 1))
    _finish(target, places, pages)
    return COPIES


def _piece(symbol: Symbol, code: str, slot: int) -> str:
    x, y, side = slot % 2 * 105 * MM, slot // 2 * 148.5 * MM, 25 * MM
    return (
        f"q 1 0 0 1 {x:.3f} {y:.3f} cm /background Do Q q 0 g {side:.3f} 0 0 {side:.3f} {x + 200:.3f} {y + 30:.3f} cm "
        f"BI /W {symbol.size} /H {symbol.size} /IM true /BPC 1 /D [1 0] /F /AHx ID {symbol.mask().hex()}> EI Q "
        f"BT /F1 10 Tf {x + 200:.3f} {y + 20:.3f} Td ({code}) Tj ET"
    )


def _finish(target: io.BytesIO, places: list[int], pages: list[int]) -> None:
    places[1] = target.tell()
    target.write(b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n")
    places[2] = target.tell()
    kids = " ".join(f"{page} 0 R" for page in pages)
    font = "/F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    target.write(
        f"2 0 obj<</Type/Pages/Count {len(pages)}/Kids[{kids}]/MediaBox[0 0 595 842]/Resources<</Font<<{font}>>>>>>endobj\n".encode()
    )
    begins = target.tell()
    table = "".join(f"{place:010d} 00000 n \n" for place in places[1:])
    target.write(f"xref\n0 {len(places)}\n0000000000 65535 f \n{table}".encode())
    target.write(f"trailer<</Size {len(places)}/Root 1 0 R>>\nstartxref\n{begins}\n%%EOF\n".encode())


def main() -> int:
    runs = {name: measure("tests.benchmarks.flyers", name, times) for name, times in (("ours", 3), ("many", 2), ("usual", 2), ("floor", 3))}
    for name, run in runs.items():
        print(run.told({"many": "ours, 20,000"}.get(name, name), "flyers"))
    ours, many, ratio = runs["ours"], runs["many"], runs["ours"].rate / runs["usual"].rate
    print(f"       {ours.rate / runs['floor'].rate:.0%} of the floor's rate")
    return tell(
        (
            (ratio >= LEAST_RATIO, f"{ratio:.0f} times the usual rate (at least {LEAST_RATIO:.0f})"),
            (ours.seconds <= MOST_SECONDS, f"{COPIES:,} flyers in {ours.seconds:.2f} s (at most {MOST_SECONDS} s)"),
            (ours.peak <= MOST_MEGABYTES, f"peak memory {ours.peak:.0f} MB (at most {MOST_MEGABYTES:.0f} MB)"),
            (many.seconds <= 10 * MOST_SECONDS, f"{MANY:,} flyers in {many.seconds:.2f} s (at most {10 * MOST_SECONDS} s)"),
            (many.peak <= MOST_MEGABYTES_MANY, f"peak memory {many.peak:.0f} MB (at most {MOST_MEGABYTES_MANY:.0f} MB)"),
        )
    )


if __name__ == "__main__":
    start({"ours": draw_ours, "many": draw_many, "usual": draw_usual, "floor": draw_floor}, main)
