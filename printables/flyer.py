"""Flyers: one design, drawn once as a background, and a code on every copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from printables.checks import Mark, check_common, one_of, require
from printables.copies import Copies, Side
from printables.designs import Piece
from printables.document import Document, Progress
from printables.look import PLAIN, Look
from printables.notices import notice_of
from printables.page import USUAL_UP, Imposition, Slot
from printables.qr import QrEncoder
from printables.seal import check_seal

USUAL_QR_MM = {"A4": 40.0, "A5": 30.0, "A6": 25.0}


@dataclass(frozen=True)
class FlyerBack:
    """What the back says instead of the front, in other languages or other words; the rest is the front's, the code too."""

    languages: tuple[str, ...]
    headline: str
    lines: tuple[str, ...] = ()
    when: str = ""
    where: str = ""
    contact: str = ""
    organiser: str = ""
    opens: str = ""
    seal: str = ""


@dataclass(frozen=True)
class Flyer(Copies):
    """A run of flyers, with a `back` printed on both sides.

    `prefix` stands before every code (``HTTPS://HOST/F/``). `contact` is for people without a phone. `when`, `where`,
    `contact` and `opens` (what the code opens) may be empty. `paper` is the size of one flyer, `up` how many share a sheet,
    None for the usual number; `qr_mm` the code's side, None for the usual 40, 30 or 25.
    """

    most_up: ClassVar[int] = max(USUAL_UP[name] for name in USUAL_QR_MM)
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
    paper: str = "A6"
    up: int | None = None
    look: Look = PLAIN
    sponsor: str = ""
    qr_mm: float | None = None
    mark: Mark = ""
    back: FlyerBack | None = None

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(headline=self.headline)
        one_of("paper", self.paper, USUAL_QR_MM)
        self.check_copies()
        check_seal(self.seal)
        if self.back:
            replace(self, back=None, **vars(self.back))

    @property
    def document_title(self) -> str:
        return self.headline

    @property
    def imposition(self) -> Imposition:
        return self.impose(self.paper, self.up)

    @property
    def two_sided(self) -> bool:
        return self.back is not None

    @property
    def run_codes(self) -> Sequence[str]:
        return self.codes

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        imposition, encoder = self.imposition, QrEncoder(self.prefix, len(self.codes[0]))
        sides = [self._lay_side(document, encoder)]
        if self.back:
            document.speak(self.back.languages)
            sides.append(replace(self, back=None, **vars(self.back))._lay_side(document, encoder))
            document.speak(self.languages)
        for code in self.codes:
            encoder.check(code)
        whole = Slot(0, 0, imposition.slot_width, imposition.slot_height)
        self.draw_copies(document, encoder, sides, whole, progress)

    def _lay_side(self, document: Document, encoder: QrEncoder) -> Side:
        imposition, size = self.imposition, USUAL_QR_MM[self.paper] if self.qr_mm is None else self.qr_mm
        notice = notice_of(self, document.words, size, encoder.size, self.sponsor)
        piece = Piece(imposition.slot_width, imposition.slot_height, -imposition.bleed)
        design = self.look.lay_out(notice, document.type, piece)
        return Side(document.background(imposition, design.draw), design.block)
