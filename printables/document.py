"""One PDF being made: its pages, its reused backgrounds, and the drawing surface measured in millimetres from the top."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import BinaryIO, Protocol

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from printables.fonts import Typeface, font_name, load, saving
from printables.page import POINTS_PER_MM, Paper
from printables.surface import Surface
from printables.words import Words

Progress = Callable[[int, int], None]
FIRST_SIZE = 10


class Document:
    """Pages drawn into `target` when saved; the same input gives the same bytes.

    Only `title` and the language reach the file's metadata: no name of a person, no path, no time.
    """

    def __init__(self, target: BinaryIO, title: str, languages: tuple[str, ...]) -> None:
        self.words = Words(languages)
        self.type = Typeface(languages)
        load(self.type.face, False)
        # ASCII armour around each page's stream costs a quarter of the size and a third of the time.
        rl_config.useA85 = 0
        # Without initialFontName an unused, unembedded Helvetica would be listed in the file.
        self.canvas = Canvas(
            target,
            invariant=1,
            pageCompression=1,
            lang=languages[0],
            initialFontName=font_name(self.type.face, False),  # type: ignore[arg-type]  # the stub says float
            initialFontSize=FIRST_SIZE,
        )
        self.canvas.setTitle(title)
        self.canvas.setCreator("outreach-kiosk")
        self.canvas.setAuthor("")
        self.canvas.setSubject("")
        self._forms = 0

    def speak(self, languages: tuple[str, ...]) -> None:
        """Change language between the parts of one pile."""
        self.words = Words(languages)
        self.type = Typeface(languages)

    def turn_over_short_edge(self) -> None:
        """Ask the printer for both sides: landscape pages are turned like those of a book."""
        self.canvas.setViewerPreference("Duplex", "DuplexFlipShortEdge")

    def page(self, paper: Paper) -> Surface:
        """Start a page; draw on the surface, then end_page()."""
        self.canvas.setPageSize((paper.width * POINTS_PER_MM, paper.height * POINTS_PER_MM))
        return Surface(self.canvas, self.type, paper.width, paper.height)

    def end_page(self) -> None:
        self.canvas.showPage()

    def form(self, width: float, height: float, draw: Callable[[Surface], None]) -> str:
        """Keep a drawing that many pages repeat; put it down with Surface.stamp(name)."""
        self._forms += 1
        name = f"background{self._forms}"
        self.canvas.beginForm(name, 0, 0, width * POINTS_PER_MM, height * POINTS_PER_MM)
        draw(Surface(self.canvas, self.type, width, height))
        self.canvas.endForm()
        return name

    def save(self) -> None:
        with saving:
            self.canvas.save()


class Printable(Protocol):
    """What every sheet offers: draw() raises a PrintError before its first page, or draws all of them."""

    @property
    def languages(self) -> tuple[str, ...]: ...

    @property
    def document_title(self) -> str: ...

    @property
    def sheet_count(self) -> int:
        """Sheets of paper that it takes."""

    def draw(self, document: Document, progress: Progress | None = None) -> None: ...


def write(printable: Printable, target: BinaryIO, progress: Progress | None = None) -> None:
    """Write one printable's PDF. `progress(done, total)` counts sheets. Raises PrintError, with nothing written."""
    document = Document(target, printable.document_title, printable.languages)
    printable.draw(document, progress)
    document.save()


def to_bytes(printable: Printable) -> bytes:
    """The same PDF in memory: small things only, a large run belongs into a file."""
    target = io.BytesIO()
    write(printable, target)
    return target.getvalue()
