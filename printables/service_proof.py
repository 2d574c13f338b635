"""The proof of voluntary service 志願服務證明: who served where and for how long, with a number that anybody can verify."""

from __future__ import annotations

from dataclasses import dataclass, field

from printables.certificate import HEAD_MM, MARGIN, ROW_MM, WIDTH, Columns, draw_issuer, draw_table
from printables.checks import Mark, at_least, check_common, require
from printables.code_block import plan_block
from printables.document import Document, Progress
from printables.page import A4
from printables.qr import QrEncoder
from printables.surface import MUTED, SEAL, Surface, group_code
from printables.typesetting import Room, fit, fit_line
from printables.words import Words

TABLE_TOP, TABLE_BOTTOM = 128.0, 216.0
MOST_ROWS = int((TABLE_BOTTOM - TABLE_TOP - HEAD_MM) / ROW_MM) - 1
COLUMNS = Columns(("day", "event", "hours"), 46.0, 24.0)
QR_MM, FOOT = 25.0, 228.0


@dataclass(frozen=True)
class Service:
    """Hours at one event, as they are said: "2.5"."""

    day: str
    event: str
    hours: str


@dataclass(frozen=True)
class ServiceProof:
    """One page. `number` is the volunteer's own, `code` the proof's; `host` is where it is verified.

    Of more than eight events the earliest come together in one line: `earlier` is their hours, `earlier_events` how many they are.
    """

    languages: tuple[str, ...]
    name: str = field(repr=False)
    number: str
    organisation: str
    services: tuple[Service, ...]
    total: str
    prefix: str
    code: str
    host: str
    issued: str
    earlier: str = ""
    earlier_events: int = 0
    mark: Mark = ""

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(name=self.name, number=self.number, organisation=self.organisation, services=self.services, code=self.code)
        at_least("services", MOST_ROWS - bool(self.earlier) - len(self.services), 0)

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('service.title')} {group_code(self.code)}"

    @property
    def sheet_count(self) -> int:
        return 1

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        words, surface = document.words, document.page(A4)
        self._draw_head(surface, words)
        self._draw_statement(surface, words)
        self._draw_table(surface, words)
        self._draw_verify(surface, words)
        draw_issuer(surface, FOOT + 2, self.organisation, self.issued, words.both("service.seal"))
        document.end_page()
        if progress:
            progress(1, 1)

    def _draw_head(self, surface: Surface, words: Words) -> None:
        centre = surface.width / 2
        title = fit_line("title", words("service.title"), surface.type, Room(WIDTH, 20, 30, 20, bold=True))
        surface.block(centre, 38, title, bold=True, align="centre", ink=SEAL)
        second = words.second("service.title")
        surface.cell("title", (MARGIN, 55, WIDTH, 8), second, 13, 8, ink=MUTED, padding=0)
        surface.rule(centre - 18, 65, centre + 18, 65, weight=0.8, ink=SEAL)
        number = f"{words.both('service.code')} {group_code(self.code)}"
        surface.cell("code", (MARGIN, 69, WIDTH, 7), number, 10.5, 7, ink=MUTED, padding=0)

    def _draw_statement(self, surface: Surface, words: Words) -> None:
        said = {"name": self.name, "number": self.number, "hours": self.total}
        texts = [text for text in (words("service.statement", **said), words.second("service.statement", **said)) if text]
        setting = fit("statement", texts, surface.type, Room(WIDTH, TABLE_TOP - 90, 15, 9, spacing=1.7, gap=0.3))
        surface.block(MARGIN, 84 + (TABLE_TOP - 90 - setting.height) / 2, setting)

    def _draw_table(self, surface: Surface, words: Words) -> None:
        heads = (words.both("service.day"), words.both("service.event"), words.both("service.hours"))
        rows = [heads, *((each.day, each.event, each.hours) for each in self.services), (words.both("service.total"), "", self.total)]
        if self.earlier:
            rows.insert(1, (words("service.earlier"), words("service.earlier_events", count=self.earlier_events), self.earlier))
        draw_table(surface, COLUMNS, TABLE_TOP, rows)

    def _draw_verify(self, surface: Surface, words: Words) -> None:
        encoder = QrEncoder(self.prefix, len(self.code))
        encoder.check(self.code)
        block = plan_block(surface.type, (), QR_MM, encoder.size, bool(self.mark), code_size=9)
        block = block.moved(MARGIN + QR_MM / 2, FOOT - block.quiet)
        block.draw_frame(surface, words.both(f"mark.{self.mark}") if self.mark else "")
        block.draw_code(surface, encoder.encode(self.code), "")  # the number stands in the heading, once
        said = {"host": self.host}
        texts = [text for text in (words("service.verify", **said), words.second("service.verify", **said)) if text]
        room = Room(52, QR_MM + 4, 9, 6, spacing=1.5, gap=0.2)
        surface.block(MARGIN + QR_MM + 7, FOOT, fit("verify", texts, surface.type, room), ink=MUTED)
