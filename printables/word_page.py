"""The page and the styles of a report's Word file, after GB/T 9704: what python-docx has words for, and the XML of what it has not."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

TOP, BOTTOM, LEFT, RIGHT = 37.0, 35.0, 28.0, 26.0
"""Margins in mm (GB/T 9704-2012, 5.2)."""
MEASURE = 210.0 - LEFT - RIGHT
SIZE = 16
"""Of the text, in points."""
LINE = Pt(28.95)
"""22 lines on 225 mm."""
MUTED = RGBColor(0x56, 0x5C, 0x66)


@dataclass(frozen=True, slots=True)
class Fonts:
    """What text, headings of the first and the second level, and the title are set in, and the language of the Chinese among it."""

    latin: str
    body: str
    first: str
    second: str
    title: str
    chinese: str = "zh-CN"


FONTS = {
    "zh-Hans": Fonts("Times New Roman", "仿宋", "黑体", "楷体", "方正小标宋简体"),
    "zh-Hant": Fonts("Times New Roman", "標楷體", "微軟正黑體", "標楷體", "微軟正黑體", "zh-TW"),
    "en": Fonts("Times New Roman", "仿宋", "黑体", "楷体", "宋体"),
}


def set_page(document: WordDocument, mark: str, *, chinese: bool) -> None:
    """A4 with the norm's margins, the page's number between dashes 7 mm under the text, ``mark`` above it."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(TOP), Mm(BOTTOM), Mm(LEFT), Mm(RIGHT)
    section.header_distance, section.footer_distance = Mm(18), Mm(22)
    footer = section.footer.paragraphs[0]
    before = footer.add_run("— ")
    _add_page_number(footer)
    for dash in (before, footer.add_run(" —")) if chinese else ():
        set_chinese(dash)
    if mark:
        section.header.paragraphs[0].add_run(mark)


def set_styles(document: WordDocument, language: str, *, parts: bool) -> None:
    """Make every style that a report uses; ``parts``: the first heading is the title of one of several summaries, and the others stand under it."""
    styles, indent = _Styles(document, FONTS[language]), language != "en"
    fonts = styles.fonts
    _set_languages(document, fonts.chinese)
    styles.make("Normal", fonts.body)
    styles.make("Body Text", fonts.body, indent=indent, justify=indent, after=0 if indent else 6)
    styles.make("Title", fonts.title, 22, bold=not indent, centred=True, after=6, line=False)
    styles.make("Subtitle", fonts.second, centred=True, after=10)
    if parts:
        styles.make("Heading 1", fonts.title, 18, bold=not indent, centred=True, before=20, after=6, heading=True)
    first = 2 if parts else 1
    styles.make(f"Heading {first}", fonts.first, bold=not indent, indent=indent, before=8, heading=True)
    styles.make(f"Heading {first + 1}", fonts.second, bold=True, indent=indent, before=4, heading=True)
    styles.make(f"Heading {first + 2}", fonts.body, bold=True, indent=indent, heading=True)
    styles.make(f"Heading {first + 3}", fonts.body, indent=indent, heading=True)
    styles.make("Statement", fonts.body, indent=indent, justify=indent, marked=True, after=0 if indent else 6)
    styles.make("Lead", fonts.body, indent=indent, justify=indent, after=6)
    styles.make("Item", fonts.body, indent=indent, justify=indent)
    styles.make("Signature", fonts.body, right=True)
    styles.make("Caption", fonts.first, 12, centred=True, before=6, after=3, line=False)
    styles.make("Picture", fonts.body, 12, centred=True, after=8, line=False)
    styles.make("Cell", fonts.body, 11, before=2, after=2, line=False)
    styles.make("Note", fonts.body, 10.5, before=3, after=6, line=False, muted=True)
    styles.make("Header", fonts.body, 10.5, centred=True, line=False, muted=True)
    styles.make("Footer", fonts.title if indent else fonts.body, 14, centred=True, line=False)


def _set_languages(document: WordDocument, chinese: str) -> None:
    """Say what language the texts are in, so that a word processor checks their spelling, breaks their lines and chooses a stand-in font for it."""
    for said in document.styles.element.iter(qn("w:lang")):
        said.set(qn("w:val"), "en-GB")
        said.set(qn("w:eastAsia"), chinese)


def set_chinese(run: Run) -> None:
    """Set marks that both scripts have, as “ ” … —, as wide as a Chinese character."""
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:hint"), "eastAsia")


class _Styles:
    """A document's styles of paragraphs."""

    def __init__(self, document: WordDocument, fonts: Fonts) -> None:
        self.styles = document.styles
        self.fonts = fonts

    def make(
        self, name: str, font: str, size: float = SIZE, *, bold: bool = False, indent: bool = False, justify: bool = False, centred: bool = False,
        right: bool = False, before: float = 0, after: float = 0, line: bool = True, heading: bool = False, marked: bool = False, muted: bool = False,
    ) -> None:  # fmt: skip
        """Make or change one style; sizes and gaps in points, ``line``: on the page's 22 lines."""
        style = self.styles[name] if name in [each.name for each in self.styles] else self.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
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


def _add_page_number(paragraph: WordParagraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
