"""A report as Markdown, and as plain text for a chat: short lines, no markup, tables as lines."""

from __future__ import annotations

import re
from dataclasses import replace

from printables.charts import COLON
from printables.report import Block, Cell, Chart, Heading, Paragraph, Photo, Report, Table
from printables.words import words_of

TYPED = "＊"
_FIGURE = re.compile(r"[−<¥]?\d")
_AN_HOUR = ("时", "時", *"0123456789")
_MARKS = re.compile(r"([\\`*_\[\]<>#|])")


def to_markdown(report: Report) -> str:
    """Return the report as Markdown; what was typed cannot become markup."""
    lines = [f"# {_plain(report.title)}", ""]
    lines += [f"*{_plain(report.subtitle)}*", ""] if report.subtitle else []
    lines += [f"> {_plain(report.mark)}", ""] if report.mark else []
    lines += [line for words in _missing(report) for line in (_plain(words), "")]
    for block in _in_words(report):
        lines += [*_markdown(block, report.language, 2 if report.has_parts else 1), ""]
    lines += [f"{_plain(line)}  " for line in (report.issuer, report.issued) if line]
    lines += [line for words in _notes(report) for line in ("", _plain(words))]
    return "\n".join(lines).rstrip() + "\n"


def to_plain_text(report: Report) -> str:
    """Return the report as plain text, to be pasted into a chat."""
    lines = [report.title]
    lines += [line for line in (report.subtitle, report.mark) if line]
    lines += ["", *(line for words in _missing(report) for line in (words, ""))]
    for block in _in_words(report):
        lines += [*_lines(block, report.language), ""]
    lines += [line for line in (report.issuer, report.issued) if line]
    lines += [line for words in _notes(report) for line in ("", words)]
    return "\n".join(lines).rstrip() + "\n"


def _in_words(report: Report) -> list[Block]:
    """Return the blocks, without the charts all of whose figures stand in a table or a sentence already."""
    said = {address for block in report.blocks if not isinstance(block, Chart) for address, _words in replace(report, blocks=(block,)).figures()}
    return [block for block in report.blocks if not (isinstance(block, Chart) and all(each.figure in said for each in block.kind.readings()))]


def _missing(report: Report) -> list[str]:
    words = words_of(report.language)
    return [words["report.missing"].format(texts=words["report.between"].join(report.missing))] if report.missing else []


def _notes(report: Report) -> list[str]:
    """Return what is no figure of the records, where somebody typed one over."""
    return [words_of(report.language)["report.typed_note"]] if report.has_typed else []


def _text(block: Heading | Paragraph) -> str:
    """Return a block's words, figures that somebody typed over marked."""
    if isinstance(block, Heading):
        return block.text
    return "".join(f"{span.text}{TYPED}" if span.typed else span.text for span in block.spans)


def _markdown(block: Block, language: str, deeper: int) -> list[str]:
    if isinstance(block, Heading):
        return [f"{'#' * min(6, block.level + deeper)} {_plain(block.text)}"]
    if isinstance(block, Paragraph):
        before = {"statement": "> ", "item": "- "}.get(block.kind, "")
        return [part for words in _text(block).split("\n") if words.strip() for part in ("", before + _plain(words))][1:]
    if isinstance(block, Table):
        rows = [block.heads, *block.rows, *([block.total] if block.total else [])]
        ruled = "|" + "|".join("---:" if cell.number else "---" for cell in block.heads) + "|"
        table = [f"| {' | '.join(_plain(cell.text) for cell in row)} |" for row in rows]
        return [f"**{_plain(block.caption)}**", "", table[0], ruled, *table[1:], *(["", _plain(block.note)] if block.note else [])]
    return [_plain(line) for line in _lines(block, language)]


def _lines(block: Block, language: str) -> list[str]:
    if isinstance(block, Heading | Paragraph):
        return [_text(block)]
    if isinstance(block, Table):
        rows = [*block.rows, *([block.total] if block.total else [])]
        return [block.caption, *(_row(block.heads, row, language) for row in rows), *([block.note] if block.note else [])]
    if isinstance(block, Chart):
        return [block.caption, *(f"{each.label}{COLON[language]}{each.said}" for each in block.kind.readings())]
    return [words_of(language)["report.photo"].format(caption=block.caption)] if isinstance(block, Photo) and block.caption else []


def _row(heads: tuple[Cell, ...], row: tuple[Cell, ...], language: str) -> str:
    """Return one row of a table as a line: its first cell, words as they stand, and each figure after its head; what nobody asked for is left out."""
    between = ", " if language == "en" else "，"
    said = [_cell(head, cell, language) if head.number else cell.text for head, cell in zip(heads[1:], row[1:], strict=True) if cell.text not in ("", "—")]
    return COLON[language].join(filter(None, (row[0].text, between.join(said))))


def _cell(head: Cell, cell: Cell, language: str) -> str:
    """Return a figure after its head: 領出800, 9時 251, issued 800; words in brackets: 去向不明（無法核算）."""
    if not _FIGURE.match(cell.text):
        return f"{_lower(head.text)} ({cell.text})" if language == "en" else f"{head.text}（{cell.text}）"
    if language == "en":
        return f"{_lower(head.text)}{' ' if head.text[-1:].isalpha() else COLON[language]}{cell.text}"
    return f"{head.text}{' ' if head.text.endswith(_AN_HOUR) else ''}{cell.text}"


def _lower(head: str) -> str:
    return head[:1].lower() + head[1:] if head[1:2].islower() else head


def _plain(words: str) -> str:
    return _MARKS.sub(r"\\\1", words)
