"""A report as a Word file that an office goes on writing in: real styles and headings, pages after GB/T 9704.

A4 with margins of 37, 35, 28 and 26 mm and 22 lines of 28 characters: title 22 pt, body 16 pt; the page number between dashes.
Fonts are named, not embedded: each system has these or one that stands in for them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

from printables.charts import paper, say_all
from printables.charts.shapes import width_of
from printables.report import (
    Block,
    Cell,
    Chart,
    Heading,
    Paragraph,
    Photo,
    Report,
    Span,
    Table,
    in_rows,
    scale_of,
    set_title,
    signature_insets,
    stays_with_next,
    widths_of,
)
from printables.word_page import LINE, MEASURE, SIZE, set_chinese, set_page, set_styles
from printables.words import words_of

_BETWEEN = 0.25
"""Of a character, between a figure and a Chinese one."""
_SHORT_TABLE = 12
"""Rows: a table of no more is not torn on two pages."""
_HIGHEST = 205.0
"""A chart in mm, so that it has room on a page under its caption."""
_STOP = {"en": ". ", "zh-Hans": "。", "zh-Hant": "。"}
_INVALID = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BOTH_SCRIPTS = re.compile("[‘’“”…—·]")
_SAME_DAY = (1980, 1, 1, 0, 0, 0)


def to_word(report: Report, made_at: datetime) -> bytes:
    """Return the report as a .docx file; the same report and time give the same bytes.  ``made_at`` is a wall-clock time."""
    writer = _Writer(report, made_at)
    writer.write()
    target = io.BytesIO()
    writer.document.save(target)
    return _without_clock(target.getvalue())


def _without_clock(file: bytes) -> bytes:
    """Pack the same parts again without the time at which they were packed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as packed, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            again.writestr(zipfile.ZipInfo(name, _SAME_DAY), packed.read(name), zipfile.ZIP_DEFLATED)
    return target.getvalue()


class _Writer:
    """One file being written."""

    def __init__(self, report: Report, made_at: datetime) -> None:
        self.report = report
        self.words = words_of(report.language)
        self.chinese = report.language != "en"
        self.document: WordDocument = new_document()
        self._set_properties(made_at)
        set_page(self.document, report.mark, chinese=self.chinese)
        set_styles(self.document, report.language, parts=report.has_parts)
        self._cell_style = self.document.styles["Cell"].style_id

    def write(self) -> None:
        """Write everything in order."""
        lines, size = set_title(self.report.title, MEASURE * 72 / 25.4 - 4, width_of)
        title = self._add("Title", [Span("\n".join(lines))])
        title.runs[0].font.size = Pt(size)
        if self.report.subtitle:
            self._add("Subtitle", [Span(self.report.subtitle)])
        if self.report.missing:
            self._add("Note", [Span(self.words["report.missing"].format(texts=self.words["report.between"].join(self.report.missing)))])
        for row in in_rows(self.report.blocks):
            self._write_photos(row) if isinstance(row, tuple) else self._write_block(row)
        self._write_end()

    def _write_block(self, block: Block) -> None:
        match block:
            case Heading():
                self._add(f"Heading {block.level + self.report.has_parts}", [Span(block.text)])
            case Paragraph():
                for line in block.lines:
                    self._add(_STYLES[block.kind], line)
            case Table():
                self._write_table(block)
            case Chart():
                self._write_chart(block)

    def _ends_with_table(self) -> bool:
        """Whether the last thing but small print is a table or photos."""
        last = [block for block in self.report.blocks if not (isinstance(block, Paragraph) and block.kind == "note")][-1:]
        return bool(last) and isinstance(last[0], Table | Photo)

    def _write_end(self) -> None:
        """Who signs never stands alone on a page: the text's last lines and its small print go with it."""
        for paragraph in reversed(self.document.paragraphs):
            if paragraph.style is not None and paragraph.style.name == "Title":
                break
            paragraph.paragraph_format.keep_with_next = True
            if paragraph.style is None or paragraph.style.name not in ("Note", "Cell"):
                break
        for row in self.document.tables[-1].rows[-1:] if self.document.tables and self._ends_with_table() else []:
            for cell in row.cells:
                cell.paragraphs[-1].paragraph_format.keep_with_next = True
        for line, inset in zip((self.report.issuer, self.report.issued), signature_insets(self.report, _BETWEEN), strict=True):
            self._sign(line, inset)
        if self.report.has_typed:
            self._add("Note", [Span(self.words["report.typed_note"])])

    def _sign(self, line: str, inset: float) -> None:
        """After an empty line who signs, and under it when."""
        if not line:
            return
        shape = self._add("Signature", [Span(line)]).paragraph_format
        shape.right_indent = Pt(SIZE * inset)
        shape.space_before = LINE if line is self.report.issuer or not self.report.issuer else Pt(0)
        shape.keep_with_next = line is not self.report.issued

    # words

    def _add(self, style: str, spans: Iterable[Span]) -> WordParagraph:
        paragraph = self.document.add_paragraph(style=style)
        self._add_runs(paragraph, spans)
        return paragraph

    def _add_runs(self, paragraph: WordParagraph, spans: Iterable[Span]) -> None:
        for span in spans:
            run = paragraph.add_run(_INVALID.sub("", span.text))
            if self.chinese and _BOTH_SCRIPTS.search(span.text):
                set_chinese(run)
            if span.typed:
                paragraph.add_run("＊" if self.chinese else "*").font.superscript = True

    # tables, charts, photos

    def _write_table(self, table: Table) -> None:
        caption = self._add("Caption", [Span(table.caption)])
        caption.paragraph_format.keep_with_next = True
        lines = [table.heads, *table.rows, *([table.total] if table.total else [])]
        grid = self.document.add_table(rows=len(lines), cols=len(table.heads))
        grid.style = "Table Grid"
        _thin_rules(grid._tbl)
        grid.alignment = WD_TABLE_ALIGNMENT.CENTER
        grid.autofit = False
        widths, size = widths_of(table), Pt(round(22 * scale_of(table)) / 2)
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = Mm(MEASURE * width / sum(widths))
        stays = [index < len(lines) - 1 for index in range(len(lines))] if len(lines) <= _SHORT_TABLE else stays_with_next(table)
        for index, (cells, line) in enumerate(zip(grid.rows, lines, strict=True)):
            _keep_whole(cells._tr, head=index == 0)
            for word_cell, cell, width in zip(cells.cells, line, widths, strict=True):
                word_cell.width = Mm(MEASURE * width / sum(widths))
                self._fill(word_cell, cell, size, bold=index == 0 or line is table.total, head=index == 0, stays=stays[index])
        if table.note:
            self._add("Note", [Span(table.note)])
        else:
            _space_after(self.document)

    def _fill(self, word_cell: WordCell, cell: Cell, size: Pt, *, bold: bool, head: bool, stays: bool) -> None:
        word_cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = word_cell.paragraphs[0]
        paragraph._p.style = self._cell_style  # by its id: by its name all styles are looked through for each cell
        paragraph.paragraph_format.keep_with_next = stays
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if head else WD_ALIGN_PARAGRAPH.RIGHT if cell.number else WD_ALIGN_PARAGRAPH.LEFT
        run = paragraph.add_run(_INVALID.sub("", cell.text))
        run.bold = bold
        if self.chinese and _BOTH_SCRIPTS.search(cell.text):
            set_chinese(run)
        if size != Pt(11):
            run.font.size = size

    def _write_chart(self, chart: Chart) -> None:
        caption = self._add("Caption", [Span(chart.caption)])
        caption.paragraph_format.keep_with_next = True
        paragraph = self.document.add_paragraph(style="Picture")
        width = MEASURE * 0.8
        width *= min(1.0, _HIGHEST / paper.height_of(chart.kind, width))
        _add_picture(paragraph, paper.to_png(chart.kind, self.report.language), Mm(width), f"{chart.caption}{_STOP[self.report.language]}{say_all(chart.kind.readings(), self.report.language)}")

    def _write_photos(self, photos: Sequence[Photo]) -> None:
        """Two and two, each over its caption."""
        grid = self.document.add_table(rows=2, cols=len(photos))
        grid.alignment = WD_TABLE_ALIGNMENT.CENTER
        for index, photo in enumerate(photos):
            picture, caption = grid.rows[0].cells[index].paragraphs[0], grid.rows[1].cells[index].paragraphs[0]
            picture.style, caption.style = self.document.styles["Picture"], self.document.styles["Caption"]
            picture.paragraph_format.keep_with_next = True
            picture.paragraph_format.space_before, picture.paragraph_format.space_after = Pt(6), Pt(0)
            grid.rows[0].cells[index].vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
            width, _height = photo.size_within(MEASURE / 2 - 6, 62)
            _add_picture(picture, photo.jpeg, Mm(width), photo.said)
            self._add_runs(caption, [Span(photo.caption)])
        for row in grid.rows:
            _keep_whole(row._tr, head=False)

    def _set_properties(self, made_at: datetime) -> None:
        about = self.document.core_properties
        about.title, about.language = self.report.title, self.report.language
        about.author = about.last_modified_by = self.report.issuer
        about.comments = self.report.mark
        about.created = about.modified = made_at


_STYLES = {"body": "Body Text", "statement": "Statement", "item": "Item", "lead": "Lead", "note": "Note", "sign": "Signature"}


def _thin_rules(table: Any) -> None:
    """Hairlines between the cells, a stronger line above and below; 3 pt of blank beside a text."""
    borders = OxmlElement("w:tblBorders")
    for edge, size in (("top", "8"), ("left", "4"), ("bottom", "8"), ("right", "4"), ("insideH", "2"), ("insideV", "2")):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", size), ("space", "0"), ("color", "16181D")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    shape = table.tblPr
    layout = shape.find(qn("w:tblLayout"))
    shape.insert(shape.index(layout), borders) if layout is not None else shape.append(borders)
    margins = OxmlElement("w:tblCellMar")
    for edge in ("left", "right"):
        margin = OxmlElement(f"w:{edge}")
        margin.set(qn("w:w"), "60")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = shape.find(qn("w:tblLook"))
    shape.insert(shape.index(look), margins) if look is not None else shape.append(margins)


def _keep_whole(row: Any, *, head: bool) -> None:
    """A row is not torn on two pages; the first stands on each page again."""
    shape = row.get_or_add_trPr()
    shape.append(OxmlElement("w:cantSplit"))
    if head:
        shape.append(OxmlElement("w:tblHeader"))


def _add_picture(paragraph: WordParagraph, file: bytes, width: Any, said: str) -> None:
    """A picture with what a screen reader says of it."""
    shape = paragraph.add_run().add_picture(io.BytesIO(file), width=width)
    shape._inline.docPr.set("descr", _INVALID.sub("", said))


def _space_after(document: WordDocument) -> None:
    paragraph = document.add_paragraph(style="Cell")
    paragraph.paragraph_format.space_after = Pt(0)


