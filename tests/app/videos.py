"""What a phone's camera sees of our own print: videos made from the real PDFs, for Chromium's fake camera."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageEnhance, ImageFilter

from printables.bundle_slip import Bundle, BundleSlips
from printables.document import to_bytes

WIDTH, HEIGHT, FRAMES = 1280, 960, 40
_DPI = 150


def print_slips(codes: Sequence[str]) -> list[Image.Image]:
    """The slips of bundles 1 … n, four on a page, as the printer makes them."""
    bundles = tuple(Bundle(number, code, 100, number * 100 - 99, number * 100) for number, code in enumerate(codes, 1))
    pdf = to_bytes(BundleSlips(("zh-Hant",), "R1", "什麼是社會工作", "HTTPS://EXAMPLE.ORG/F/", bundles))
    return [page.render(scale=_DPI / 72).to_pil().convert("RGB") for page in pypdfium2.PdfDocument(io.BytesIO(pdf))]


def slip_alone(page: Image.Image) -> Image.Image:
    """The first slip of a page."""
    return page.crop((0, 0, page.width // 2, page.height // 2))


def on_table(paper: Image.Image, turned: float, scale: float, dx: int = 0, dy: int = 0) -> Image.Image:
    """A frame: the paper on a grey table, turned by degrees, moved by pixels."""
    size = (round(paper.width * scale), round(paper.height * scale))
    laid = paper.resize(size, Image.Resampling.LANCZOS).convert("RGBA").rotate(turned, Image.Resampling.BICUBIC, expand=True)
    frame = Image.new("RGB", (WIDTH, HEIGHT), (96, 92, 88))
    frame.paste(laid, ((WIDTH - laid.width) // 2 + dx, (HEIGHT - laid.height) // 2 + dy), laid)
    return frame


def eight_at_once(pages: Sequence[Image.Image]) -> Iterator[Image.Image]:
    """Two printed pages of four slips beside each other, held nearly still."""
    spread = Image.new("RGB", (pages[0].width * 2, pages[0].height), "white")
    for place, page in enumerate(pages[:2]):
        spread.paste(page, (place * page.width, 0))
    scale = min(WIDTH / spread.width, HEIGHT / spread.height) * 0.98
    for number in range(FRAMES):
        yield on_table(spread, math.sin(number / 6) * 1.5, scale, round(4 * math.sin(number / 3)))


def moving(pages: Sequence[Image.Image]) -> Iterator[Image.Image]:
    """One slip that turns by 25 degrees either way and wanders through the picture."""
    slip = slip_alone(pages[0])
    for number in range(FRAMES):
        swing = math.sin(number / 6)
        yield on_table(slip, 25 * swing, 1.1, round(120 * swing), round(50 * math.cos(number / 5)))


def dusk(pages: Sequence[Image.Image]) -> Iterator[Image.Image]:
    """One slip in low light: dark, flat, blurred and noisy."""
    chance = random.Random(5)
    slip = slip_alone(pages[0])
    noise = Image.frombytes("L", (WIDTH, HEIGHT), chance.randbytes(WIDTH * HEIGHT)).point(lambda shade: shade * 24 // 255)
    for number in range(FRAMES):
        frame = on_table(slip, 8 * math.sin(number / 5), 1.1).filter(ImageFilter.GaussianBlur(1.4))
        frame = ImageEnhance.Brightness(ImageEnhance.Contrast(frame).enhance(0.45)).enhance(0.35)
        yield Image.merge("RGB", [Image.blend(channel, noise, 0.12) for channel in frame.split()])


def write_video(make: Callable[[Sequence[Image.Image]], Iterator[Image.Image]], pages: Sequence[Image.Image], path: Path) -> Path:
    """Write a motion-JPEG file, which the fake camera plays in a loop."""
    with path.open("wb") as file:
        for frame in make(pages):
            frame.save(file, "JPEG", quality=88)
    return path
