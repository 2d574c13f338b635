"""Reports between two small kiosks: in every order and twice, cut short, with conflicts, with events and codes that are somebody else's."""

from __future__ import annotations

import sqlite3
import tempfile
from io import BytesIO
from itertools import permutations
from pathlib import Path

import pytest

from kiosk import ledger
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL
from kiosk.errors import Refusal
from kiosk.figures.listed import list_tallies
from kiosk.ids import new_id
from kiosk.joining import receive as receiving
from kiosk.joining.goes_up import GOES_UP
from kiosk.joining.identity import require_identity
from kiosk.joining.known_kiosks import admit
from kiosk.joining.origins import Origins
from kiosk.joining.receive import BadReport, NotTheirs, Outcome, UnknownCampaign, receive_report
from kiosk.joining.report import NotJoined
from kiosk.joining.reports import list_received
from kiosk.joining.signed_file import Sender, write_signed_file
from kiosk.organisations import ORGANISATION
from kiosk.records import add, all_of, change
from kiosk.recount import recount
from kiosk.storage import open_store
from tests.joining.three_kiosks import NOW, Kiosk

AT = 1_490_317_200_000
EVENT_AT = {"title": "Street", "place": "Square", "day": "2017-03-24", "starts": "09:00", "ends": "11:30"}


def make_kiosk(folder: Path) -> Kiosk:
    (folder / "secrets").mkdir(parents=True)
    store = open_store(folder / "kiosk.db")
    return Kiosk(folder, store, store.write(lambda connection: require_identity(folder, connection)))


class Pair:
    """A district with one community, and that community's kiosk, which calls its organisation by an id of its own."""

    def __init__(self, folder: Path) -> None:
        self.district, self.kiosk = make_kiosk(folder / "district"), make_kiosk(folder / "community")
        self.district.store.write(self._plan)
        self.kiosk.store.write(self._join)
        self.let_in(self.community)

    def _plan(self, connection: object) -> None:
        self.county = add(connection, ORGANISATION, "", {"code": "D", "name": "District", "level": "county"})  # type: ignore[arg-type]
        self.community = add(connection, ORGANISATION, "", {"code": "X", "name": "Community"}, parent=self.county)  # type: ignore[arg-type]
        self.sister = add(connection, ORGANISATION, "", {"code": "Y", "name": "Sister"}, parent=self.county)  # type: ignore[arg-type]
        values = {"code": "WEEK", "title": "Week", "starts_on": "2017-03-20", "ends_on": "2017-03-26"}
        self.campaign = add(connection, CAMPAIGN, "", values, organisation=self.county)  # type: ignore[arg-type]

    def _join(self, connection: object) -> None:
        self.root = add(connection, ORGANISATION, "", {"code": "OWN", "name": "Own"})  # type: ignore[arg-type]
        values = {"code": "WEEK", "title": "Week", "starts_on": "2017-03-20", "ends_on": "2017-03-26"}
        add(connection, CAMPAIGN, "", values, organisation=self.root, id=self.campaign)  # type: ignore[arg-type]
        self.event = add(connection, EVENT, self.campaign, {"code": "E", **EVENT_AT}, organisation=self.root)  # type: ignore[arg-type]
        self.booth = add(connection, BOOTH, self.event, {"code": "E1", "name": "Gate"})  # type: ignore[arg-type]
        self.material = add(connection, MATERIAL, self.campaign, {"code": "M", "title": "Flyer"})  # type: ignore[arg-type]
        connection.execute(  # type: ignore[attr-defined]
            "INSERT INTO plan_join VALUES (?, 'district', ?, ?, ?, 1, 'digest', 'kiosk', 1)", (new_id(), self.campaign, self.community, self.root)
        )

    def let_in(self, organisation: str) -> None:
        who = self.kiosk.identity
        self.district.store.write(
            lambda connection: admit(connection, "account", kiosk=who.kiosk, public_key=who.public_key, name="Own", organisation=organisation)
        )

    def count(self, kind: str = "hand_out", quantity: int = 10, *, kiosk: Kiosk | None = None, **columns: object) -> str:
        id = new_id()
        said = {"event": self.event, "booth": self.booth, "material": self.material, "source": f"booth:{self.booth}", "target": "public"}
        fact = ledger.make_fact(kind, id=id, device="account:one", at=AT, quantity=quantity, authority=1, **said | columns)
        (kiosk or self.kiosk).store.write(lambda connection: ledger.append(connection, [fact]))
        return id

    def void(self, entry: str) -> str:
        return self.count("void", 1, names=entry, source="", target="", material="")

    def report(self, now: int = NOW) -> bytes:
        return self.kiosk.report(self.campaign, now)

    def receive(self, content: bytes) -> Outcome:
        return receive_report(self.district.store, BytesIO(content), "account")

    def tallies(self, kiosk: Kiosk) -> list[dict[str, object]]:
        return list_tallies(kiosk.store.read(), self.campaign)


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path)


def test_reports_in_every_order_give_the_same_tallies(tmp_path: Path) -> None:
    for place, order in enumerate(permutations(range(3))):
        pair = Pair(tmp_path / str(place))
        first, files = pair.count(), []
        for step in range(3):
            pair.count(quantity=step + 1)
            if step == 1:
                pair.void(first)
            files.append(pair.report(NOW + step))
        for number in (*order, order[0]):
            pair.receive(files[number])
        assert pair.tallies(pair.district) == pair.tallies(pair.kiosk)
        assert recount(pair.district.store.read()) == []


def test_the_plan_of_an_older_report_changes_nothing(pair: Pair) -> None:
    older = pair.report(NOW)
    pair.kiosk.store.write(lambda connection: change(connection, EVENT, pair.event, {"title": "New title"}))
    pair.receive(pair.report(NOW + 1))
    assert pair.receive(older).older
    assert [row["title"] for row in all_of(pair.district.store.read(), EVENT, pair.campaign)] == ["New title"]


def test_a_report_that_was_cut_short_says_so_and_is_completed(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        pair.count()
    monkeypatch.setattr(receiving, "CHUNK", 2)
    whole, calls = receiving._append, []

    def dies(*arguments: object) -> tuple[int, int, int]:
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError
        return whole(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(receiving, "_append", dies)
    with pytest.raises(MemoryError):
        pair.receive(pair.report())
    assert source_of(pair) == "cut_short"
    monkeypatch.setattr(receiving, "_append", whole)
    assert (lambda one: (one.added, one.known))(pair.receive(pair.report())) == (3, 2)
    assert source_of(pair) == "reported"
    assert pair.tallies(pair.district) == pair.tallies(pair.kiosk)
    assert [one.outcome is not None for one in list_received(pair.district.store.read(), pair.campaign)] == [True, False]


def source_of(pair: Pair) -> str:
    read = pair.district.store.read()
    [source] = Origins(read, pair.campaign, NOW).of_organisation(pair.community, all_of(read, EVENT, pair.campaign))
    return source.state


def test_missing_and_late_reports_are_told(pair: Pair) -> None:
    pair.district.store.write(lambda c: add(c, EVENT, pair.campaign, {"code": "P", **EVENT_AT, "day": "2017-03-20"}, organisation=pair.community))
    assert source_of(pair) == "missing"
    pair.receive(pair.report(AT))
    assert source_of(pair) == "late"
    pair.receive(pair.report(NOW))
    assert source_of(pair) == "reported"


def test_another_fact_under_a_known_id_is_kept_aside(pair: Pair) -> None:
    first = pair.count()
    pair.receive(pair.report())
    other = Pair(pair.kiosk.folder.parent / "other")
    assert other.campaign != pair.campaign
    pair.kiosk.store.write(lambda connection: None)
    fact = pair.kiosk.store.read().execute("SELECT pattern FROM fact WHERE id = ?", (first,)).fetchone()
    outcome = pair.receive(forged(pair, first, fact["pattern"], quantity=99))
    assert (outcome.added, outcome.known, outcome.conflicts) == (0, 0, 1)
    assert [row["fact"] for row in pair.district.store.read().execute("SELECT fact FROM kiosk_conflict")] == [first]
    assert pair.tallies(pair.district) == pair.tallies(pair.kiosk)


def forged(pair: Pair, id: str, pattern: int, *, event: str = "", quantity: int = 1, **about: str) -> bytes:
    """A signed file that a faulty kiosk might write."""
    row = pair.kiosk.store.read().execute("SELECT * FROM pattern WHERE id = ?", (pattern,)).fetchone()
    columns = [event or row[name] if name == "event" else row[name] for name in ledger.PATTERN]
    fact = [1, id, "00" * 16, AT, quantity, AT, AT, 0, "", 0, "", "", 0, "{}", 1]
    target = BytesIO()
    write_signed_file(
        target, pair.kiosk.identity, "facts", Sender(id=pair.root, code="OWN", name="Own"),
        {"plan.jsonl": iter(()), "patterns.jsonl": iter([[1, *columns]]), "facts.jsonl": iter([fact]), "books.jsonl": iter(())},
        made_at=NOW, ledger_position=9, plan_version=9, about={"campaign": pair.campaign, "organisation": pair.community} | about,
    )  # fmt: skip
    return target.getvalue()


def test_facts_of_a_sisters_event_are_refused_and_named(pair: Pair) -> None:
    first = pair.count()
    theirs = pair.district.store.write(lambda connection: add(connection, EVENT, pair.campaign, {"code": "S", **EVENT_AT}, organisation=pair.sister))
    pattern = pair.kiosk.store.read().execute("SELECT pattern FROM fact WHERE id = ?", (first,)).fetchone()["pattern"]
    outcome = pair.receive(forged(pair, new_id(), pattern, event=theirs))
    assert (outcome.added, outcome.refused, list(outcome.foreign)) == (0, 1, [theirs])


def test_a_file_that_does_not_fit_together_writes_nothing(pair: Pair) -> None:
    first = pair.count()
    pattern = pair.kiosk.store.read().execute("SELECT pattern FROM fact WHERE id = ?", (first,)).fetchone()["pattern"]
    for file, refusal in (
        (forged(pair, new_id(), pattern, quantity=0), BadReport),
        (forged(pair, new_id(), pattern, campaign=new_id()), UnknownCampaign),
        (forged(pair, new_id(), pattern, organisation=pair.sister), NotTheirs),
    ):
        with pytest.raises(refusal):
            pair.receive(file)
    assert ledger.position(pair.district.store.read()) == 0
    assert list_received(pair.district.store.read(), pair.campaign) == []


def test_an_unknown_kind_is_kept_and_told(pair: Pair) -> None:
    pair.count("moonwalk")
    assert pair.receive(pair.report()).newer_kinds == {"moonwalk": 1}


def test_a_code_that_is_taken_is_told_and_nothing_is_lost(pair: Pair) -> None:
    pair.district.store.write(lambda connection: add(connection, EVENT, pair.campaign, {"code": "E", **EVENT_AT}, organisation=pair.county))
    pair.count()
    for _ in range(2):
        outcome = pair.receive(pair.report())
        assert outcome.renamed == [("event", "E", "E-X")]
    assert sorted(row["code"] for row in all_of(pair.district.store.read(), EVENT, pair.campaign)) == ["E", "E-X"]


def test_what_somebody_typed_for_a_person_does_not_go_up(pair: Pair) -> None:
    pair.count("check_in", 1, person="王小明", source="", target="", material="", data='{"participant":"王小明"}')
    pair.count(source="person:王小明")
    pair.receive(pair.report())
    dump = "\n".join(pair.district.store.read().iterdump())
    assert "王小明" not in dump
    assert pair.tallies(pair.district) == pair.tallies(pair.kiosk)


def test_a_campaign_of_ones_own_is_not_handed_in(pair: Pair) -> None:
    with pytest.raises(NotJoined):
        pair.district.report(pair.campaign)


def test_who_was_not_let_in_is_refused(tmp_path: Path) -> None:
    one, other = Pair(tmp_path / "one"), Pair(tmp_path / "other")
    with pytest.raises(Refusal):
        one.receive(other.report())


def test_every_table_and_column_is_decided() -> None:
    """What is new in the plan goes up only after somebody said so; what stays is named here."""
    connection = open_store_in_memory()
    for goes in GOES_UP:
        there = {row["name"] for row in connection.execute(f"PRAGMA table_info({goes.table})")}
        assert there - set(goes.columns) == STAYS.get(goes.table, set()), goes.table


STAYS = {
    "organisation": {"phone", "notice"},
    "person": {"team"},
    "print_run": {"layout"},
    "device": {"opened_at", "practised_at", "kept_at"},
    "volunteer": {"skills", "free", "tasks"},
}


def open_store_in_memory() -> sqlite3.Connection:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "kiosk.db")
        copy = sqlite3.connect(":memory:")
        copy.row_factory = sqlite3.Row
        store.read().backup(copy)
        store.close()
    return copy
