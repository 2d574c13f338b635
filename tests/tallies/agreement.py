"""Whether all that states a figure states the same: the ledger's own count, figures by address, pages, files, sentences, documents, versions handed in."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path

from click.testing import CliRunner
from docx import Document
from flask.testing import FlaskClient
from pypdf import PdfReader

from kiosk import clock
from kiosk.books.reconciliation import look
from kiosk.campaigns import EVENT
from kiosk.cli import cli
from kiosk.exports.formats import make_file
from kiosk.figures.glance import Glance, Stated
from kiosk.figures.listed import list_tallies
from kiosk.figures.live_event import LiveEvent
from kiosk.figures.measures import COSTS
from kiosk.figures.provenance import Address, Reader, parse
from kiosk.figures.questions import answer_all
from kiosk.figures.roll_up import read_roll_up
from kiosk.figures.suppression import AtLeast, Hidden
from kiosk.figures.tallies import KEYS
from kiosk.ids import new_id, now_ms
from kiosk.languages import LANGUAGES, catalogue, text
from kiosk.records import get
from kiosk.recount import recount
from kiosk.summary.compose import compose, write_report
from kiosk.summary.drafts import read_draft
from kiosk.summary.named import name_summary
from kiosk.summary.reading import read_records
from kiosk.summary.scope import Scope, scope_of_campaign, scope_of_event
from kiosk.summary.shapes import SHAPES
from kiosk.summary.versions import Version, changes_since, hand_in
from printables.report import Report
from printables.report_pdf import to_pdf
from printables.report_text import to_markdown, to_plain_text
from printables.report_word import to_word
from tests.plan_fixtures import pair
from tests.tallies.random_more import Written
from tests.tallies.street import Street

_SHARES = ("handed_share", "handed_of_printed", "response_rate", "action_rate", "counted_share")
_ON_PAGE = re.compile(r'data-address="([^"]+)"[^>]*>([^<]*)<')
_LARGE = re.compile(r'<b data-figure="(\w+)">([^<]*)</b>')


def check_everything(street: Street) -> int:
    """Everything that is no page of the server; return how many figures sentences state."""
    found = recount(street.store.read())
    assert found == [], found
    rows = list_tallies(street.store.read(), street.ids.campaign)
    check_addresses(street, rows)
    check_pages(street, rows)
    check_dashboards(street, rows)
    check_files(street, rows)
    return check_sentences(street)


def scopes_of(street: Street) -> Iterator[Scope]:
    """Every summary that can be written: of each event, of each organisation, of all, and the compendium."""
    connection, campaign = street.store.read(), street.ids.campaign
    rows = connection.execute("SELECT id, organisation FROM event WHERE campaign = ? ORDER BY code", (campaign,)).fetchall()
    yield from (scope_of_event(connection, row["id"]) for row in rows)
    yield from (scope_of_campaign(connection, campaign, organisation) for organisation in dict.fromkeys(row["organisation"] for row in rows))
    yield from (scope_of_campaign(connection, campaign, collected=collected) for collected in (False, True))


def row_of(rows: list[dict[str, object]], scope: str, code: str) -> dict[str, object]:
    return next(row for row in rows if (row["scope"], row["code"]) == (scope, code))


def check_addresses(street: Street, rows: list[dict[str, object]]) -> None:
    reader = Reader(street.store.read(), now_ms())
    campaign = str(next(row["code"] for row in rows if row["scope"] == "campaign"))
    booths = {str(row["code"]): str(row["parent"]) for row in rows if row["scope"] == "booth"}
    for row in rows:
        scope, code, parent = str(row["scope"]), str(row["code"]), str(row["parent"])
        within = {"campaign": {}, "event": {"event": code}}.get(scope)
        if within is None:
            event = booths[parent] if scope.startswith("booth_") else parent
            within = {"event": event, scope.removeprefix("booth_"): code} | ({"booth": parent} if scope.startswith("booth_") else {})
        for key in KEYS:
            if scope in ("campaign", "event") or key not in ("persons", "new_volunteers", "groups", "performers"):
                assert reader.value(Address(key, campaign, **within)) == row[key], (scope, code, key)
        for key in COSTS:
            value = reader.value(Address(key, campaign, **within))
            assert (None if value is None else float(str(value))) == row[key], (scope, code, key)


def check_pages(street: Street, rows: list[dict[str, object]]) -> None:
    """The live page, the desk and the roll-up."""
    connection = street.store.read()
    code, now = str(get(connection, EVENT, street.event)["code"]), now_ms()
    campaign = str(next(row["code"] for row in rows if row["scope"] == "campaign"))
    seen = {"live": LiveEvent(connection, street.event, now).whole, "desk": look(connection, street.event).event.whole}
    for key in KEYS:
        assert {name: getattr(figures, key) for name, figures in seen.items()} == dict.fromkeys(seen, row_of(rows, "event", code)[key]), key
        assert getattr(read_roll_up(connection, street.ids.campaign, now=now).whole.figures, key) == row_of(rows, "campaign", campaign)[key], key


def check_dashboards(street: Street, rows: list[dict[str, object]]) -> None:
    """Every figure of every answer, of an event and of its campaign, is the one that its address says."""
    connection, reader = street.store.read(), Reader(street.store.read(), now_ms())
    only = {str(row["id"]) for row in connection.execute("SELECT id FROM event WHERE campaign = ?", (street.ids.campaign,))}
    for event in ("", street.event):
        glance = Glance(connection, street.ids.campaign, now=now_ms(), only=only, event=event)
        stated = [said for answer in answer_all(glance) for line in answer.lines for said in line.said.values() if isinstance(said, Stated)]
        stated += [part.stated for part in (*glance.by_booth, *glance.by_event, *glance.hours_of("handed_out"), *glance.hours_of("visits"), *glance.advice)]
        for one in stated:
            assert reader.value(parse(str(one.address))) == one.value, one.address
        scope = row_of(rows, "event" if event else "campaign", str((glance.event or glance.campaign)["code"]))
        assert {key: getattr(glance.figures, key) for key in KEYS} == {key: scope[key] for key in KEYS}


def check_files(street: Street, rows: list[dict[str, object]]) -> None:
    for language in LANGUAGES:
        said = {"language": language, "now": now_ms(), "public_url": "https://example.org"}
        objects = json.loads(make_file(street.store.read(), "json", street.ids.campaign, **said).content)  # type: ignore[arg-type]
        packed = zipfile.ZipFile(io.BytesIO(make_file(street.store.read(), "zip", street.ids.campaign, **said).content))  # type: ignore[arg-type]
        for scope in ("campaign", "event", "booth", "material", "hour", "booth_material", "booth_hour"):
            keys = (*KEYS, *COSTS) if scope in ("campaign", "event", "material") else KEYS
            wanted = [[row[key] for key in keys] for row in rows if row["scope"] == scope]
            assert [[row[key] for key in keys] for row in objects.get(f"figures_by_{scope}", [])] == wanted, scope
            assert [line["address"] for line in objects.get(f"figures_by_{scope}", [])] == [_prefix(rows, row) for row in rows if row["scope"] == scope]
            if wanted:
                heads, *lines = list(csv.reader(io.StringIO(packed.read(f"figures_by_{scope}.csv").decode("utf-8-sig"))))
                places = [heads.index(text(language, f"figures.name.{key}")) for key in keys]
                assert [[float(line[place]) if line[place] else None for place in places] for line in lines] == wanted, scope
        check_quarters(rows, objects["quarters"])


def _prefix(rows: list[dict[str, object]], row: dict[str, object]) -> str:
    """What the addresses of a row's figures begin with."""
    campaign = next(row["code"] for row in rows if row["scope"] == "campaign")
    scope, code, parent = str(row["scope"]), str(row["code"]), str(row["parent"])
    event = next((each["parent"] for each in rows if (each["scope"], each["code"]) == ("booth", parent)), "") if scope.startswith("booth_") else parent
    parts = {"campaign": "", "event": f"event:{code}"}.get(scope)
    if parts is None:
        parts = f"event:{event}/" + (f"booth:{parent}/" if scope.startswith("booth_") else "") + f"{scope.removeprefix('booth_')}:{code}"
    return str(Address("x", str(campaign))).removesuffix("x") + parts if parts else f"campaign:{campaign}"


def check_quarters(rows: list[dict[str, object]], quarters: list[dict[str, object]]) -> None:
    """The quarters of an hour add up to the figures of the event, and to those of each hour where everything is recorded as it happens."""
    for row in (row for row in rows if row["scope"] == "event"):
        own = [line for line in quarters if line["event"] == row["code"] and line["method"] != "estimate"]
        figures = {name: int(str(row[name])) for name in ("issued", "returned", "consultations", "registrations", "visits")} | {"notes": int(str(row["notes"])) + int(str(row["wishes"]))}
        assert {name: sum(int(str(line["quantity"])) for line in own if line["measure"] == name) for name in figures} == figures, row["code"]
        hours = [each for each in rows if each["scope"] == "hour" and each["parent"] == row["code"]]
        for measure in ("issued", "returned", "consultations", "visits"):
            assert sum(int(str(hour[measure])) for hour in hours) == row[measure], (measure, row["code"])


def check_machines(street: Street, browser: FlaskClient, instance: Path) -> None:
    """What phones, the terminal, and whoever asks the office for JSON or a table are told is one answer."""
    rows = list_tallies(street.store.read(), street.ids.campaign)
    code, campaign = str(get(street.store.read(), EVENT, street.event)["code"]), street.ids.campaign
    own = list_tallies(street.store.read(), event=street.event)
    assert own == [row for row in rows if row in own]
    said = CliRunner().invoke(cli, ["--instance", str(instance), "tallies", "--campaign", campaign, "--json"])
    assert json.loads(said.output) == json.loads(json.dumps(rows))
    _device, token = pair(street.store, street.ids, next(iter(street.ids.booths)))
    answered = browser.application.test_client().get("/api/v1/tallies", headers={"Authorization": f"Bearer {token}"})
    assert answered.json is not None
    assert answered.json["tallies"] == json.loads(json.dumps(own))
    assert browser.get(f"/office/tallies/event/{street.event}.json").json == json.loads(json.dumps(own))
    assert browser.get(f"/office/tallies/campaign/{campaign}.json").json == json.loads(json.dumps(rows))
    for table in ("hour", "booth", "material"):
        check_table(browser, street.event, table, [row for row in own if row["scope"] == table and row["parent"] == code])


def check_table(browser: FlaskClient, event: str, table: str, rows: list[dict[str, object]]) -> None:
    """A table for a spreadsheet says of each hour, booth or material what the tallies say of it."""
    heads, *lines = list(csv.reader(io.StringIO(browser.get(f"/office/tallies/event/{event}/{table}.csv?lang=en").get_data(as_text=True).lstrip("\ufeff"))))
    columns = {text("en", f"common.{area}.{key}"): key for area in ("movement", "noun") for key in KEYS if f"common.{area}.{key}" in catalogue("en")}
    known = {str(row["code"]): row for row in rows}
    known |= {said: row for code, row in known.items() for said in (code[11:16], f"{code[:10]} {code[11:16]}")} if table == "hour" else {}
    compared = 0
    for line in (line for line in lines if line[table != "hour"] in known):
        row = known[line[table != "hour"]]
        for head, said in zip(heads, line, strict=True):
            if head in columns:
                value = row[columns[head]]
                assert said == (text("en", "common.reconciliation.not_measurable") if value is None else str(value)), (table, line, head)
                compared += 1
    assert compared > len(rows)


def check_reported(office: Street, theirs: Street) -> None:
    """What a community's own kiosk counted of its event is what the office says of it, in every part of it and in how it was counted."""
    event = str(get(theirs.store.read(), EVENT, theirs.event)["code"])
    there, here = (list_tallies(each.store.read(), each.ids.campaign, event=theirs.event) for each in (theirs, office))
    assert [row["code"] for row in there if row["scope"] == "event"] == [event]
    assert [(row["scope"], row["code"], row["parent"]) for row in here] == [(row["scope"], row["code"], row["parent"]) for row in there]
    for one, other in zip(here, there, strict=True):
        assert one == other, (one["scope"], one["code"], {key: (one[key], other[key]) for key in one if one[key] != other[key]})


def check_written(street: Street, written: Written) -> int:
    """In a summary that somebody wrote into, figures are those of today and what was typed is as it was typed, marked; return how many there were."""
    connection, named = street.store.read(), written.named
    scope = scope_of_event(connection, named.event) if named.event else scope_of_campaign(connection, named.campaign, named.organisation, collected=named.collected)
    edited = read_draft(connection, scope, named.shape, named.language, now_ms())
    draft, not_said = edited.report, "".join(each.text for each in edited.orphans)
    reader = Reader(street.store.read(), now_ms())
    for address, words in draft.figures():
        assert says(words, reader.value(parse(address)), named.language), (address, words)
    spans = [span for block in draft.blocks for span in getattr(block, "spans", ())]
    marked = [span.text for span in spans if span.typed and not span.figure]
    for number in written.typed:
        assert number in not_said or (number in marked and number in to_plain_text(draft)), (number, not_said)
    return len(list(draft.figures()))


def says(words: str, value: object, language: str) -> bool:
    """Whether the words of a summary are the value; nothing is said of what cannot be measured."""
    if isinstance(value, Hidden | AtLeast):
        return words == hidden_words(value, language)
    if value is None:
        return True
    said = Decimal(re.sub(r"[,\s]", "", words).replace("−", "-"))
    return said == value or (isinstance(value, Decimal) and said == round(value, 2))


def check_sentences(street: Street) -> int:
    """Every figure of every summary, in every shape and language; return how many there were."""
    connection, stated = street.store.read(), 0
    reader = Reader(connection, now_ms())
    for scope in scopes_of(street):
        records = read_records(connection, scope, now_ms())
        for shape in SHAPES:
            for language in LANGUAGES:
                for address, words in write_report(records, shape, language, now_ms()).figures():
                    assert says(words, reader.value(parse(address)), language), (address, words, shape, language)
                    stated += 1
    return stated


def check_served(street: Street, browser: FlaskClient) -> int:
    """Every figure that the served pages state with its address, in each language, and the projector's; return how many there were."""
    reader, stated = Reader(street.store.read(), now_ms()), 0
    for language in LANGUAGES:
        browser.set_cookie("kiosk_language", language)
        for kind, id, whole in (("event", street.event, "event/{}/dashboard"), ("campaign", street.ids.campaign, "campaign/{}")):
            page = browser.get(f"/office/tallies/{whole.format(id)}").text
            found = [(unescape(address), unescape(words)) for address, words in _ON_PAGE.findall(page)]
            large = [(f"{found[0][0].rpartition('/')[0]}/{name}", words) for name, words in _LARGE.findall(browser.get(f"/office/tallies/{kind}/{id}/projector").text)]
            for address, words in (*found, *large):
                assert same(words, reader.value(parse(address)), address, language), (address, words, language)
                stated += 1
    return stated


def hidden_words(value: Hidden | AtLeast, language: str) -> str:
    """How a count is said that is not published, or not exactly."""
    return text(language, "tallies.shown.at_least", n=value.least) if isinstance(value, AtLeast) else text(language, f"tallies.shown.{value.value}")


def same(words: str, value: object, address: str, language: str) -> bool:
    """Whether the words on a page are the value, to as many places as are shown."""
    if isinstance(value, Hidden | AtLeast):
        return words == hidden_words(value, language)
    if value is None:
        return words == text(language, "common.reconciliation.not_measurable")
    shown, exact = Decimal(re.sub(r"[^\d.−-]", "", words).replace("−", "-")), Decimal(str(value))
    exact = exact * 100 if address.rpartition("/")[2] in _SHARES else exact
    return abs(shown - exact) <= Decimal("0.05")


def check_documents(report: Report) -> None:
    """Word, PDF, Markdown and plain text hold the figures of a report, in its order."""
    figures = [words for _address, words in report.figures()]
    word = Document(io.BytesIO(to_word(report, clock.moment(now_ms(), "Asia/Shanghai"))))
    in_word = "".join(node.text or "" for node in word.element.body.iter() if node.tag.endswith("}t"))
    in_pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(report))).pages)
    for written in (to_plain_text(report), to_markdown(report), in_word, in_pdf):
        missing = [words for words in figures if _bare(words) not in _bare(written)]
        assert missing == [], (missing, written[:12])
    assert_in_order([words for block in report.blocks for words in _in_sentences(block)], in_word)


def _bare(written: str) -> str:
    """Without what a page sets between figures; a minus is a minus."""
    return re.sub(r"[\s\\]", "", written).replace("−", "-")


def _in_sentences(block: object) -> Iterator[str]:
    yield from (span.text for span in getattr(block, "spans", ()) if span.figure)


def assert_in_order(wanted: list[str], written: str) -> None:
    place = 0
    for words in wanted:
        place = written.find(words, place)
        assert place >= 0, words
        place += len(words)


def hand_in_one(street: Street, scope: Scope, shape: str, language: str) -> Version:
    named, report = name_summary(scope, shape, language), compose(street.store.read(), scope, shape, language, now_ms())
    return street.store.write(lambda c: hand_in(c, named, report, by="account:x", id=new_id(), now=now_ms()))


def check_since(street: Street, version: Version) -> int:
    """What a supplement tells is each figure that is no longer the one handed in, and the one of today; return how many."""
    reader = Reader(street.store.read(), now_ms())
    changes = {str(change.address): (change.before, change.now) for change in changes_since(street.store.read(), version, now_ms())}
    today = {address: reader.value(parse(address)) for address in version.said}
    assert changes == {address: (before, today[address]) for address, before in version.said.items() if today[address] != before and isinstance(today[address], int)}
    return len(changes)
