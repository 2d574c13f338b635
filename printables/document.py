"""One PDF being made: its pages, its reused backgrounds, and the drawing surface measured in millimetres from the top."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Literal, Protocol

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from printables.fonts import Typeface, font_name, load, saving
from printables.page import BLANK_EDGE, POINTS_PER_MM, Imposition, Paper
from printables.surface import Surface
from printables.words import Words

Progress = Callable[[int, int], None]
Edge = Literal["long", "short"]
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
            pdfVersion=(1, 4),  # a logo's transparency
            lang=languages[0],
            initialFontName=font_name(self.type.face, False),  # type: ignore[arg-type]  # the stub says float
            initialFontSize=FIRST_SIZE,
        )
        self.canvas.setTitle(title)
        self.canvas.setCreator("outreach-kiosk")
        self.canvas.setAuthor("")
        self.canvas.setSubject("")
        self._forms = 0
        self._edge: Edge | None = None
        self._edges: set[Edge | None] = set()

    def speak(self, languages: tuple[str, ...]) -> None:
        """Change language between the parts of one pile."""
        self.words = Words(languages)
        self.type = Typeface(languages)

    @contextmanager
    def both_sides(self, edge: Edge) -> Iterator[None]:
        """Pages drawn within are fronts and backs of sheets that turn over their long or their short edge.

        Only a file of nothing else asks the printer for both sides: in a pile it would print the next sheet on the back
        of this one.
        """
        self._edge = edge
        yield
        self._edge = None

    def page(self, paper: Paper) -> Surface:
        """Start a page; draw on the surface, then end_page()."""
        self.canvas.setPageSize((paper.width * POINTS_PER_MM, paper.height * POINTS_PER_MM))
        self._set_boxes(None)
        self._edges.add(self._edge)
        return Surface(self.canvas, self.type, paper.width, paper.height)

    def sheet(self, imposition: Imposition) -> Surface:
        """Start a page of copies; a print shop's says where it is trimmed and how far it bleeds."""
        surface = self.page(imposition.sheet)
        surface.bleed = imposition.bleed
        if imposition.mode == "shop":
            self._set_boxes(imposition)
        return surface

    def _set_boxes(self, imposition: Imposition | None) -> None:
        for name in ("trim", "bleed"):
            beyond = imposition.bleed if imposition and name == "bleed" else 0
            self.canvas.setCropBox(_box_of(imposition, beyond) if imposition else None, name)

    def end_page(self) -> None:
        self.canvas.showPage()

    def form(self, width: float, height: float, draw: Callable[[Surface], None], bleed: float = -BLANK_EDGE) -> str:
        """Keep a drawing that many pages repeat; put it down with Surface.stamp(name).

        Ink beyond the edges is cut off, or beyond the bleed where there is one.
        """
        self._forms += 1
        name, beyond = f"background{self._forms}", max(bleed, 0)
        left, bottom, right, top = (edge * POINTS_PER_MM for edge in (-beyond, -beyond, width + beyond, height + beyond))
        self.canvas.beginForm(name, left, bottom, right, top)  # type: ignore[arg-type]  # the stub says int
        draw(Surface(self.canvas, self.type, width, height, bleed=bleed))
        self.canvas.endForm()
        return name

    def background(self, imposition: Imposition, draw: Callable[[Surface], None]) -> str:
        """Keep what is the same on every copy, of the copies' size and with their bleed."""
        return self.form(imposition.slot_width, imposition.slot_height, draw, imposition.bleed)

    def save(self) -> None:
        edge = next(iter(self._edges)) if len(self._edges) == 1 else None
        if edge:
            self.canvas.setViewerPreference("Duplex", f"DuplexFlip{edge.capitalize()}Edge")
        with saving:
            self.canvas.save()


def _box_of(imposition: Imposition, beyond: float) -> tuple[float, ...]:
    """The one copy of a print shop's page in points from the lower left, and so far `beyond` its edges."""
    [slot], height = imposition.slots(), imposition.sheet.height
    edges = (slot.left, height - slot.top - slot.height, slot.left + slot.width, height - slot.top)
    return tuple((edge + side * beyond) * POINTS_PER_MM for edge, side in zip(edges, (-1, -1, 1, 1), strict=True))


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
