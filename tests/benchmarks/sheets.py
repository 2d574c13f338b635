"""Sign-in sheets and badges per CPU-second, bytes per page and memory, beside the usual recipe for each.

The usual sheet is reportlab's Table with a Paragraph in every cell, the usual badge a drawString for each text; both take
their code from qrcode.make by drawImage.  Bars: 200 sheets in at most 2 s of CPU and 1,000 badges in at most 2 s, both under
70 MB, at 3 and 10 times the usual rate.  Both sheets are filled in from a roster: every cell is measured and set.
Run: python -m tests.benchmarks.sheets
"""

from __future__ import annotations

import io
from typing import Any

from tests.benchmarks._printing import PREFIX, codes, measure, start, tell

SHEETS, BADGES, ROWS = 200, 1_000, 20
USUAL_SHEETS, USUAL_BADGES = 20, 200  # their rates do not depend on the number
TITLE, DATE, PLACE, HOST = "社會工作宣傳週街頭活動", "2017年3月24日（星期五）", "康寧社區活動教室", "鄂倫春自治旗民政局"
COLUMNS = ("序號", "姓名", "單位", "電話後四位", "簽到時間", "簽名", "備註")
WIDTHS = (12, 28, 36, 25, 23, 32, 30)
NOTICE = "本表所填內容僅用於本次活動的統計，九十天後銷毀。您可以隨時要求刪除。"
MOST_SECONDS, MOST_MEGABYTES, LEAST_SHEETS_RATIO, LEAST_BADGES_RATIO = 2.0, 70.0, 3.0, 10.0
MM = 72 / 25.4


def name_of(number: int) -> str:
    return "余于范白包"[number % 5] + "大同文靜曉東雪梅春燕"[number % 9 : number % 9 + 2]


def draw_sheets(target: io.BytesIO) -> int:
    from printables.document import write
    from printables.sign_in_sheet import SignInSheet

    rows = tuple({"name": name_of(number), "unit": PLACE} for number in range(SHEETS * ROWS))
    write(SignInSheet(("zh-Hant",), TITLE, PREFIX, tuple(codes(SHEETS)), DATE, PLACE, HOST, rows=rows), target)
    return SHEETS


def draw_usual_sheets(target: io.BytesIO) -> int:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Flowable, Image, PageBreak, Paragraph, SimpleDocTemplate, Table

    style = ParagraphStyle("cell", fontName=_face(), fontSize=10, wordWrap="CJK")
    story: list[Flowable] = []
    for page, code in enumerate(codes(USUAL_SHEETS)):
        story += [Paragraph(text, style) for text in (TITLE, DATE, PLACE, HOST, code, NOTICE)]
        picture = io.BytesIO()
        _usual_code(code).save(picture)
        story.append(Image(picture, 25 * MM, 25 * MM))
        filled = [(str(page * ROWS + row + 1), name_of(page * ROWS + row), PLACE, "", "", "", "") for row in range(ROWS)]
        cells = [[Paragraph(text, style) for text in row] for row in (COLUMNS, *filled)]
        grid = [("GRID", (0, 0), (-1, -1), 0.3, "black")]
        story += [Table(cells, [width * MM for width in WIDTHS], [9.5 * MM] * (ROWS + 1), style=grid), PageBreak()]
    SimpleDocTemplate(target, pagesize=(210 * MM, 297 * MM), topMargin=20, bottomMargin=0, leftMargin=20, rightMargin=20).build(story)
    return USUAL_SHEETS


def draw_badges(target: io.BytesIO) -> int:
    from printables.document import write
    from printables.volunteer_badge import Badge, VolunteerBadges

    made = tuple(Badge(name_of(number), f"V{number:04d}", code, PLACE) for number, code in enumerate(codes(BADGES)))
    write(VolunteerBadges(("zh-Hant",), TITLE, PREFIX, made, HOST, "3月24日 12:00"), target)
    return BADGES


def draw_usual_badges(target: io.BytesIO) -> int:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    canvas, face = Canvas(target, pagesize=(210 * MM, 297 * MM)), _face()
    for number, code in enumerate(codes(USUAL_BADGES)):
        left, bottom = (15 + number % 2 * 90) * MM, (13 + number // 2 % 5 * 54) * MM
        for row, text in enumerate((TITLE, name_of(number), f"V{number:04d}", PLACE, HOST, "3月24日 12:00", code)):
            canvas.setFont(face, 22 if row == 1 else 8)
            canvas.drawString(left + 5 * MM, bottom + (48 - row * 7) * MM, text)
        canvas.drawImage(ImageReader(_usual_code(code).get_image()), left + 60 * MM, bottom + 10 * MM, 20 * MM, 20 * MM)
        if number % 10 == 9:
            canvas.showPage()
    canvas.save()
    return USUAL_BADGES


def _face() -> str:
    from printables.fonts import load

    return str(load("TC", False).fontName)


def _usual_code(code: str) -> Any:
    import qrcode

    return qrcode.make(PREFIX + code, error_correction=qrcode.ERROR_CORRECT_H)


RECIPES = {"sheets": draw_sheets, "usual sheets": draw_usual_sheets, "badges": draw_badges, "usual badges": draw_usual_badges}


def main() -> int:
    runs = {name: measure("tests.benchmarks.sheets", name, 2) for name in RECIPES}
    for name, run in runs.items():
        print(run.told(name, name.split()[-1]))
    bars = []
    for kind, least in (("sheets", LEAST_SHEETS_RATIO), ("badges", LEAST_BADGES_RATIO)):
        ours, ratio = runs[kind], runs[kind].rate / runs[f"usual {kind}"].rate
        bars += [
            (ratio >= least, f"{ratio:.0f} times the usual rate of {kind} (at least {least:.0f})"),
            (ours.seconds <= MOST_SECONDS, f"{ours.made:,} {kind} in {ours.seconds:.2f} s (at most {MOST_SECONDS} s)"),
            (ours.peak <= MOST_MEGABYTES, f"peak memory {ours.peak:.0f} MB (at most {MOST_MEGABYTES:.0f} MB)"),
        ]
    return tell(bars)


if __name__ == "__main__":
    start(RECIPES, main)
