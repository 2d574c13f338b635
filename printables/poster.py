"""The street poster: a headline that is read from five metres and a code that a phone reads over a queue's shoulders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from printables.cards import draw_items, draw_panel, place_in
from printables.checks import Mark, check_common, one_of, require, same_length
from printables.code_block import CodeBlock, plan_block
from printables.document import Document, Progress
from printables.errors import FieldInvalid, QrTooSmall
from printables.layout import LaidOut
from printables.page import A3, POINTS_PER_MM, Imposition
from printables.qr import QrEncoder
from printables.seal import check_seal, draw_seal
from printables.surface import INK, MUTED, SEAL, Surface
from printables.typesetting import Room, Setting, fit, fit_headline, set_at

MARGIN = 22.0
# A character as high as the distance ÷ 200 is read by most people: 25 mm for five metres.
FIVE_METRES, LARGEST = 72.0, 150.0
QR_MM, LEAST_QR_MM, MOST_QR_MM = 92.0, 80.0, 110.0
BAND, SEAL_MM = 18.0, 30.0
HEADLINE_TOP = 57.0
LABEL = 20.0
LEAST_LINES, LINES, MOST_LINES = 20.0, 25.0, 40.0
PAPERS = ("A3", "A4")


@dataclass(frozen=True)
class Poster(LaidOut):
    """One poster a code, so that each place where one hangs can be told apart by its scans.

    All lengths are those of A3; on A4 the same poster is read from three and a half metres.
    A line break in `headline` is kept: Chinese is broken where it is spoken, not in the middle of a word.
    """

    languages: tuple[str, ...]
    headline: str
    prefix: str
    codes: Sequence[str] = field(repr=False)
    lines: tuple[str, ...] = ()
    when: str = ""
    where: str = ""
    contact: str = ""
    organiser: str = ""
    opens: str = ""
    seal: str = ""
    qr_mm: float = QR_MM
    mark: Mark = ""
    paper: str = "A3"

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(headline=self.headline, codes=self.codes)
        one_of("paper", self.paper, PAPERS)
        same_length(self.codes)
        if self.qr_mm > MOST_QR_MM:
            raise FieldInvalid(field="qr_mm", value=self.qr_mm, allowed=f"{LEAST_QR_MM} to {MOST_QR_MM}")
        check_seal(self.seal)
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose(self.paper)

    @property
    def pieces(self) -> int:
        return len(self.codes)

    @property
    def document_title(self) -> str:
        return " ".join(self.headline.splitlines())

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        encoder = QrEncoder(self.prefix, len(self.codes[0]))
        for code in self.codes:
            encoder.check(code)
        if self.qr_mm < LEAST_QR_MM:
            raise QrTooSmall(modules=encoder.size, size_mm=self.qr_mm, least_mm=LEAST_QR_MM)
        layout = _Layout(self, document, encoder.size)
        scale = self.imposition.slot_width / A3.width
        background = document.form(A3.width, A3.height, layout.draw, self.imposition.bleed / scale)
        draw_items(document, self, [partial(layout.draw_poster, background, encoder, code) for code in self.codes], progress)


class _Layout:
    """Headline from the top, code and facts from the foot, the lines in what is left. Raises TextTooLong."""

    def __init__(self, poster: Poster, document: Document, modules: int) -> None:
        self.poster, self.words, self.type = poster, document.words, document.type
        self.width = A3.width - 2 * MARGIN
        block = plan_block(document.type, (), poster.qr_mm, modules, bool(poster.mark), code_size=24)
        panel_width = block.width + 8
        self.panel_left = A3.width - MARGIN - panel_width
        self.panel_top = A3.height - MARGIN - BAND - block.height - 5
        self.panel = (self.panel_left, self.panel_top, panel_width, BAND + block.height + 5)
        self.block: CodeBlock = place_in(block, self.panel_left, self.panel_top + BAND + 1, panel_width)
        self._lay_texts()
        self._lay_facts()

    def _lay_texts(self) -> None:
        """The headline takes what the lines leave it at a comfortable size; the lines then grow into the rest."""
        lines, bottom = self.poster.lines, self.panel_top - 12
        plain = Room(self.width, bottom, LINES, LEAST_LINES, gap=0.25)
        needed = set_at(LINES, lines, self.type, plain).height + 8 if lines else 0
        height = bottom - HEADLINE_TOP - 7 - needed
        room = Room(self.width, height, LARGEST, FIVE_METRES, 1.25, bold=True, most_lines=4)
        self.headline = fit_headline("headline", self.poster.headline, self.type, room)
        self.rule = HEADLINE_TOP + self.headline.height + 7
        room = replace(plain, height=bottom - self.rule - 8, size=MOST_LINES)
        self.body = fit("lines", lines, self.type, room) if lines else None

    def _lay_facts(self) -> None:
        """From the panel's top to its foot, each with what its text needs, spread evenly."""
        poster = self.poster
        names = [name for name in ("when", "where", "contact") if getattr(poster, name)]
        width = self.panel_left - MARGIN - 10
        height, label = self.panel[3], LABEL * 1.35 / POINTS_PER_MM
        each = height / max(len(names), 1) - label - 4
        room = Room(width, each, 40, 20, 1.25, bold=True, most_lines=4)
        settings = [fit(name, getattr(poster, name).splitlines(), self.type, room) for name in names]
        size = min((setting.size for setting in settings), default=0.0)
        even = [
            fit(name, getattr(poster, name).splitlines(), self.type, replace(room, size=max(size, room.least))) for name in names
        ]
        used = sum(setting.height + label for setting in even)
        gap = min((height - used) / max(len(names) - 1, 1), 16)
        self.facts: list[tuple[float, str, Setting]] = []
        top = self.panel_top
        for name, setting in zip(names, even, strict=True):
            self.facts.append((top, self.words.both(f"poster.{name}"), setting))
            top += label + setting.height + gap

    def draw(self, surface: Surface) -> None:
        poster, words = self.poster, self.words
        draw_seal(surface, poster.seal or words("poster.seal"), A3.width - MARGIN - SEAL_MM, MARGIN, SEAL_MM)
        box = (MARGIN, MARGIN, self.width - SEAL_MM - 8, SEAL_MM)
        surface.cell("organiser", box, poster.organiser, 28, 16, align="left", ink=MUTED, padding=0)
        surface.block(MARGIN, HEADLINE_TOP, self.headline, bold=True)
        surface.rule(MARGIN, self.rule, A3.width - MARGIN, self.rule, weight=1.2, ink=INK)
        if self.body:
            surface.block(MARGIN, self.rule + 8, self.body)
        self._draw_facts(surface)
        opens = (poster.opens, "") if poster.opens else (words("poster.opens"), words.second("poster.opens"))
        draw_panel(surface, self.panel, *opens, BAND, SEAL)
        self.block.draw_frame(surface, words.both(f"mark.{poster.mark}") if poster.mark else "")

    def draw_poster(self, background: str, encoder: QrEncoder, code: str, surface: Surface) -> None:
        with surface.scaled_to(A3.width) as whole:
            whole.stamp(background)
            self.block.draw_code(whole, encoder.encode(code), code)

    def _draw_facts(self, surface: Surface) -> None:
        for top, label, setting in self.facts:
            surface.text(MARGIN, top + LABEL * 0.9 / POINTS_PER_MM, label, LABEL, ink=MUTED)
            surface.block(MARGIN, top + LABEL * 1.35 / POINTS_PER_MM, setting, bold=True)
