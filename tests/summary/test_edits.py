"""What a coordinator writes stays when the summary is made anew, and its figures stay live or are marked as typed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from kiosk.ids import new_id, now_ms
from kiosk.storage import Store
from kiosk.summary.compose import compose
from kiosk.summary.drafts import read_draft, with_edits
from kiosk.summary.edits import Edit, apply_edits, basis_of, keep_figures, write_edit
from kiosk.summary.named import name_summary
from kiosk.summary.scope import Scope, find_scope
from printables.report import Heading, Paragraph, Report, Span

HANDED, VISITS = "campaign:W/event:B/handed_out", "campaign:W/event:B/visits"
FIRST = Paragraph("results", (Span("3月24日共發放宣傳單"), Span("2064", HANDED), Span("份，簽到"), Span("312", VISITS), Span("人次。")))
REPORT = Report("zh-Hant", "總結", (Heading("h", "一、成效"), FIRST, Paragraph("next", (Span("下一步繼續開展。"),))))


def edit(block: str, text: str, base: Paragraph | None = None, after: str = "") -> dict[str, Edit]:
    return {block: Edit(block, keep_figures(text, base.spans if base else ()), after, basis_of(base), "account:x", 1)}


def test_a_figure_that_is_still_named_stays_live() -> None:
    spans = keep_figures("截至3月24日，志願者發放了2064份宣傳單。", FIRST.spans)
    assert [span for span in spans if span.figure] == [Span("2064", HANDED)]
    assert not any(span.typed for span in spans)


def test_a_number_that_nobody_counted_is_marked_as_typed() -> None:
    spans = keep_figures("約有500名居民駐足，發放2064份。", FIRST.spans)
    assert [(span.text, span.typed) for span in spans if span.typed or span.figure] == [("500", True), ("2064", False)]


@pytest.mark.parametrize("text", ["2017年3月24日上午9時至11時30分", "民電〔2017〕29號", "第11屆", "09:00–11:30"])
def test_days_hours_and_numbers_of_documents_are_no_figures(text: str) -> None:
    assert not any(span.typed or span.figure for span in keep_figures(text, FIRST.spans))


def test_a_comma_after_a_figure_is_none_of_its_own() -> None:
    base = (Span("In all "), Span("2,064", HANDED), Span(" were handed out."))
    spans = keep_figures("In all 2,064, at 3 booths, with 1,200,000 more.", base)
    assert [(span.text, span.figure, span.typed) for span in spans if span.figure or span.typed] == [("2,064", HANDED, False), ("3", "", True), ("1,200,000", "", True)]


def test_an_edit_says_the_new_number_when_the_records_change() -> None:
    kept = edit("results", "志願者們發放了2064份。", FIRST)
    later = replace(REPORT, blocks=(REPORT.blocks[0], replace(FIRST, spans=tuple(replace(span, text="2104") if span.figure == HANDED else span for span in FIRST.spans))))
    edited = apply_edits(later, kept, {})
    assert edited.report.blocks[1].text == "志願者們發放了2104份。"
    assert edited.outdated == {}, "a number that changes makes no edit outdated"


def test_an_edit_whose_sentence_has_changed_is_told_so() -> None:
    kept = edit("results", "志願者們發放了2064份。", FIRST)
    later = replace(REPORT, blocks=(replace(FIRST, spans=(*FIRST.spans, Span("另有諮詢。"))),))
    assert list(apply_edits(later, kept, {}).outdated) == ["results"]


def test_an_edit_whose_records_are_gone_is_kept_and_not_said() -> None:
    kept = edit("results", "志願者們發放了2064份。", FIRST)
    edited = apply_edits(replace(REPORT, blocks=REPORT.blocks[2:]), kept, {})
    assert "志願者" not in "".join(block.text for block in edited.report.blocks if isinstance(block, Paragraph))
    assert [orphan.text for orphan in edited.orphans] == ["志願者們發放了2064份。"]


def test_an_emptied_paragraph_is_left_out_and_ones_own_stands_where_it_was_put() -> None:
    kept = edit("next", "", Paragraph("next", (Span("下一步繼續開展。"),))) | edit("own.1", "感謝各單位支持。", after="results")
    blocks = apply_edits(REPORT, kept, {}).report.blocks
    assert [block.key for block in blocks] == ["h", "results", "own.1"]


@given(st.text(alphabet="發放2064份，3一月日.%,〔〕第", max_size=40))
def test_no_word_is_lost_or_changed_by_looking_for_figures(text: str) -> None:
    assert "".join(span.text for span in keep_figures(text, FIRST.spans)) == text


def test_a_figure_in_ones_own_words_is_said_as_it_stands_today_or_marked_as_typed(demonstration: tuple[Flask, Store, Path]) -> None:
    words = [("9", "event:B/referrals"), ("1.00", "event:B/cost"), ("7", "event:C/cost"), ("8", "event:B/handed_out"), ("6", "event:NOMORE/visits")]
    spans = tuple(Span(said, f"campaign:WEEK2017/{address}") for said, address in words)
    edited = with_edits(demonstration[1].read(), REPORT, {"results": Edit("results", spans, "", basis_of(FIRST), "account:x", 1)}, now_ms())
    said = [(span.text, span.typed) for span in edited.report.blocks[1].spans]  # type: ignore[union-attr]
    assert said == [("少於5", False), ("540", False), ("無法核算", False), ("2064", False), ("6", True)]


def test_a_compendium_holds_what_each_community_wrote_into_its_own_summary(demonstration: tuple[Flask, Store, Path]) -> None:
    store = demonstration[1]
    whole = find_scope(store.read(), campaign="WEEK2017", collected=True)

    def write(scope: Scope, text: str, block: str = "", after: str = "") -> None:
        generated = {each.key: each for each in compose(store.read(), scope, "brief", "zh-Hant", now_ms()).blocks}.get(block)
        named = name_summary(scope, "brief", "zh-Hant")
        store.write(lambda connection: write_edit(connection, named, generated, text, by="account:x", id=new_id(), block=block, after=after))

    write(find_scope(store.read(), campaign="WEEK2017", organisation="A"), "三場活動共有98人次簽到。", "brief.attended")
    write(find_scope(store.read(), campaign="WEEK2017", organisation="A"), "感謝各位志願者。", "own.1", after="brief.attended")
    write(find_scope(store.read(), event="B"), "街上發出2064份。", "brief.published")
    write(whole, "彙編另有說明。", "C/brief.joined")
    edited = read_draft(store.read(), whole, "brief", "zh-Hant", now_ms())
    said = {each.key: each for each in edited.report.blocks if isinstance(each, Paragraph)}
    assert [said[key].text for key in ("A/brief.attended", "A/own.1", "B/brief.published", "C/brief.joined")] == [
        "三場活動共有98人次簽到。", "感謝各位志願者。", "街上發出2064份。", "彙編另有說明。",
    ]  # fmt: skip
    assert [span.typed for key in ("A/brief.attended", "B/brief.published") for span in said[key].spans if span.text in ("98", "2064")] == [False, False]
    assert (edited.outdated, edited.orphans) == ({}, ())
    write(whole, "彙編所寫為準。", "A/brief.attended")
    text = " ".join(each.text for each in read_draft(store.read(), whole, "brief", "zh-Hant", now_ms()).report.blocks if isinstance(each, Paragraph))
    assert ("彙編所寫為準。" in text, "98人次簽到。" in text) == (True, False)
