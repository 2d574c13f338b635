"""The dashboard: thirteen answers in every language, what a role sees, and a projector's page that names nobody."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from kiosk import ledger
from kiosk.campaigns import BOOTH, EVENT
from kiosk.figures.comparison import compare, earlier_events, previous_campaigns
from kiosk.figures.glance import Glance
from kiosk.figures.provenance import Reader, parse
from kiosk.figures.questions import QUESTIONS, answer_all
from kiosk.ids import new_id, now_ms
from kiosk.languages import LANGUAGES, catalogue
from kiosk.records import add, all_of
from kiosk.storage import Store
from kiosk.web.access import READING
from kiosk.web.dashboard_view import MOST_PARTS, say_value
from tests.tallies.books import close, explain, hand_out
from tests.tallies.conftest import Kiosk, sign_in
from tests.tallies.street import Street, street_of


def id_of(store: Store, table: str, code: str) -> str:
    return str(store.read().execute(f"SELECT id FROM {table} WHERE code = ?", (code,)).fetchone()["id"])


def glance_of(store: Store, campaign: str, event: str = "") -> Glance:
    id = id_of(store, "campaign", campaign)
    only = {row["id"] for row in all_of(store.read(), EVENT, id)}
    return Glance(store.read(), id, now=now_ms(), only=only, event=id_of(store, "event", event) if event else "")


@pytest.fixture
def week(demonstration: tuple[Flask, Store, Path]) -> Store:
    return demonstration[1]


def test_the_reference_week_answers_what_was_recorded_and_says_what_was_not(week: Store) -> None:
    states = {answer.question: answer.state for answer in answer_all(glance_of(week, "WEEK2017"))}
    assert list(states) == list(QUESTIONS)
    assert len(states) == 13
    assert {name for name, state in states.items() if state == "unknown"} == {"cost"}, "one flyer has no price"
    assert states["wishes"] == "open", "eight wishes are not delivered"
    street = {answer.question: answer.state for answer in answer_all(glance_of(week, "WEEK2017", "B"))}
    assert {name for name, state in street.items() if state == "unknown"} == {"came", "liked", "wishes"}


def test_every_sentence_of_every_answer_stands_in_each_language(week: Store) -> None:
    for event in ("", "A1", "B", "C"):
        for answer in answer_all(glance_of(week, "WEEK2017", event)):
            for line in answer.lines:
                for language in LANGUAGES:
                    assert catalogue(language).keys() & {f"dashboard.answer.{line.key}{form}" for form in ("", "_other")}


def test_a_fresh_event_says_of_each_question_what_to_do(made: Kiosk) -> None:
    app, store, ids = made
    only = {ids.event}
    campaign = str(store.read().execute("SELECT campaign FROM event WHERE id = ?", (ids.event,)).fetchone()[0])
    glance = Glance(store.read(), campaign, now=now_ms(), only=only, event=ids.event)
    assert {answer.state for answer in answer_all(glance)} <= {"unknown", "good"}
    page = sign_in(app, store, ids).get(f"/office/tallies/event/{ids.event}/dashboard?lang=en")
    assert page.status_code == 200
    assert "Nothing was issued." in page.text


def test_a_difference_says_that_it_is_one(event_b: tuple[Flask, object]) -> None:
    app, street = event_b
    store, ids = street.store, street.ids  # type: ignore[attr-defined]
    page = sign_in(app, store, ids)
    page.set_cookie("kiosk_language", "en")
    text = unescape(page.get(f"/office/tallies/event/{ids.event}/dashboard").text)
    for address in ("handed_out", "unaccounted", "unique_responses", "consultations"):
        assert f"/event:B/{address}" in text
    assert "2,064" in text
    assert "Not accounted for: " in text


def adds_up(street: Street) -> tuple[str, list[str]]:
    """How the first question stands, for the event and for its campaign alike, and which sentences say so."""
    [said] = {
        (answer.state, tuple(line.key for line in answer.lines))
        for event in ("", "B")
        for answer in answer_all(glance_of(street.store, "WEEK2017", event))
        if answer.question == "adds_up"
    }
    return said[0], list(said[1])


def test_a_closed_day_is_answered_by_its_explanation_until_more_comes_in(street: Street) -> None:
    hand_out(street, 100, 60)
    assert adds_up(street) == ("open", ["adds_up.missing"])
    explain(street, "difference")
    close(street)
    assert adds_up(street) == ("good", ["adds_up.missing", "adds_up.explained"])
    street.record("hand_out", 20, source="booth:B1", target="public", material="B-A5", quantity=40)
    assert adds_up(street) == ("open", ["adds_up.matches", "adds_up.since"]), "even where nothing is missing any more"


def test_scans_that_go_on_for_weeks_leave_a_closed_day_answered(street: Street) -> None:
    street.print("B-A5", 100)
    hand_out(street, 100, 100)
    close(street)
    street.scan(("B-A5", 1), 60, "phone 1", "ask")
    assert adds_up(street) == ("good", ["adds_up.matches", "adds_up.closed"])


def test_a_poll_that_finds_nothing_new_is_answered_304(event_b: tuple[Flask, object]) -> None:
    app, street = event_b
    client = sign_in(app, street.store, street.ids)  # type: ignore[attr-defined]
    for page in ("dashboard", "projector"):
        path = f"/office/tallies/event/{street.ids.event}/{page}"  # type: ignore[attr-defined]
        client.get(path)  # sets the cookies, which the tag covers
        tag = client.get(path).headers["ETag"]
        again = client.get(path, headers={"If-None-Match": tag})
        assert again.status_code == 304 or again.headers["ETag"] != tag, "200 only where a minute has just ended"


def test_the_projector_shows_nothing_that_is_not_public(event_b: tuple[Flask, object]) -> None:
    app, street = event_b
    store, ids = street.store, street.ids  # type: ignore[attr-defined]
    text = sign_in(app, store, ids).get(f"/office/tallies/event/{ids.event}/projector").text
    assert "2,064" in text
    for private in ("志願者0", "referrals", "unaccounted", "<nav", "B-A5"):
        assert private not in text


def test_each_reader_sees_own_events_alone(made: Kiosk) -> None:
    app, store, ids = made
    for role in READING:
        if role in ids.accounts:
            assert sign_in(app, store, ids, role).get(f"/office/tallies/event/{ids.event}/dashboard").status_code == 200
    assert sign_in(app, store, ids).get(f"/office/tallies/event/{ids.sister_event}/dashboard").status_code == 404


def test_a_campaign_stands_beside_the_one_before_it(week: Store) -> None:
    now, before = glance_of(week, "PRACTICE"), glance_of(week, "WEEK2017")
    rows = [now.campaign, before.campaign]
    assert previous_campaigns(rows, now.campaign) == [before.campaign]
    assert previous_campaigns(rows, before.campaign) == []
    pairs = {pair.name: pair for pair in compare(now, before)}
    assert pairs["handed_out"].before.value == 2662
    assert pairs["persons"].difference is None, "nobody has signed in yet: not measurable stays so"


def test_a_page_reads_with_as_many_statements_for_twelve_events_as_for_two(made: Kiosk) -> None:
    _app, store, ids = made
    campaign = str(store.read().execute("SELECT campaign FROM event WHERE id = ?", (ids.event,)).fetchone()[0])

    def count() -> int:
        seen: list[str] = []
        connection = store.read()
        connection.set_trace_callback(seen.append)
        only = {row["id"] for row in all_of(connection, EVENT, campaign)}
        glance = Glance(connection, campaign, now=now_ms(), only=only)
        answer_all(glance)
        connection.set_trace_callback(None)
        return len(seen)

    def add_events(numbers: range) -> None:
        for number in numbers:
            values = {"code": f"X{number}", "title": "街頭", "kind": "street", "place": "廣場", "day": "2017-03-24", "starts": "09:00", "ends": "10:00",
                      "zone": "Asia/Shanghai", "language": "zh-Hant"}  # fmt: skip
            store.write(lambda connection, values=values: add(connection, EVENT, campaign, values, organisation=ids.organisation))  # type: ignore[misc]

    add_events(range(1))
    few = count()
    add_events(range(1, 12))
    assert count() == few


def test_hours_that_are_no_round_number_are_said_as_people_say_them(made: Kiosk) -> None:
    app, store, ids = made
    store.write(lambda c: c.execute("UPDATE event SET starts = '09:00', ends = '11:20' WHERE id = ?", (ids.event,)))
    glance = Glance(store.read(), ids.campaign, now=now_ms(), only={ids.event}, event=ids.event)
    with app.test_request_context():
        assert say_value(glance.of("hours")) == "2.33"


def test_a_dashboard_without_figures_has_no_empty_frame(made: Kiosk) -> None:
    app, store, ids = made
    page = sign_in(app, store, ids).get(f"/office/tallies/event/{ids.event}/dashboard?lang=en").text
    assert "as soon as something has been counted" in page
    for frame in ('class="tiles"', 'class="drawings"', "these are the figures so far"):
        assert frame not in page


def test_a_drawing_of_the_largest_says_that_there_are_more(event_b: tuple[Flask, object]) -> None:
    app, street = event_b
    store, ids = street.store, street.ids  # type: ignore[attr-defined]
    client = sign_in(app, store, ids)
    campaign = f"/office/tallies/campaign/{ids.campaign}?lang=en"
    assert "<h2>Handed out by event</h2>" in client.get(campaign).text
    for number in range(MOST_PARTS):
        event = store.write(lambda c, code=f"Z{number}": add(c, EVENT, ids.campaign, {"code": code, "title": code, "place": code, "day": "2017-03-25", "language": "zh-Hant"}, organisation=ids.organisation))  # type: ignore[misc]
        fact = ledger.make_fact("hand_out", id=new_id(), at=now_ms(), source="store", target="public", quantity=1, device="test", event=event, material=ids.materials["B-A5"])
        store.write(lambda c, fact=fact: ledger.append(c, [fact]))  # type: ignore[misc]
    assert "<h2>Handed out by event: the 12 largest</h2>" in client.get(campaign).text


def test_a_page_of_more_figures_than_it_can_explain_is_asked_for_each(event_b: tuple[Flask, Street], monkeypatch: pytest.MonkeyPatch) -> None:
    app, street = event_b
    reader, others = sign_in(app, street.store, street.ids), sign_in(app, street.store, street.ids, "sister")
    monkeypatch.setattr("kiosk.figures.glance.MOST_EVENTS_TO_COMPARE", 0)
    page = unescape(reader.get(f"/office/tallies/campaign/{street.ids.campaign}?lang=en").text).replace("%3A", ":").replace("%2F", "/")
    asked = [unescape(url) for url in re.findall(r'data-ask="(/[^"]+event:B/[^"]+)"', page)]
    assert asked
    for url in dict.fromkeys(asked):
        answer = reader.get(url)
        assert (answer.status_code, answer.mimetype) == (200, "text/plain")
        assert ":" in answer.text
        assert f'<a href="{url}">' in page, "without JavaScript its tip is a link"
        assert others.get(url).status_code == 404
    own = reader.get(asked[0], headers={"Accept": "text/html"})
    assert (own.status_code, own.mimetype) == (200, "text/html")
    for odd in ("detail:nothing/notes_by_sort", "detail:x/objective", "detail:<b>/topics", "hour:yesterday/visits", "detail:x/reads", "detail:x/equipment"):
        assert reader.get(f"/office/tallies/campaign/{street.ids.campaign}/figure?address=campaign:WEEK2017/{odd}", headers={"Accept": "text/html"}).status_code in (200, 404), odd
    assert all(line in unescape(own.text) for line in reader.get(asked[0]).text.splitlines())
    assert reader.get(f"/office/tallies/campaign/{street.ids.campaign}/figure?address=campaign:FJ2017/visits").status_code == 404


def street_again(street: Street, kind: str = "street") -> Street:
    """The same street event a week later, an hour shorter, by the same organisation."""
    values = {"code": "B9", "title": "街頭宣傳", "kind": kind, "place": "康寧社區", "day": "2017-03-31", "starts": "09:00", "ends": "10:30", "language": "zh-Hant"}
    event = street.store.write(lambda c: add(c, EVENT, street.ids.campaign, values, organisation=street.ids.organisation))
    booth = street.store.write(lambda c: add(c, BOOTH, event, {"code": "B1", "name": "門口"}))
    again = street_of(street.store, replace(street.ids, booths={"B1": booth}), event)
    again.record("issue", 0, source="store", target="booth:B1", material="B-A5", quantity=300)
    again.record("hand_out", 10, source="booth:B1", target="public", material="B-A5", quantity=240)
    return again


def test_an_event_stands_beside_the_last_of_its_kind_per_hour_too(street: Street) -> None:
    hand_out(street, 100, 60)
    again = street_again(street)
    now, before = glance_of(street.store, "WEEK2017", "B9"), glance_of(street.store, "WEEK2017", "B")
    assert now.event is not None
    assert before.event is not None
    rows = [now.event, before.event]
    assert [row["id"] for row in earlier_events(rows, now.event, now_ms())] == [street.event]
    assert list(earlier_events(rows, before.event, now_ms())) == []
    pairs = {pair.name: pair for pair in compare(now, before)}
    assert {name: str(pairs[name].difference) for name in ("hours", "handed_out", "handed_out_per_hour", "handed_share")} == {
        "hours": "-1.0", "handed_out": "180", "handed_out_per_hour": "136.0", "handed_share": "0.2",
    }  # fmt: skip
    assert "visits" not in pairs, "nobody signed in at either"
    again.record("check_in", 5, method="self", booth=again.ids.booths["B1"])
    [visits] = [pair for pair in compare(glance_of(street.store, "WEEK2017", "B9"), before) if pair.name == "visits"]
    assert (visits.difference, visits.reason) == (None, "unrecorded"), "that nobody counted is not that nobody came"


def test_what_comes_to_an_hour_and_a_person_is_worked_out_from_the_week(week: Store) -> None:
    reader = Reader(week.read(), now_ms())
    said = {"event:B/hours": "2.5", "event:B/handed_out_per_hour": "825.6", "event:B/handed_out_per_person": "86.0", "event:B/consultations_per_hour": "34.8", "event:A2/visits_per_hour": "52.0"}
    assert {address: str(reader.value(parse(f"campaign:WEEK2017/{address}"))) for address in said} == said
    assert reader.value(parse("campaign:WEEK2017/event:B/booth:B1/handed_out_per_hour")) is None
    assert reader.value(parse("campaign:WEEK2017/event:B/visits_per_hour")) is None, "nobody signed in"


def test_a_hidden_count_is_compared_with_nothing(week: Store) -> None:
    [referrals] = [pair for pair in compare(glance_of(week, "WEEK2017", "C"), glance_of(week, "WEEK2017", "B")) if pair.name == "referrals"]
    assert (referrals.difference, referrals.reason) == (None, "hidden")


def test_another_earlier_event_is_chosen_and_a_strangers_is_not_offered(street: Street, made: Kiosk) -> None:
    hand_out(street, 100, 60)
    again = street_again(street, kind="talk")
    reader = sign_in(*made)
    url = f"/office/tallies/event/{again.event}/dashboard?lang=en"
    page = reader.get(url).text
    assert "No earlier event of this kind" in page
    assert "data-address=\"campaign:WEEK2017/event:B/" not in page
    page = reader.get(f"{url}&with={street.event}").text
    assert "Different kinds of events (talk; street event)" in page
    assert 'data-address="campaign:WEEK2017/event:B/handed_out"' in page
    sister = reader.get(f"{url}&with={street.ids.sister_event}").text
    assert street.ids.sister_event not in sister.replace(f"with={street.ids.sister_event}", "")
    assert "event:B/" not in reader.get(f"/office/tallies/event/{again.event}/projector?with={street.event}").text


def test_who_did_not_come_and_how_much_was_counted_how_is_answered_in_one_look(week: Store) -> None:
    said = {(event, line.key): line for event in ("B", "C") for answer in answer_all(glance_of(week, "WEEK2017", event)) for line in answer.lines}
    assert ("B", "volunteers.all_came") in said
    assert ("B", "trust.way") in said, "all was counted in one way: that is no share"
    reader = Reader(week.read(), now_ms())
    shares = [reader.value(parse(f"campaign:WEEK2017/event:C/detail:{way}/counted_share")) for way in ("scan", "count", "paper", "remainder")]
    assert sum(shares) == 1  # type: ignore[arg-type]
    assert ("C", "trust.way_share") in said
