"""What the printing benchmarks share: a recipe run in a process of its own, its CPU seconds, bytes and peak memory, and the bars."""

from __future__ import annotations

import importlib
import io
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
# what both sides of a comparison have loaded before the clock starts
BEFORE = ("reportlab.pdfgen.canvas", "reportlab.pdfbase.ttfonts", "reportlab.platypus", "qrcode", "qrcode.image.pil")
Recipe = Callable[[io.BytesIO], int]
Bar = tuple[bool, str]


@dataclass(frozen=True)
class Run:
    """`made` pieces (flyers, pages, badges) in so many seconds of CPU; `peak` in MB, 0 where the system does not tell."""

    made: int
    seconds: float
    bytes: int
    pages: int
    peak: float

    @property
    def rate(self) -> float:
        return self.made / self.seconds

    def told(self, name: str, unit: str) -> str:
        peak = f"{self.peak:.0f} MB" if self.peak else "not measured here"
        each, pages = self.bytes / self.pages, self.pages / self.seconds
        return f"{name:15} {self.rate:9,.0f} {unit}, {pages:8,.0f} pages per CPU-second, {each:7,.0f} bytes a page, peak memory {peak}"


def codes(count: int) -> list[str]:
    """Ten characters, all different, spread over the alphabet."""
    numbers = ((number + 1) * 2_654_435_761 % 32**10 for number in range(count))
    return ["".join(ALPHABET[number // 32**place % 32] for place in range(10)) for number in numbers]


def peak_megabytes() -> float:
    """Peak memory of this process; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if status.exists():
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    return 0.0


def measure(module: str, recipe: str, times: int) -> Run:
    """The best of several runs, each in a process of its own: other work on the machine only ever adds."""
    command = [sys.executable, "-m", module, recipe]
    runs = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(times)]
    return Run(**min(runs, key=lambda run: float(run["seconds"])))


def tell(bars: Sequence[Bar]) -> int:
    for met, sentence in bars:
        print("met   " if met else "MISSED", sentence)
    return 0 if all(met for met, _ in bars) else 1


def start(recipes: dict[str, Recipe], compare: Callable[[], int]) -> None:
    """With a recipe's name: measure it here. Without: compare them all."""
    if len(sys.argv) < 2:
        raise SystemExit(compare())
    for module in BEFORE:
        importlib.import_module(module)
    target = io.BytesIO()
    begun = time.process_time()
    made = recipes[sys.argv[1]](target)
    seconds, peak = time.process_time() - begun, peak_megabytes()
    pdf = target.getvalue()
    print(json.dumps({"made": made, "seconds": seconds, "bytes": len(pdf), "pages": _count_pages(pdf), "peak": peak}))


def _count_pages(pdf: bytes) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(pdf))
