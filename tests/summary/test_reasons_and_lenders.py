"""Why an event was called off and who lent something, as each language says it: by hand, the original marked where nobody typed it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.summary.events import say_called_off, say_media
from kiosk.summary.records import Equipment, Event, Text
from kiosk.summary.voice import Phrase, Voice
from tests.summary.conftest import Summaries


def _typed(original: str, english: str = "") -> Text:
    return Text(original, "zh-Hant", {"en": english} if english else {}, "event.status_reason", "B")


def _event(week: Summaries, **other: object) -> Event:
    [event] = week.records("B").whole.events
    return replace(event, **other)  # type: ignore[arg-type]


def _words(phrase: Phrase | None) -> str:
    return "".join(span.text for span in phrase or ())


@pytest.mark.parametrize(
    ("reason", "hant", "english"),
    [
        (_typed("下雨", "Heavy rain."), "因下雨，原定3月24日舉行的街頭宣傳活動延期。", "The event “Street outreach”, planned for 24 March, was postponed: heavy rain."),
        (_typed("因為颱風，學校停課。", "Typhoon, schools closed"), "因颱風，學校停課，原定3月24日舉行的街頭宣傳活動延期。", "The event “Street outreach”, planned for 24 March, was postponed: typhoon, schools closed."),
        (_typed("下雨，新日期另行通知。", "Rain. The new date will be announced."), "因下雨，原定3月24日舉行的街頭宣傳活動延期。", "The event “Street outreach”, planned for 24 March, was postponed: rain."),
        (_typed("新日期另行通知。", "The new date will be announced."), "原定3月24日舉行的街頭宣傳活動已延期。", "The event “Street outreach”, planned for 24 March, was postponed."),
        (_typed("下雨"), "因下雨，原定3月24日舉行的街頭宣傳活動延期。", "The event “Street outreach”, planned for 24 March, was postponed: 下雨 [original]."),
    ],
)  # fmt: skip
def test_a_reason_goes_into_its_sentence_in_each_language(week: Summaries, reason: Text, hant: str, english: str) -> None:
    event = _event(week, status="postponed", reason=reason)
    assert [_words(say_called_off(Voice(language), event)) for language in ("zh-Hant", "en")] == [hant, english]


def test_a_lender_is_named_once_and_in_the_summarys_language(week: Summaries) -> None:
    office = replace(_typed("街道辦事處", "the Sub-district Office"), field="equipment.lender")
    items = [Text(item, "zh-Hant", {"en": english}, "equipment.item", "Q") for item, english in (("帳篷", "Tent"), ("桌子", "Table"))]
    lent = (Equipment("Q1", items[0], 2, True, replace(office, variants={})), Equipment("Q2", items[1], 1, True, office))
    event = _event(week, equipment=lent, media=())
    assert [_words(said) for said in say_media(Voice("en"), event)] == ["Equipment was borrowed from the Sub-district Office: tent (2) and table."]
    assert [_words(said) for said in say_media(Voice("zh-Hant"), event)] == ["現場使用向街道辦事處借用的帳篷2個、桌子等設備。"]
