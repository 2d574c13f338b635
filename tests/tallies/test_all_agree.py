"""Whatever happened: the ledger, the tallies, figures by address, the roll-up, every file and every sentence say the same."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import zipfile
from decimal import Decimal

import pytest

from kiosk.books.reconciliation import look
from kiosk.campaigns import EVENT
from kiosk.exports.formats import make_file
from kiosk.figures.glance import Glance, Stated
from kiosk.figures.listed import list_tallies
from kiosk.figures.live_event import LiveEvent
from kiosk.figures.measures import COSTS
from kiosk.figures.provenance import Address, Reader, parse
from kiosk.figures.questions import answer_all
from kiosk.figures.roll_up import read_roll_up
from kiosk.figures.suppression import Hidden
from kiosk.figures.tallies import KEYS
from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES, text
from kiosk.records import get
from kiosk.recount import recount
from kiosk.summary.compose import write_report
from kiosk.summary.reading import read_records
from kiosk.summary.scope import scope_of_campaign, scope_of_event
from kiosk.summary.shapes import SHAPES
from tests.tallies.random_days import random_day, random_visitors
from tests.tallies.street import Street


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 25))])
def test_whatever_happened_all_say_the_same(seed: int, street: Street) -> None:
    dice = random.Random(seed)
    random_day(street, dice)
    random_visitors(street, dice)
    assert recount(street.store.read()) == []
    rows = list_tallies(street.store.read(), street.ids.campaign)
    check_addresses(street, rows)
    check_pages(street, rows)
    check_dashboards(street, rows)
    check_files(street, rows)
    assert check_sentences(street) > 100


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
        for scope in ("campaign", "event", "booth", "material", "booth_material"):
            keys = (*KEYS, *COSTS) if scope in ("campaign", "event", "material") else KEYS
            wanted = [[row[key] for key in keys] for row in rows if row["scope"] == scope]
            assert [[row[key] for key in keys] for row in objects.get(f"figures_by_{scope}", [])] == wanted, scope
            if wanted:
                heads, *lines = list(csv.reader(io.StringIO(packed.read(f"figures_by_{scope}.csv").decode("utf-8-sig"))))
                places = [heads.index(text(language, f"figures.name.{key}")) for key in keys]
                assert [[float(line[place]) if line[place] else None for place in places] for line in lines] == wanted, scope


def check_sentences(street: Street) -> int:
    """Every figure of every summary, in every shape and language; return how many there were."""
    connection, stated = street.store.read(), 0
    reader = Reader(connection, now_ms())
    for scope in (scope_of_event(connection, street.event), scope_of_campaign(connection, street.ids.campaign)):
        records = read_records(connection, scope, now_ms())
        for shape in SHAPES:
            for language in LANGUAGES:
                for address, words in write_report(records, shape, language, now_ms()).figures():
                    value = reader.value(parse(address))
                    if isinstance(value, Hidden):
                        assert words == text(language, f"tallies.shown.{value.value}"), address
                    elif value is not None:
                        assert Decimal(re.sub(r"[,\s]", "", words).replace("−", "-")) == (round(value, 2) if isinstance(value, Decimal) else value), (address, shape, language)
                    stated += 1
    return stated
