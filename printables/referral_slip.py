"""The referral slip 轉介單: where a person is sent and for what, under a number; the name stays in the private records."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from printables.cards import draw_items
from printables.checks import Mark, check_common, require
from printables.document import Document, Progress
from printables.errors import FieldInvalid
from printables.fonts import Typeface
from printables.handwriting import TICK_MM, draw_choice, draw_lines, draw_tick_box
from printables.layout import LaidOut
from printables.numbered_slip import (
    BODY_TOP,
    FOLD,
    MARGIN,
    PAPER,
    TEAR,
    NumberedSlip,
    SlipFrame,
    check_slips,
    draw_question,
)
from printables.page import POINTS_PER_MM, USUAL_UP, Imposition
from printables.sheet import draw_signature
from printables.surface import Surface
from printables.typesetting import Room, fit
from printables.words import Words

MOST_TOPICS, TOPICS_ACROSS, TOPIC_SIZE = 8, 4, 10.0


@dataclass(frozen=True)
class ReferralSlips(LaidOut):
    """One slip a number. `topics` are boxes to tick; `agency` is filled in where all slips go to the same place."""

    most_up: ClassVar[int] = USUAL_UP[PAPER]
    languages: tuple[str, ...]
    event: str
    prefix: str
    slips: tuple[NumberedSlip, ...] = field(repr=False)
    topics: tuple[str, ...] = ()
    agency: str = ""
    contact: str = ""
    mark: Mark = ""
    up: int = 2

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(event=self.event)
        check_slips(self.slips)
        self.check_layout()
        if len(self.topics) > MOST_TOPICS:
            raise FieldInvalid(field="topics", value=len(self.topics), allowed=f"up to {MOST_TOPICS}")

    @property
    def imposition(self) -> Imposition:
        return self.impose(PAPER, self.up)

    @property
    def pieces(self) -> int:
        return len(self.slips)

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('referral.title')} {self.event}"

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        frame = SlipFrame(document, "referral", self.prefix, self.slips, self.mark)
        slips = [partial(self._draw_slip, frame, slip) for slip in self.slips]
        draw_items(document, self, slips, progress)

    def _draw_slip(self, frame: SlipFrame, slip: NumberedSlip, surface: Surface) -> None:
        words, right = frame.words, surface.width - MARGIN
        frame.draw(surface, slip)
        self._draw_upper(surface, words)
        y = draw_question(surface, words, "referral.what", frame.draw_warning(surface) + 2.5)
        draw_lines(surface, (MARGIN, y, right - MARGIN, TEAR - 19 - y))
        middle = surface.width / 2
        draw_signature(surface, MARGIN, TEAR - 8, middle - MARGIN - 3, words.both("referral.staff"))
        draw_signature(surface, middle + 1, TEAR - 8, right - middle - 1, words.both("referral.follow_up"))
        facts = [(words("referral.agency"), self.agency), (words("referral.date"), ""), (words("slip.contact"), self.contact)]
        frame.draw_stub(surface, slip, facts)

    def _draw_upper(self, surface: Surface, words: Words) -> None:
        right, middle = surface.width - MARGIN, surface.width * 0.6
        label = words.both("referral.agency")
        draw_signature(surface, MARGIN, BODY_TOP + 5, middle - MARGIN - 3, label)
        start = MARGIN + surface.type.width(label, 9) / POINTS_PER_MM + 3
        surface.cell("agency", (start, BODY_TOP, middle - 4 - start, 6), self.agency, 10, 6, True, "left", padding=0)
        draw_signature(surface, middle, BODY_TOP + 5, right - middle, words.both("referral.date"))
        self._draw_topics(surface, words, BODY_TOP + 7.5)
        y = FOLD - 12
        draw_tick_box(surface, MARGIN, y)
        texts = [text for text in (words("referral.consent"), words.second("referral.consent")) if text]
        room = Room(right - MARGIN - TICK_MM - 2, 9, 10, 7, spacing=1.3, bold=True)
        consent = fit("consent", texts, surface.type, room)
        surface.block(MARGIN + TICK_MM + 2, y + TICK_MM / 2 - consent.leading / 2, consent, bold=True)

    def _draw_topics(self, surface: Surface, words: Words, y: float) -> None:
        width = surface.width - 2 * MARGIN
        if not self.topics:
            draw_signature(surface, MARGIN, y + 5, width, words.both("referral.topic"))
        across = self._topics_across(surface.type, width)
        for index, topic in enumerate(self.topics):
            column, row = index % across, index // across
            box = (MARGIN + column * width / across, y + row * 6, width / across - 1, 6)
            draw_choice(surface, box, topic, lines=2)

    def _topics_across(self, type_: Typeface, width: float) -> int:
        """Fewer stand in a line where one is long, as in English, as long as two lines take them all."""
        longest = max((type_.width(topic, TOPIC_SIZE) / POINTS_PER_MM for topic in self.topics), default=0)
        roomy = longest <= width / TOPICS_ACROSS - TICK_MM - 3
        return TOPICS_ACROSS if roomy or len(self.topics) > 2 * (TOPICS_ACROSS - 1) else TOPICS_ACROSS - 1
