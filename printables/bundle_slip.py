"""The slip on a bundle of flyers: what it is, how many, which serials, one staff code, and who handed it to whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from printables.cards import draw_facts, draw_items, draw_panel, place_in
from printables.checks import Mark, at_least, check_common, require, same_length
from printables.code_block import CodeBlock, plan_block
from printables.document import Document, Progress
from printables.errors import FieldInvalid
from printables.layout import LaidOut
from printables.page import USUAL_UP, Imposition
from printables.qr import QrEncoder
from printables.sheet import draw_signature
from printables.surface import INK, MUTED, Surface
from printables.words import Words

MARGIN = 8.0
QR_MM = 25.0
PANEL_TOP, PANEL_WIDTH, BAND = 66.0, 42.0, 7.0


@dataclass(frozen=True)
class Bundle:
    """Bundle `number` of the run, with the serials `first` to `last` of its `quantity` copies."""

    number: int
    code: str
    quantity: int
    first: int
    last: int

    def __post_init__(self) -> None:
        at_least("number", self.number, 1)
        at_least("quantity", self.quantity, 1)
        if self.last < self.first:
            raise FieldInvalid(field="last", value=self.last, allowed=f"{self.first} or more")


@dataclass(frozen=True)
class BundleSlips(LaidOut):
    """Slips for a run; `total` is the number of its bundles, by default as many as there are slips."""

    most_up: ClassVar[int] = USUAL_UP["A6"]
    languages: tuple[str, ...]
    run: str
    material: str
    prefix: str
    bundles: tuple[Bundle, ...] = field(repr=False)
    event: str = ""
    total: int | None = None
    mark: Mark = ""
    up: int = 4

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(run=self.run, material=self.material, bundles=self.bundles)
        same_length([bundle.code for bundle in self.bundles])
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose("A6", self.up)

    @property
    def pieces(self) -> int:
        return len(self.bundles)

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('bundle.title')} {self.run}"

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        words = document.words
        encoder = QrEncoder(self.prefix, len(self.bundles[0].code))
        block = plan_block(document.type, (), QR_MM, encoder.size, bool(self.mark), code_size=10)
        for bundle in self.bundles:
            encoder.check(bundle.code)
        slips = [partial(self._draw_slip, words, encoder, block, bundle) for bundle in self.bundles]
        draw_items(document, self, slips, progress)

    def _draw_slip(self, words: Words, encoder: QrEncoder, block: CodeBlock, bundle: Bundle, surface: Surface) -> None:
        width = surface.width - 2 * MARGIN
        self._draw_head(surface, words, bundle)
        facts = [(name, words.both(f"bundle.{name}"), getattr(self, name)) for name in ("event", "material", "run")]
        draw_facts(surface, (MARGIN, 30, width), facts, height=8)
        self._draw_figures(surface, words, bundle)
        left = surface.width - MARGIN - PANEL_WIDTH
        place = place_in(block, left, PANEL_TOP + BAND + 0.5, PANEL_WIDTH)
        panel = (left, PANEL_TOP, PANEL_WIDTH, BAND + place.height + 3)
        draw_panel(surface, panel, words("bundle.staff"), words.second("bundle.staff"), BAND)
        place.draw_frame(surface, words.both(f"mark.{self.mark}") if self.mark else "")
        place.draw_code(surface, encoder.encode(bundle.code), bundle.code)
        self._draw_hand_over(surface, words)

    def _draw_head(self, surface: Surface, words: Words, bundle: Bundle) -> None:
        width = surface.width - 2 * MARGIN
        surface.cell("title", (MARGIN, 8, width, 9), words.both("bundle.title"), 17, 10, True, "left", padding=0)
        total = self.total or len(self.bundles)
        text = words.both("bundle.number", number=bundle.number, total=total)
        surface.cell("number", (MARGIN, 17.5, width, 7), text, 11, 6, align="left", ink=MUTED, padding=0)
        surface.rule(MARGIN, 27, surface.width - MARGIN, 27, weight=0.5, ink=INK)

    def _draw_figures(self, surface: Surface, words: Words, bundle: Bundle) -> None:
        width = surface.width - 2 * MARGIN - PANEL_WIDTH - 4
        figures = (("quantity", f"{bundle.quantity:,}", 34), ("range", f"{bundle.first:,}–{bundle.last:,}", 17))
        top = PANEL_TOP
        for name, text, size in figures:
            surface.cell(name, (MARGIN, top, width, 4), words.both(f"bundle.{name}"), 8, 5, False, "left", MUTED, 0)
            height = size * 0.42
            surface.cell(name, (MARGIN, top + 4.5, width, height), text, size, 8, True, "left", padding=0)
            top += height + 8

    def _draw_hand_over(self, surface: Surface, words: Words) -> None:
        right = surface.width - MARGIN
        hint = (MARGIN, 118.5, right - MARGIN, 5)
        surface.cell("hint", hint, words("bundle.staff_hint"), 8, 5, align="right", ink=MUTED, padding=0)
        draw_signature(surface, MARGIN, 129.5, right - MARGIN, words.both("bundle.handed_by"))
        middle = surface.width * 0.6
        draw_signature(surface, MARGIN, 139, middle - MARGIN - 2, words.both("bundle.received_by"))
        draw_signature(surface, middle + 2, 139, right - middle - 2, words.both("bundle.time"))
