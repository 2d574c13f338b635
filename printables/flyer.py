"""Flyers: one design, drawn once as a background, and a code on every copy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from printables.checks import Mark, at_least, check_common, one_of, require, same_length
from printables.designs import Design, Notice
from printables.designs.plain import PlainNotice
from printables.document import Document, Progress
from printables.errors import FieldInvalid
from printables.fonts import Typeface
from printables.page import Imposition, impose
from printables.qr import QrEncoder
from printables.seal import LONGEST
from printables.surface import Surface
from printables.words import Words

DESIGNS: dict[str, Callable[[Notice, Typeface, float, float], Design]] = {"plain": PlainNotice}
USUAL_QR_MM = {"A4": 40.0, "A5": 30.0, "A6": 25.0}


@dataclass(frozen=True)
class Flyer:
    """A run of flyers.

    `prefix` stands before every code (``HTTPS://HOST/F/``). Each code is printed on `copies_per_code` copies in a row:
    1 for a code per copy, the bundle's size for a code per bundle; `copies` ends the run early, for a last bundle that
    is not full. `stacked` is cut-and-stack order (see Imposition.sheet_order). `contact` is for people without a phone.
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
    paper: str = "A6"
    up: int | None = None
    copies_per_code: int = 1
    copies: int | None = None
    design: str = "plain"
    qr_mm: float | None = None
    mark: Mark = ""
    stacked: bool = True

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(headline=self.headline, codes=self.codes)
        one_of("design", self.design, DESIGNS)
        one_of("paper", self.paper, USUAL_QR_MM)
        at_least("copies_per_code", self.copies_per_code, 1)
        same_length(self.codes)
        impose(self.paper, self.up)
        if len(self.seal) > LONGEST:
            raise FieldInvalid(field="seal", value=self.seal, allowed=f"up to {LONGEST} characters")
        if self.copies is not None and not 1 <= self.copies <= len(self.codes) * self.copies_per_code:
            raise FieldInvalid(field="copies", value=self.copies, allowed="no more than there are codes for")

    @property
    def document_title(self) -> str:
        return self.headline

    @property
    def sheet_count(self) -> int:
        return impose(self.paper, self.up).sheets_for(self.total)

    @property
    def total(self) -> int:
        return self.copies or len(self.codes) * self.copies_per_code

    def notice(self, words: Words, modules: int) -> Notice:
        names = ("when", "where", "contact")
        facts = [(name, words.both(f"flyer.{name}"), getattr(self, name)) for name in names]
        opens = (self.opens,) if self.opens else (words("flyer.opens"), words.second("flyer.opens"))
        mark = words.both(f"mark.{self.mark}") if self.mark else ""
        size = self.qr_mm or USUAL_QR_MM[self.paper]
        seal = self.seal or words("flyer.seal")
        return Notice(self.organiser, self.headline, self.lines, facts, opens, seal, mark, size, modules)

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        imposition = impose(self.paper, self.up)
        encoder = QrEncoder(self.prefix, len(self.codes[0]))
        notice = self.notice(document.words, encoder.size)
        width, height = imposition.slot_width, imposition.slot_height
        design = DESIGNS[self.design](notice, document.type, width, height)
        _check_codes(encoder, self.codes)
        background = document.form(width, height, design.draw)
        marks = document.form(imposition.sheet.width, imposition.sheet.height, lambda s: s.cut_marks([*imposition.cut_marks()]))
        self._draw_sheets(document, imposition, encoder, design, (background, marks), progress)

    def _draw_sheets(
        self,
        document: Document,
        imposition: Imposition,
        encoder: QrEncoder,
        design: Design,
        forms: tuple[str, str],
        progress: Progress | None,
    ) -> None:
        background, marks = forms
        sheets = imposition.sheets_for(self.total)
        for done, numbers in enumerate(imposition.sheet_order(self.total, self.stacked), start=1):
            sheet = document.page(imposition.sheet)
            sheet.stamp(marks)
            for slot, number in zip(imposition.slots(), numbers, strict=True):
                if number is not None:
                    self._draw_copy(sheet.part(slot), background, design, encoder, number)
            document.end_page()
            if progress:
                progress(done, sheets)

    def _draw_copy(self, copy: Surface, background: str, design: Design, encoder: QrEncoder, number: int) -> None:
        code = self.codes[number // self.copies_per_code]
        copy.stamp(background)
        design.block.draw_code(copy, encoder.encode(code), code)


def _check_codes(encoder: QrEncoder, codes: Sequence[str]) -> None:
    for code in codes:
        encoder.check(code)
