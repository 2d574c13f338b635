"""What a coordinator writes into a summary: it survives that the summary is made anew, and its figures stay live or are marked as typed.

The only writer of ``summary_edit``.  An edit holds words and addresses of figures, never a figure's number: whoever changes a sentence
keeps the figures that its words still name.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kiosk.errors import InvalidFields
from kiosk.ids import now_ms
from kiosk.privacy.notices import holds_id_number, holds_phone_number
from kiosk.records import CONTROLS_IN_LONG_TEXT, visible
from kiosk.summary.named import COLUMNS, IS_NAMED, Named
from kiosk.summary.stood import from_form
from printables.report import Block, Heading, Paragraph, Photo, Report, Span

LONGEST = 4000
OWN = "own."
"""What the keys of paragraphs begin with that somebody added."""
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
"""As word processors have them: within a paragraph, between paragraphs and pages."""
_NUMBER = re.compile(r"\d+(?:,\d{3}(?!\d))*(?:\.\d+)?%?")
_NO_FIGURE = re.compile(r"\s*(?:年|月|日|时|時|分|号|號|:|：|〕|届|屆|-|–)")
"""What makes a number a day, an hour, a document's number or an ordinal."""
_BEFORE = re.compile(r"(?:第|〔|:|：|-|–)\s*$")


@dataclass(frozen=True, slots=True)
class Edit:
    """One block as somebody wrote it; without words it is left out.  ``after`` is the block that one's own paragraph follows."""

    block: str
    spans: tuple[Span, ...]
    after: str
    basis: str
    made_by: str
    made_at: int
    id: str = ""

    @property
    def text(self) -> str:
        """Its words, figures as they were when it was written."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class Edited:
    """A report with its edits.  ``changed`` are the blocks that somebody wrote, ``outdated`` those whose records have changed since,
    ``orphans`` the edits of blocks whose records are gone: they are kept, and not said."""

    report: Report
    changed: frozenset[str]
    outdated: Mapping[str, str]
    orphans: tuple[Edit, ...]


def read_edits(connection: sqlite3.Connection, named: Named) -> dict[str, Edit]:
    """Return block → the edit that holds, in the order in which they were first made."""
    rows = connection.execute(f"SELECT * FROM summary_edit WHERE {IS_NAMED} ORDER BY made_at, id", named.values).fetchall()
    latest = {row["block"]: row for row in rows}
    first = dict.fromkeys(row["block"] for row in rows)
    return {block: _edit(latest[block]) for block in first if latest[block]["act"] == "write"}


def _edit(row: sqlite3.Row) -> Edit:
    spans = read_parts(row["parts"])
    return Edit(row["block"], spans, row["after"], row["basis"], row["made_by"], row["made_at"], row["id"])


def write_edit(
    connection: sqlite3.Connection, named: Named, generated: Block | None, text: str, *, by: str, id: str, block: str = "", after: str = "", seen: str | None = None,
    stood: str = "",
) -> None:  # fmt: skip
    """Keep what somebody wrote in place of a block, or (``generated`` None) as a paragraph of her own after another one.

    The same ``id`` twice is one edit.  ``seen`` is the edit that its writer had before her, '' for none, ``stood`` what her form carried of
    the block.  InvalidFields for a telephone or
    ID number, for what no file can hold, for too much, and where somebody else has written there meanwhile.
    """
    said = _LINE_ENDS.sub("\n", visible(text)).strip()
    if CONTROLS_IN_LONG_TEXT.search(said):
        raise InvalidFields({"text": ("errors.control_characters", {})})
    if len(said) > LONGEST:
        raise InvalidFields({"text": ("errors.too_long", {"longest": LONGEST})})
    if holds_phone_number(said) or holds_id_number(said):
        raise InvalidFields({"text": ("summaries.names_somebody", {})})
    key = generated.key if generated else block
    if seen is not None:
        _refuse_meanwhile(connection, named, key, seen, id)
    shown = from_form(stood, _addresses(generated, read_edits(connection, named).get(key)))
    spans = keep_figures(said, shown.over(_spans(generated)))
    _keep(connection, named, key, "write", spans, shown.basis or basis_of(generated), after, by, id)


def _addresses(generated: Block | None, before: Edit | None) -> set[str]:
    return {span.figure for span in (*_spans(generated), *(before.spans if before else ())) if span.figure}


def _refuse_meanwhile(connection: sqlite3.Connection, named: Named, block: str, seen: str, id: str) -> None:
    """Raise InvalidFields where another edit than the one ``seen`` holds now; an edit that is sent again is none."""
    holds = read_edits(connection, named).get(block)
    sent_before = connection.execute("SELECT 1 FROM summary_edit WHERE id = ?", (id,)).fetchone()
    if holds is not None and holds.id != seen and not sent_before:
        raise InvalidFields({"text": ("summaries.meanwhile", {"text": holds.text})})


def take_back(connection: sqlite3.Connection, named: Named, block: str, *, by: str, id: str) -> None:
    """Say again what the records say; what was written stays on record."""
    _keep(connection, named, block, "take_back", (), "", "", by, id)


def _keep(
    connection: sqlite3.Connection, named: Named, block: str, act: str, spans: Sequence[Span], basis: str, after: str, by: str, id: str
) -> None:
    last = connection.execute(f"SELECT max(made_at) FROM summary_edit WHERE {IS_NAMED} AND block = ?", (*named.values, block)).fetchone()[0]
    at = max(now_ms(), (last or 0) + 1)  # what is written later holds, also after a clock was set back
    parts = [{"text": span.text} | ({"figure": span.figure} if span.figure else {}) | ({"typed": True} if span.typed else {}) for span in spans]
    connection.execute(
        f"INSERT INTO summary_edit (id, {COLUMNS}, block, after, act, parts, basis, made_by, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING",
        (id, *named.values, block, after, act, json.dumps(parts, ensure_ascii=False), basis, by, at),
    )


def read_parts(said: str) -> tuple[Span, ...]:
    """Return the spans of an edit as they are kept; KeyError, TypeError or ValueError for anything else."""
    return tuple(Span(part["text"], part.get("figure", ""), bool(part.get("typed"))) for part in json.loads(said))


def take_over_edit(connection: sqlite3.Connection, row: Mapping[str, object]) -> None:
    """Keep an edit that another kiosk reported of a summary of its own; a known one changes nothing."""
    columns = ("id", *COLUMNS.split(", "), "block", "after", "act", "parts", "basis", "made_by", "made_at")
    connection.execute(
        f"INSERT INTO summary_edit ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))}) ON CONFLICT(id) DO NOTHING",
        tuple(row[name] for name in columns),
    )


def keep_figures(text: str, generated: Sequence[Span]) -> tuple[Span, ...]:
    """Return what was written as spans: a figure that is still named stays live, a number that nothing counted is marked as typed.

    Days, hours, documents' numbers and ordinals are no figures, nor is a number that the records' own words hold.
    """
    live = [(span.text, span.figure) for span in generated if span.figure and span.text]
    plain = {number for span in generated if not span.figure for number in _NUMBER.findall(span.text)}
    spans: list[Span] = []
    at = 0
    for start, end in _find_numbers(text, live):
        if start > at:
            spans.append(Span(text[at:start]))
        said = text[start:end]
        address = next((figure for words, figure in live if words == said), "")
        if address:
            live.remove((said, address))
        typed = not address and said not in plain and not _is_no_figure(text, start, end)
        spans.append(Span(said, address, typed))
        at = end
    return _joined([*spans, *([Span(text[at:])] if at < len(text) else [])])


def _find_numbers(text: str, live: Iterable[tuple[str, str]]) -> list[tuple[int, int]]:
    """Return where figures may stand: words of live figures that are more than a number first, then every number."""
    words = sorted({said for said, _figure in live if not _NUMBER.fullmatch(said)}, key=len, reverse=True)
    pattern = "|".join([*map(re.escape, words), _NUMBER.pattern])
    return [match.span() for match in re.finditer(pattern, text)]


def _is_no_figure(text: str, start: int, end: int) -> bool:
    return bool(_NO_FIGURE.match(text, end) or _BEFORE.search(text[:start]))


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for span in spans:
        if joined and not (span.figure or span.typed or joined[-1].figure or joined[-1].typed):
            joined[-1] = Span(joined[-1].text + span.text)
        else:
            joined.append(span)
    return tuple(joined)


def apply_edits(report: Report, edits: Mapping[str, Edit], say: Mapping[str, str]) -> Edited:
    """Return the report as it was edited.  ``say`` is address → how the figure is said now, for figures that the report itself no longer states."""
    now = dict(report.figures())
    there = {block.key for block in report.blocks}
    blocks: list[Block] = []
    outdated: dict[str, str] = {}
    for block in report.blocks:
        edit = edits.get(block.key)
        if edit is None:
            blocks.append(block)
        else:
            blocks += _written(block, _refreshed(edit, now, say))
            if edit.basis != basis_of(block):
                outdated[block.key] = text_of(block)
        blocks += [Paragraph(own.block, _refreshed(own, now, say)) for own in edits.values() if own.after == block.key and own.spans]
    orphans = tuple(edit for edit in edits.values() if (edit.after or edit.block) not in there)
    return Edited(replace(report, blocks=tuple(blocks)), frozenset(edits), outdated, orphans)


def _written(block: Block, spans: tuple[Span, ...]) -> list[Block]:
    if not spans:
        return []
    if isinstance(block, Heading):
        return [replace(block, text=" ".join("".join(span.text for span in spans).split("\n")))]
    return [replace(block, spans=spans)] if isinstance(block, Paragraph) else [block]


def _refreshed(edit: Edit, now: Mapping[str, str], say: Mapping[str, str]) -> tuple[Span, ...]:
    return tuple(replace(span, text=now.get(span.figure) or say.get(span.figure) or span.text) if span.figure else span for span in edit.spans)


def _spans(block: Block | None) -> tuple[Span, ...]:
    if isinstance(block, Paragraph):
        return block.spans
    return (Span(block.text),) if isinstance(block, Heading) else ()


def text_of(block: Block) -> str:
    """Return the words of a paragraph or heading, and what a table, chart or photo is of."""
    if isinstance(block, Heading | Paragraph):
        return block.text
    return block.said if isinstance(block, Photo) else block.caption


def basis_of(block: Block | None) -> str:
    """A digest of what the records said, figures apart: an edit is outdated when its sentence changes, not when a number does."""
    if block is None:
        return ""
    said = json.dumps([span.figure or span.text for span in _spans(block)], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]
