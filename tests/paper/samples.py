"""Photographed sign-in sheets by number: the real PDF of a page, rendered, filled in, photographed; the same number, the same photo."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pypdfium2

from printables.document import to_bytes
from printables.sign_in_sheet import USUAL_COLUMNS, SignInSheet, grid_of, rows_on_page
from tests.paper.photographs import Shot, photograph
from tests.paper.written import Picture, Writer, Writing, draw_writing

PIXELS_PER_MM = 8.0
PREFIX = "HTTPS://WEEK.EXAMPLE.ORG/F/"
CODE = "7K3QX9M2TD"
NAMES = (
    "王小明",
    "陳美玲",
    "李志強",
    "歐陽春花",
    "Anna Lee",
    "張國榮",
    "林黛玉",
    "于范余",
    "周杰",
    "Mohamed Al-Rashid",
    "何家寶",
    "鄧小芬",
)
LAYOUTS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (USUAL_COLUMNS, ("zh-Hant",)),
    (USUAL_COLUMNS, ("zh-Hans", "en")),
    (("name", "phone4", "time", "signature"), ("en",)),
    (("name", "unit", "signature"), ("zh-Hans",)),
    (("name", "unit", "phone4", "time", "signature", "remarks", "time_out"), ("zh-Hant", "en")),
)


@dataclass(frozen=True)
class Sample:
    """One photo and what is on it."""

    picture: bytes
    columns: tuple[str, ...]
    names: frozenset[int]
    writing: Writing
    shot: Shot


@lru_cache(maxsize=32)
def blank_page(columns: tuple[str, ...], languages: tuple[str, ...], names: int, code: str = CODE) -> Picture:
    """The page as it leaves the printer, in RGB."""
    rows = tuple(
        {"name": NAMES[row % len(NAMES)], "unit": "康寧社區" if row % 3 else "", "phone4": f"{row * 37 % 10000:04}"}
        for row in range(names)
    )
    rows = tuple({key: text for key, text in row.items() if key in columns} for row in rows)
    sheet = SignInSheet(
        languages, "社工讓社區更美好", PREFIX, (code,), "2017年3月24日 09:00", "康寧社區", "鄂倫春自治旗民政局", columns, rows
    )
    with pypdfium2.PdfDocument(io.BytesIO(to_bytes(sheet))) as document:
        return np.asarray(document[0].render(scale=PIXELS_PER_MM * 25.4 / 72).to_pil().convert("RGB"))


def sample(number: int, shot: Shot | None = None) -> Sample:
    """The photo of this number; each is made of nothing but its number."""
    random = np.random.default_rng((20170324, number))
    columns, languages = LAYOUTS[random.choice(len(LAYOUTS), p=[0.3, 0.25, 0.15, 0.15, 0.15])]
    most = rows_on_page(columns)
    names = int(random.integers(4, most + 1)) if random.random() < 0.3 and "signature" in columns else 0
    page = blank_page(columns, languages, names).copy()
    writing = Writer(random, grid_of(columns), columns, frozenset(range(1, names + 1))).fill()
    draw_writing(page, writing, PIXELS_PER_MM, random)
    shot = shot or Shot.of(random)
    return Sample(photograph(page, PIXELS_PER_MM, shot, random), columns, frozenset(range(1, names + 1)), writing, shot)
