"""The certificate of deletion 個人資料刪除證明: when personal data were deleted, on what ground, how many, and that nothing is left."""

from __future__ import annotations

from dataclasses import dataclass

from printables.certificate import MARGIN, WIDTH, Columns, draw_issuer, draw_table
from printables.checks import at_least, require
from printables.document import Document, Progress
from printables.page import A4
from printables.surface import MUTED, SEAL, Surface
from printables.typesetting import Room, fit, fit_line
from printables.words import Words

TABLE_TOP = 120.0
MOST_ROWS = 8
COLUMNS = Columns(("what", "event", "count"), 76.0, 24.0)
CHECK_MM, FOOT = 6.0, 252.0


@dataclass(frozen=True)
class Deleted:
    """One line: what was deleted, of which event, of how many people."""

    what: str
    event: str
    count: str


@dataclass(frozen=True)
class DeletionCertificate:
    """One page.  `ground` says by which rule or at whose request, `check` what looking for the deleted words found, `beyond` what
    it does not reach; each in the one language.  `rows` are at most eight: the caller sums up what is more."""

    languages: tuple[str, ...]
    number: str
    organisation: str
    day: str
    ground: str
    rows: tuple[Deleted, ...]
    total: str
    check: str
    beyond: str
    issued: str

    def __post_init__(self) -> None:
        Words(self.languages)
        require(number=self.number, organisation=self.organisation, rows=self.rows, check=self.check)
        at_least("rows", MOST_ROWS - len(self.rows), 0)

    @property
    def document_title(self) -> str:
        return f"{Words(self.languages)('deletion.title')} {self.number}"

    @property
    def sheet_count(self) -> int:
        return 1

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        words, surface = document.words, document.page(A4)
        self._draw_head(surface, words)
        statement = words("deletion.statement", organisation=self.organisation, day=self.day, ground=self.ground, total=self.total)
        setting = fit("statement", [statement], surface.type, Room(WIDTH, TABLE_TOP - 84, 13, 9, spacing=1.7))
        surface.block(MARGIN, 80 + (TABLE_TOP - 84 - setting.height) / 2, setting)
        bottom = self._draw_table(surface, words)
        self._draw_check(surface, words, bottom + CHECK_MM)
        draw_issuer(surface, FOOT + 3, self.organisation, self.issued, words("service.seal"))
        document.end_page()
        if progress:
            progress(1, 1)

    def _draw_head(self, surface: Surface, words: Words) -> None:
        centre = surface.width / 2
        title = fit_line("title", words("deletion.title"), surface.type, Room(WIDTH, 20, 28, 18, bold=True))
        surface.block(centre, 38, title, bold=True, align="centre", ink=SEAL)
        surface.rule(centre - 18, 60, centre + 18, 60, weight=0.8, ink=SEAL)
        surface.cell("number", (MARGIN, 65, WIDTH, 7), words("deletion.number", number=self.number), 10.5, 7, ink=MUTED, padding=0)

    def _draw_table(self, surface: Surface, words: Words) -> float:
        heads = (words("deletion.what"), words("deletion.event"), words("deletion.count"))
        rows = [heads, *((row.what, row.event, row.count) for row in self.rows), (words("deletion.total"), "", self.total)]
        return draw_table(surface, COLUMNS, TABLE_TOP, rows)

    def _draw_check(self, surface: Surface, words: Words, top: float) -> None:
        surface.cell("check_title", (MARGIN, top, WIDTH, 6), words("deletion.check"), 10.5, 7, True, "left", padding=0)
        bottom = surface.block(MARGIN, top + 7, fit("check", [self.check], surface.type, Room(WIDTH, 14, 10.5, 7, spacing=1.5)))
        surface.block(MARGIN, bottom + 2, fit("beyond", [self.beyond], surface.type, Room(WIDTH, FOOT - bottom - 4, 9, 6, spacing=1.5)), ink=MUTED)
