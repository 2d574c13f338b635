"""The feedback card 意見卡: five faces to choose from, one sentence that may be quoted if its writer agrees, no name."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from printables.cards import draw_items, place_in
from printables.checks import Mark, check_common, require, same_length
from printables.code_block import CodeBlock, plan_block
from printables.document import Document, Progress
from printables.handwriting import TICK_MM, draw_choice, draw_lines, draw_tick_box
from printables.layout import LaidOut
from printables.page import USUAL_UP, Imposition
from printables.qr import QrEncoder
from printables.surface import INK, MUTED, SEAL, Surface
from printables.typesetting import Room, fit, fit_line
from printables.words import Words

MARGIN, TOP = 8.0, 7.0
QR_MM = 22.0
# Best first, as offices here print it; each face's mouth is bent from a smile (1) to its opposite (-1).
SCORES = {5: 1.0, 4: 0.5, 3: 0.0, 2: -0.5, 1: -1.0}
FACE_MM = 13.0
FACES_TOP, LINES_TOP, LINES_MM = 58.0, 97.0, 19.0


@dataclass(frozen=True)
class FeedbackCards(LaidOut):
    """A card a code, four on A4 or one a page. `question` is by default whether the event satisfied."""

    most_up: ClassVar[int] = USUAL_UP["A6"]
    languages: tuple[str, ...]
    event: str
    prefix: str
    codes: tuple[str, ...] = field(repr=False)
    when: str = ""
    question: str = ""
    mark: Mark = ""
    up: int = 4

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(event=self.event, codes=self.codes)
        same_length(self.codes)
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose("A6", self.up)

    @property
    def pieces(self) -> int:
        return len(self.codes)

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('feedback.title')} {self.event}"

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        words, imposition = document.words, self.imposition
        encoder = QrEncoder(self.prefix, len(self.codes[0]))
        for code in self.codes:
            encoder.check(code)
        captions = (words("feedback.key_in"), words.second("feedback.key_in"))
        block = plan_block(document.type, captions, QR_MM, encoder.size, bool(self.mark), caption_size=6.5, code_size=8)
        block = place_in(block, imposition.slot_width - MARGIN - block.width + block.quiet, TOP - 0.5, block.width)
        background = document.background(imposition, partial(self._draw_card, words, block))
        draw_items(document, self, [partial(_draw_copy, background, encoder, block, code) for code in self.codes], progress)

    def _draw_card(self, words: Words, block: CodeBlock, surface: Surface) -> None:
        block.draw_frame(surface, words.both(f"mark.{self.mark}") if self.mark else "", ink=MUTED)
        self._draw_head(surface, words, block.centre - block.width / 2 - MARGIN - 1)
        width = surface.width - 2 * MARGIN
        second = "" if self.question else words.second("feedback.question")
        asked = self.question or words("feedback.question")
        _draw_question(surface, FACES_TOP - 10.5, asked, second)
        # All five words in the size of the longest.
        room = Room(width / 5 - 0.8, 5, 9.5, 5.5)
        size = min(fit_line("score", words(f"feedback.score{score}"), surface.type, room).size for score in SCORES)
        for index, score in enumerate(SCORES):
            _draw_score(surface, MARGIN + (index + 0.5) * width / 5, width / 5, words, score, size)
        _draw_question(surface, LINES_TOP - 9, words("feedback.quote"), words.second("feedback.quote"))
        draw_lines(surface, (MARGIN, LINES_TOP, width, LINES_MM), step=9)
        box = (MARGIN, LINES_TOP + LINES_MM + 2.5, width, 8)
        draw_choice(surface, box, words("feedback.consent"), words.second("feedback.consent"), size=9.5)
        self._draw_foot(surface, words, LINES_TOP + LINES_MM + 12)

    def _draw_head(self, surface: Surface, words: Words, width: float) -> None:
        surface.cell("title", (MARGIN, TOP, width, 9), words("feedback.title"), 19, 10, True, "left", padding=0)
        second = (MARGIN, TOP + 8.5, width, 5)
        surface.cell("title", second, words.second("feedback.title"), 9, 6, align="left", ink=MUTED, padding=0)
        room = Room(width, 16, 10.5, 7, spacing=1.4)
        about = fit("event", [text for text in (self.event, self.when) if text], surface.type, room)
        surface.block(MARGIN, TOP + 14.5, about, ink=MUTED)

    def _draw_foot(self, surface: Surface, words: Words, top: float) -> None:
        texts = [*words("feedback.notice").splitlines(), *words.second("feedback.notice").splitlines()]
        room = Room(surface.width - 2 * MARGIN, surface.height - 6 - top, 8, 5.5, spacing=1.4)
        surface.block(MARGIN, top, fit("notice", texts, surface.type, room), ink=MUTED)


def _draw_copy(background: str, encoder: QrEncoder, block: CodeBlock, code: str, surface: Surface) -> None:
    surface.stamp(background)
    block.draw_code(surface, encoder.encode(code), code)


def _draw_question(surface: Surface, top: float, text: str, second: str) -> None:
    """A question in 5 mm, and the second language smaller under it. Raises TextTooLong."""
    width = surface.width - 2 * MARGIN
    surface.cell("question", (MARGIN, top, width, 5), text, 11, 7, True, "left", padding=0)
    surface.cell("question", (MARGIN, top + 4.6, width, 3.6), second, 8, 5.5, align="left", ink=MUTED, padding=0)


def _draw_score(surface: Surface, centre: float, width: float, words: Words, score: int, size: float) -> None:
    draw_face(surface, centre, FACES_TOP + FACE_MM / 2, FACE_MM, SCORES[score])
    top = FACES_TOP + FACE_MM + 1
    left = centre - width / 2
    surface.cell("score", (left, top, width, 4.5), words(f"feedback.score{score}"), size, 5.5, padding=0.4)
    surface.cell("score", (left, top + 4.3, width, 3), words.second(f"feedback.score{score}"), 6.5, 4, ink=MUTED, padding=0.4)
    draw_tick_box(surface, centre - TICK_MM / 2 - 2, top + 8, TICK_MM)
    surface.cell("score", (centre + 1.5, top + 8, 4, TICK_MM), str(score), 10, 6, bold=True, ink=SEAL, padding=0)


def draw_face(surface: Surface, x: float, y: float, size: float, bend: float) -> None:
    """A round face centred at (x, y); `bend` 1 smiles, 0 is straight, -1 is sad."""
    radius = size / 2
    surface.circle(x, y, radius - 0.3, line=INK, weight=0.45)
    for side in (-1, 1):
        surface.circle(x + side * radius * 0.36, y - radius * 0.22, radius * 0.1, fill=INK)
    steps = [step / 8 - 1 for step in range(17)]
    middle = y + radius * (0.42 - 0.06 * bend)
    mouth = [(x + step * radius * 0.48, middle + bend * radius * 0.28 * (0.5 - step * step)) for step in steps]
    surface.shape(mouth, line=INK, weight=0.5, closed=False)
