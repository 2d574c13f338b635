"""A report as a Word file that an office goes on writing in: real styles and headings, pages after GB/T 9704.

A4 with margins of 37, 35, 28 and 26 mm and 22 lines of 28 characters: title 22 pt, body 16 pt; the page number between dashes.
Fonts are named, not embedded: each system has these or one that stands in for them.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell as WordCell
from docx.text.paragraph import Paragraph as WordParagraph

from printables.charts import paper, say_all
from printables.charts.shapes import width_of
from printables.report import Block, Cell, Chart, Heading, Paragraph, Photo, Report, Span, Table, in_rows, scale_of, widths_of
from printables.words import words_of

TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
"""Margins in mm (GB/T 9704-2012, 5.2)."""
MEASURE = 210.0 - LEFT - RIGHT
LINE = Pt(28.95)
"""22 lines on 225 mm."""
_SHORT_TABLE = 12
"""Rows: a table of no more is not torn on two pages."""
_HIGHEST = 205.0
"""A chart in mm, so that it has room on a page under its caption."""
MUTED = RGBColor(0x56, 0x5C, 0x66)
_INVALID = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SAME_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Fonts:
    """What text, headings of the first and the second level, and the title are set in."""

    latin: str
    body: str
    first: str
    second: str
    title: str


_FONTS = {
    "zh-Hans": _Fonts("Times New Roman", "仿宋", "黑体", "楷体", "方正小标宋简体"),
    "zh-Hant": _Fonts("Times New Roman", "標楷體", "微軟正黑體", "標楷體", "微軟正黑體"),
    "en": _Fonts("Times New Roman", "仿宋", "黑体", "楷体", "宋体"),
}


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
        self.fonts = _FONTS[report.language]
        self.chinese = report.language != "en"
        self.document: WordDocument = new_document()
        self._set_properties(made_at)
        self._set_page()
        self._set_styles()

    def write(self) -> None:
        """Write everything in order."""
        title = self._add("Title", [Span(self.report.title)])
        title.runs[0].font.size = Pt(_title_size(self.report.title))
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
                self._add(f"Heading {block.level}", [Span(block.text)])
            case Paragraph():
                self._add(_STYLES[block.kind], block.spans)
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
        for line in filter(None, (self.report.issuer, self.report.issued)):
            self._add("Signature", [Span(line)]).paragraph_format.keep_with_next = line is not self.report.issued
        if self.report.has_typed:
            self._add("Note", [Span(self.words["report.typed_note"])])

    # words

    def _add(self, style: str, spans: Iterable[Span]) -> WordParagraph:
        paragraph = self.document.add_paragraph(style=style)
        self._add_runs(paragraph, spans)
        return paragraph

    def _add_runs(self, paragraph: WordParagraph, spans: Iterable[Span]) -> None:
        for span in spans:
            for index, line in enumerate(_INVALID.sub("", span.text).split("\n")):
                run = paragraph.add_run(line)
                if index:
                    run._r.insert(0, OxmlElement("w:br"))
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
        for index, (cells, line) in enumerate(zip(grid.rows, lines, strict=True)):
            _keep_whole(cells._tr, head=index == 0)
            for word_cell, cell, width in zip(cells.cells, line, widths, strict=True):
                word_cell.width = Mm(MEASURE * width / sum(widths))
                self._fill(word_cell, cell, size, bold=index == 0 or line is table.total, head=index == 0, stays=len(lines) <= _SHORT_TABLE and index < len(lines) - 1)
        if table.note:
            self._add("Note", [Span(table.note)])
        else:
            _space_after(self.document)

    def _fill(self, word_cell: WordCell, cell: Cell, size: Pt, *, bold: bool, head: bool, stays: bool) -> None:
        paragraph = word_cell.paragraphs[0]
        paragraph.style = self.document.styles["Cell"]
        paragraph.paragraph_format.keep_with_next = stays
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if head else WD_ALIGN_PARAGRAPH.RIGHT if cell.number else WD_ALIGN_PARAGRAPH.LEFT
        run = paragraph.add_run(_INVALID.sub("", cell.text))
        run.bold = bold
        if size != Pt(11):
            run.font.size = size

    def _write_chart(self, chart: Chart) -> None:
        caption = self._add("Caption", [Span(chart.caption)])
        caption.paragraph_format.keep_with_next = True
        paragraph = self.document.add_paragraph(style="Picture")
        width = MEASURE * 0.8
        width *= min(1.0, _HIGHEST / paper.height_of(chart.kind, width))
        _add_picture(paragraph, paper.to_png(chart.kind, self.report.language), Mm(width), f"{chart.caption}: {say_all(chart.kind.readings())}")

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
            _add_picture(picture, photo.jpeg, Mm(width), photo.caption)
            self._add_runs(caption, [Span(photo.caption)])
        for row in grid.rows:
            _keep_whole(row._tr, head=False)

    # page and styles

    def _set_properties(self, made_at: datetime) -> None:
        about = self.document.core_properties
        about.title, about.language = self.report.title, self.report.language
        about.author = about.last_modified_by = self.report.issuer
        about.comments = self.report.mark
        about.created = about.modified = made_at

    def _set_page(self) -> None:
        section = self.document.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(TOP), Mm(BOTTOM), Mm(LEFT), Mm(RIGHT)
        section.header_distance, section.footer_distance = Mm(18), Mm(26)
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
        footer.add_run("— ")
        _add_page_number(footer)
        footer.add_run(" —")
        if self.report.mark:
            header = section.header.paragraphs[0]
            header.alignment = WD_ALIGN_PARAGRAPH.CENTER
            header.add_run(self.report.mark).font.color.rgb = MUTED

    def _set_styles(self) -> None:
        fonts, indent = self.fonts, self.chinese
        self._style("Normal", fonts.body, 16, line=True)
        self._style("Body Text", fonts.body, 16, indent=indent, justify=True, after=0 if indent else 6)
        self._style("Title", fonts.title, 22, bold=not self.chinese, centred=True, after=6, line=False)
        self._style("Subtitle", fonts.second, 16, centred=True, after=10)
        self._style("Heading 1", fonts.first, 16, bold=not self.chinese, indent=indent, before=8, heading=True)
        self._style("Heading 2", fonts.second, 16, bold=True, indent=indent, before=4, heading=True)
        self._style("Heading 3", fonts.body, 16, bold=True, indent=indent, heading=True)
        self._style("Heading 4", fonts.body, 16, indent=indent, heading=True)
        self._style("Statement", fonts.body, 16, indent=indent, justify=True, marked=True, after=0 if indent else 6)
        self._style("Lead", fonts.body, 16, indent=indent, justify=True, after=6)
        self._style("Item", fonts.body, 16, indent=indent, justify=True)
        self._style("Signature", fonts.body, 16, right=True, before=4)
        self._style("Caption", fonts.first, 12, centred=True, before=6, after=3, line=False)
        self._style("Picture", fonts.body, 12, centred=True, after=8, line=False)
        self._style("Cell", fonts.body, 11, before=2, after=2, line=False)
        self._style("Note", fonts.body, 10.5, before=3, after=6, line=False, muted=True)

    def _style(
        self, name: str, font: str, size: float, *, bold: bool = False, indent: bool = False, justify: bool = False, centred: bool = False,
        right: bool = False, before: float = 0, after: float = 0, line: bool = True, heading: bool = False, marked: bool = False, muted: bool = False,
    ) -> None:  # fmt: skip
        styles = self.document.styles
        style = styles[name] if name in [each.name for each in styles] else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)
        _set_font(style, self.fonts.latin, font, size, bold, MUTED if muted else RGBColor(0, 0, 0))
        shape = style.paragraph_format
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY if line else WD_LINE_SPACING.SINGLE
        if line:
            shape.line_spacing = LINE
        shape.alignment = (
            WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.JUSTIFY if justify else WD_ALIGN_PARAGRAPH.LEFT
        )
        shape.keep_with_next, shape.widow_control = heading, True
        _shape_xml(style, indent=indent, marked=marked)


def _title_size(title: str) -> float:
    """Return the size at which a title that is a little too long stays on one line; a longer one is set on several."""
    return next((size for size in (22.0, 21.0, 20.0, 19.0, 18.0) if width_of(title, size) <= MEASURE * 72 / 25.4 - 4), 22.0)


_STYLES = {"body": "Body Text", "statement": "Statement", "item": "Item", "lead": "Lead", "note": "Note", "sign": "Signature"}


def _set_font(style: ParagraphStyle, latin: str, chinese: str, size: float, bold: bool, colour: RGBColor) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic, style.font.color.rgb = latin, Pt(size), bold, False, colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), chinese)
    fonts.set(qn("w:hAnsi"), latin)


def _shape_xml(style: ParagraphStyle, *, indent: bool, marked: bool) -> None:
    """What python-docx has no words for: an indent of two characters, a line on the left, no rule under the title."""
    shape = style.element.get_or_add_pPr()
    for tag in ("w:pBdr", "w:ind", "w:contextualSpacing", "w:numPr"):
        for old in shape.findall(qn(tag)):
            shape.remove(old)
    if marked:
        border, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
        for name, value in (("val", "single"), ("sz", "8"), ("space", "8"), ("color", "8A8F98")):
            left.set(qn(f"w:{name}"), value)
        border.append(left)
        shape._insert_pBdr(border) if hasattr(shape, "_insert_pBdr") else shape.insert_element_before(border, *_AFTER_BORDER)
    if indent:
        ind = shape.get_or_add_ind()
        ind.set(qn("w:firstLineChars"), "200")
        ind.set(qn("w:firstLine"), "640")


_AFTER_BORDER = tuple(f"w:{tag}" for tag in ("shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap", "overflowPunct", "topLinePunct", "autoSpaceDE",
                      "autoSpaceDN", "bidi", "adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "jc", "textAlignment", "outlineLvl", "rPr"))  # fmt: skip
"""What the schema puts after a paragraph's borders."""


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


def _add_page_number(paragraph: WordParagraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _add_picture(paragraph: WordParagraph, file: bytes, width: Any, said: str) -> None:
    """A picture with what a screen reader says of it."""
    shape = paragraph.add_run().add_picture(io.BytesIO(file), width=width)
    shape._inline.docPr.set("descr", _INVALID.sub("", said))


def _space_after(document: WordDocument) -> None:
    paragraph = document.add_paragraph(style="Cell")
    paragraph.paragraph_format.space_after = Pt(0)


