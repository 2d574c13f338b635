"""Sign-in slips 簽到聯: one person on each, so that nobody reads the others' names, and a stub to keep with an erase code."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

from printables.cards import draw_facts, draw_items, place_in
from printables.checks import Mark, at_least, check_common, one_of, require, same_length
from printables.code_block import CodeBlock, plan_block
from printables.document import Document, Progress
from printables.errors import FieldInvalid
from printables.form import Row, draw_form, place_for
from printables.handwriting import draw_fold
from printables.layout import LaidOut
from printables.page import POINTS_PER_MM, Imposition
from printables.qr import QrEncoder
from printables.sheet import Box
from printables.sign_in_sheet import WEIGHTS
from printables.surface import MUTED, Surface, group_code
from printables.typesetting import Room, fit, fit_headline
from printables.words import Words

MARGIN = 7.0
NUMBER_WIDTH = 19.0
LABEL_MM = 21.0
STUB_MM = 37.0
ERASE_QR_MM = 22.0
ITEMS = {4: "A6", 6: "A4/6"}
USUAL_FIELDS = {4: ("name", "unit", "phone4", "time", "signature"), 6: ("name", "phone4", "signature")}
MOST_ROW_MM = 11.0
# A title stands on one line down to this size, before it is broken.
LEAST_ONE_LINE = 10.0


@dataclass(frozen=True)
class SignInSlip:
    """`code` is what the office scans to key the slip in; `erase_code` the secret of whoever keeps the stub."""

    number: int
    code: str
    erase_code: str = field(repr=False)

    def __post_init__(self) -> None:
        at_least("number", self.number, 1)


@dataclass(frozen=True)
class SignInSlips(LaidOut):
    """Slips on A4, four or six to be cut, each numbered; `fields` are columns of the sign-in sheet.

    `erase_prefix` stands before every erase code (``HTTPS://HOST/E/``). `notice` is by default a text that names
    `retention_days`. A sixth of a sheet has no room for the place and the host.
    """

    most_up: ClassVar[int] = max(ITEMS)
    languages: tuple[str, ...]
    title: str
    prefix: str
    erase_prefix: str
    slips: tuple[SignInSlip, ...] = field(repr=False)
    date: str = ""
    place: str = ""
    host: str = ""
    fields: tuple[str, ...] = ()
    notice: str = ""
    retention_days: int = 90
    up: int = 6
    mark: Mark = ""

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(title=self.title, erase_prefix=self.erase_prefix, slips=self.slips)
        one_of("up", self.up, ITEMS)
        for key in self.fields:
            one_of("fields", key, WEIGHTS)
        if len(self.asked) > len(USUAL_FIELDS[self.up]):
            raise FieldInvalid(field="fields", value=len(self.asked), allowed=f"up to {len(USUAL_FIELDS[self.up])}")
        same_length([slip.code for slip in self.slips])
        same_length([slip.erase_code for slip in self.slips])
        self.check_layout()

    @property
    def imposition(self) -> Imposition:
        return self.impose(ITEMS[self.up])

    @property
    def pieces(self) -> int:
        return len(self.slips)

    @property
    def document_title(self) -> str:
        return f"{self.title} {Words(self.languages)('sign_in_slip.title')}"

    @property
    def asked(self) -> tuple[str, ...]:
        return self.fields or USUAL_FIELDS[self.up]

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        imposition = self.imposition
        layout = _Layout(self, document, imposition)
        background = document.background(imposition, layout.draw_form)
        draw_items(document, self, [partial(layout.draw, background, slip) for slip in self.slips], progress)


class _Layout:
    """What is the same on every slip, and where its number and its two codes go."""

    def __init__(self, slips: SignInSlips, document: Document, imposition: Imposition) -> None:
        self.slips, self.words = slips, document.words
        self.width, self.height = imposition.slot_width, imposition.slot_height
        self.tear = self.height - STUB_MM
        self.codes = QrEncoder(slips.prefix, len(slips.slips[0].code))
        self.erase_codes = QrEncoder(slips.erase_prefix, len(slips.slips[0].erase_code))
        for slip in slips.slips:
            self.codes.check(slip.code)
            self.erase_codes.check(slip.erase_code)
        self.block, self.stub = self._plan_blocks(document)

    def _plan_blocks(self, document: Document) -> tuple[CodeBlock, CodeBlock]:
        marked, right = bool(self.slips.mark), self.width - MARGIN
        key_in = (self.words("sign_in.key_in"), self.words.second("sign_in.key_in"))
        size = 25.0 if self.slips.up == 4 else 20.0
        block = plan_block(document.type, key_in, size, self.codes.size, marked, caption_size=6.5, code_size=8)
        stub = plan_block(document.type, (), ERASE_QR_MM, self.erase_codes.size, marked, code_size=0)
        # the quiet zones are white anyway and may reach into the margin
        block = place_in(block, right - block.width + block.quiet / 2, 5, block.width)
        return block, place_in(stub, right - stub.width + stub.quiet / 2, self.tear + 1.1, stub.width)

    def draw_form(self, surface: Surface) -> None:
        mark = self.words.both(f"mark.{self.slips.mark}") if self.slips.mark else ""
        self.block.draw_frame(surface, mark)
        self.stub.draw_frame(surface, mark)
        self._draw_head(surface)
        bottom = self._draw_fields(surface)
        self._draw_notice(surface, bottom + 1.5)
        draw_fold(surface, self.tear, self.words.both("sign_in_slip.tear"), 6.5)
        self._draw_stub(surface)

    def _draw_head(self, surface: Surface) -> None:
        left, slips = MARGIN + NUMBER_WIDTH, self.slips
        width = self.block.centre - self.block.width / 2 - 1 - left
        self._draw_label(surface, (MARGIN, 5.5, NUMBER_WIDTH - 2, 4), "sign_in.number")
        one_line = surface.type.width(slips.title, LEAST_ONE_LINE, True) <= width * POINTS_PER_MM
        room = Room(width, 7 if slips.up == 6 else 11, 12.5, 7, 1.25, bold=True, most_lines=1 if one_line else 2)
        bottom = surface.block(left, 5, fit_headline("title", slips.title, surface.type, room), bold=True)
        if slips.up == 4:
            facts = [(key, self.words.both(f"sign_in.{key}"), getattr(slips, key)) for key in ("date", "place", "host")]
            draw_facts(surface, (MARGIN, 19, left + width - MARGIN), facts, height=7.5, size=9.5)
        else:
            surface.cell("date", (left, bottom, width, 4), slips.date, 7.5, 5, align="left", ink=MUTED, padding=0)

    def _draw_label(self, surface: Surface, box: Box, key: str) -> None:
        surface.cell("label", box, self.words.both(key), 7, 4.5, align="left", ink=MUTED, padding=0)

    def _draw_fields(self, surface: Surface) -> float:
        """Beside the code on a sixth of a sheet, under it on a quarter."""
        asked = self.slips.asked
        beside = self.slips.up == 6
        top = 17.5 if beside else self.block.top + self.block.height + 2
        right = self.block.centre - self.block.width / 2 if beside else self.width - MARGIN
        room = (45.5 if beside else self.tear - 16) - top
        height = min(room / len(asked), MOST_ROW_MM)
        rows = [Row(height, (place_for(self.words, f"sign_in.{key}", label_mm=LABEL_MM),)) for key in asked]
        return draw_form(surface, MARGIN, top, right - MARGIN, rows)

    def _draw_notice(self, surface: Surface, top: float) -> None:
        slips = self.slips
        text = slips.notice or self.words("sign_in_slip.notice", days=slips.retention_days)
        top = max(top, self.block.top + self.block.height + 1)
        room = Room(self.width - 2 * MARGIN, self.tear - 2.5 - top, 7.5, 5.5, spacing=1.4)
        surface.block(MARGIN, top, fit("notice", text.strip().splitlines(), surface.type, room), ink=MUTED)

    def _draw_stub(self, surface: Surface) -> None:
        words, top = self.words, self.tear
        width = self.stub.centre - self.stub.width / 2 - 2 - MARGIN
        surface.cell("keep", (MARGIN, top + 4, width * 0.62, 6), words.both("sign_in_slip.keep"), 11, 6, True, "left", padding=0)
        about = "　".join(filter(None, (self.slips.title, self.slips.date)))
        surface.cell("title", (MARGIN, top + 10, width, 4), about, 7.5, 5, align="left", ink=MUTED, padding=0)
        how = [text for text in (words("sign_in_slip.how"), words.second("sign_in_slip.how")) if text]
        room = Room(width, 10, 8, 5, spacing=1.3)
        surface.block(MARGIN, top + 14.3, fit("how", how, surface.type, room))
        self._draw_label(surface, (MARGIN, top + 24.3, width, 3.5), "sign_in_slip.erase_code")

    def draw(self, background: str, slip: SignInSlip, surface: Surface) -> None:
        surface.stamp(background)
        number = f"{slip.number:03d}"
        surface.cell("number", (MARGIN, 9, NUMBER_WIDTH - 2, 7), number, 20, 10, True, "left", padding=0)
        self.block.draw_code(surface, self.codes.encode(slip.code), slip.code)
        self.stub.draw_code(surface, self.erase_codes.encode(slip.erase_code), "")
        width = self.stub.centre - self.stub.width / 2 - 2 - MARGIN
        surface.text(MARGIN + width, self.tear + 4 + 3 + 11 * 0.38 / POINTS_PER_MM, number, 11, bold=True, align="right")
        box = (MARGIN, self.tear + 27.8, width, 4.5)
        surface.cell("erase_code", box, group_code(slip.erase_code), 10, 6, align="left", padding=0)
