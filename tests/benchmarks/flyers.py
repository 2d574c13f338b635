"""Flyers per CPU-second, bytes per page and memory, beside the usual recipe of one picture object per code.

Bars: 2,000 unique A6 flyers, four to a sheet, in at most 1 s of CPU after start-up and 60 MB; 40 times the usual rate.
Run: python -m tests.benchmarks.flyers
"""

from __future__ import annotations

import importlib
import io
import json
import subprocess
import sys
import time
from pathlib import Path

COPIES = 2_000
USUAL_COPIES = 200  # the usual recipe is slow; its rate does not depend on the number
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
HEADLINE = "社工讓社區更美好"
LINES = ("社工是什麼？能幫您做什麼？", "歡迎到攤位了解社會救助、志願服務、養老助殘等政策，資料免費取閱。")
WHEN, WHERE = "3月24日（星期五）09:00–11:30", "康寧社區門口、市場路口、廣場"
MOST_SECONDS, MOST_MEGABYTES, LEAST_RATIO = 1.0, 60.0, 40.0


def codes(count: int) -> list[str]:
    """Ten characters, all different, spread over the alphabet."""
    numbers = ((number + 1) * 2_654_435_761 % 32**10 for number in range(count))
    return ["".join(ALPHABET[number // 32**place % 32] for place in range(10)) for number in numbers]


def peak_megabytes() -> float | None:
    """Peak memory of this process; None where the system does not tell."""
    status = Path("/proc/self/status")
    if status.exists():
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    return None


def draw_ours(target: io.BytesIO) -> int:
    from printables.document import write
    from printables.flyer import Flyer

    flyer = Flyer(("zh-Hant",), HEADLINE, PREFIX, codes(COPIES), lines=LINES, when=WHEN, where=WHERE, contact="請到社區服務站")
    write(flyer, target)
    return COPIES


def draw_usual(target: io.BytesIO) -> int:
    """What the first search result does: qrcode.make for each copy, the picture handed to drawImage."""
    import qrcode
    from reportlab.lib.units import mm
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    from printables.fonts import load

    name = load("TC", False).fontName
    canvas = Canvas(target, pagesize=(210 * mm, 297 * mm))
    for number, code in enumerate(codes(USUAL_COPIES)):
        left, bottom = number % 2 * 105 * mm, number // 2 % 2 * 148.5 * mm
        for row, text in enumerate((HEADLINE, *LINES, WHEN, WHERE, "請到社區服務站", code)):
            canvas.setFont(name, 22 if row == 0 else 9)
            canvas.drawString(left + 8 * mm, bottom + (130 - row * 10) * mm, text)
        picture = qrcode.make(PREFIX + code, error_correction=qrcode.ERROR_CORRECT_H)
        side = 25 * mm
        canvas.drawImage(ImageReader(picture.get_image()), left + 70 * mm, bottom + 10 * mm, side, side)
        if number % 4 == 3:
            canvas.showPage()
    canvas.save()
    return USUAL_COPIES


def run_child(recipe: str) -> None:
    for module in ("reportlab.pdfgen.canvas", "reportlab.pdfbase.ttfonts", "qrcode"):
        importlib.import_module(module)
    target = io.BytesIO()
    begun = time.process_time()
    copies = {"ours": draw_ours, "usual": draw_usual}[recipe](target)
    seconds = time.process_time() - begun
    size = len(target.getvalue())
    print(json.dumps({"copies": copies, "seconds": seconds, "bytes": size, "peak": peak_megabytes()}))


def measure(recipe: str, times: int) -> dict[str, float]:
    """The best of several runs, each in a process of its own: other work on the machine only ever adds."""
    command = [sys.executable, "-m", "tests.benchmarks.flyers", recipe]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(times)]
    return min(runs, key=lambda run: float(run["seconds"]))


def main() -> int:
    ours, usual = measure("ours", 3), measure("usual", 2)
    rate = {name: run["copies"] / run["seconds"] for name, run in (("ours", ours), ("usual", usual))}
    for name, run in (("ours", ours), ("usual", usual)):
        page = run["bytes"] / (run["copies"] / 4)
        peak = f"{run['peak']:.0f} MB" if run["peak"] else "not measured here"
        print(f"{name:6} {rate[name]:8,.0f} flyers per CPU-second, {page:8,.0f} bytes a sheet, peak memory {peak}")
    ratio = rate["ours"] / rate["usual"]
    peak_ours = ours["peak"] or 0.0
    bars = (
        (ratio >= LEAST_RATIO, f"{ratio:.0f} times the usual rate (at least {LEAST_RATIO:.0f})"),
        (ours["seconds"] <= MOST_SECONDS, f"{COPIES:,} flyers in {ours['seconds']:.2f} s (at most {MOST_SECONDS} s)"),
        (peak_ours <= MOST_MEGABYTES, f"peak memory {peak_ours:.0f} MB (at most {MOST_MEGABYTES:.0f} MB)"),
    )
    for met, sentence in bars:
        print("met   " if met else "MISSED", sentence)
    return 0 if all(met for met, _ in bars) else 1


if __name__ == "__main__":
    if len(sys.argv) == 2 and sys.argv[1] in ("ours", "usual"):
        run_child(sys.argv[1])
    else:
        raise SystemExit(main())
