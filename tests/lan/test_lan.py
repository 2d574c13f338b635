"""Which certificate is used: when it stays, when it is made anew, and who may read its keys."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from kiosk.campaigns import EVENT
from kiosk.checks import check_instance
from kiosk.config import Config, load_config
from kiosk.errors import SetupError
from kiosk.lan.serving import VIRTUAL, Lan, Wish, find_names, lan_folder, last_day, prepare_lan, read_known, read_served
from kiosk.records import change
from kiosk.storage import Store
from tests.plan_fixtures import PlanIds, make_kiosk

HERE, ELSEWHERE = Wish("127.0.0.1"), Wish("127.0.0.2")
FRIDAY = datetime(2017, 3, 24, 1, 0, tzinfo=UTC)  # nine o'clock in Shanghai, the day of event B


class Office:
    """Event B's instance on some morning."""

    def __init__(self, store: Store, ids: PlanIds, config: Config) -> None:
        self.store, self.ids, self.config = store, ids, config

    def ready(self, wish: Wish = HERE, now: datetime = FRIDAY) -> Lan:
        return prepare_lan(self.config, self.store.read(), wish, now)

    def move_event(self, **values: object) -> None:
        self.store.write(lambda c: change(c, EVENT, self.ids.event, {}, **values))

    def refusal(self, wish: Wish, now: datetime = FRIDAY) -> str:
        with pytest.raises(SetupError) as refused:
            self.ready(wish, now)
        return refused.value.reason


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    _, store, ids = make_kiosk(tmp_path)
    yield Office(store, ids, load_config(tmp_path / "instance"))
    store.close()


def test_the_certificate_ends_the_day_after_the_next_event(office: Office) -> None:
    day = office.store.read().execute("SELECT day FROM event WHERE id = ?", (office.ids.event,)).fetchone()[0]
    event = date.fromisoformat(day)
    morning = datetime(event.year, event.month, event.day, 1, tzinfo=UTC) - timedelta(days=3)
    assert last_day(office.ready(now=morning).authority.ends, office.config.zone) == event + timedelta(days=1)
    office.move_event(status="cancelled")
    office.store.write(lambda c: c.execute("UPDATE event SET archived_at = 1 WHERE id <> ?", (office.ids.event,)))
    alone = office.ready(Wish("127.0.0.1", anew=True), morning)
    assert last_day(alone.authority.ends, office.config.zone) == (morning + timedelta(days=1)).date()


def test_the_authority_stays_over_starts_and_what_it_signs_is_always_fresh(office: Office) -> None:
    first, second = office.ready(), office.ready(now=FRIDAY + timedelta(hours=5))
    assert (first.is_new, second.is_new) == (True, False)
    assert first.authority.fingerprint == second.authority.fingerprint
    served = read_served(office.config)
    assert served is not None
    assert served[1] == min(second.authority.ends, FRIDAY + timedelta(hours=5, days=13))


def test_a_long_event_renews_the_servers_part_at_a_later_start(office: Office) -> None:
    until = Wish("127.0.0.1", until=date(2017, 4, 20))
    first = office.ready(until)
    before = read_served(office.config)
    later = office.ready(until, FRIDAY + timedelta(days=12))
    after = read_served(office.config)
    assert before is not None
    assert after is not None
    assert before[1] < first.authority.ends
    assert after[1] > before[1]
    assert later.authority.fingerprint == first.authority.fingerprint


def test_the_next_event_gets_a_new_certificate(office: Office) -> None:
    first = office.ready()
    later = office.ready(now=FRIDAY + timedelta(days=40))
    assert later.is_new
    assert later.authority.fingerprint != first.authority.fingerprint
    assert later.moved_from == ""


def test_a_new_one_is_made_when_asked_for(office: Office) -> None:
    first = office.ready()
    assert office.ready(Wish("127.0.0.1", anew=True)).authority.fingerprint != first.authority.fingerprint


@pytest.mark.parametrize("day", [date(2017, 3, 23), date(2017, 4, 24)])
def test_a_last_day_in_the_past_or_too_far_ahead_is_refused(office: Office, day: date) -> None:
    assert office.refusal(Wish("127.0.0.1", until=day)) == "lan_until"


def test_an_address_that_the_phones_certificate_does_not_know_is_refused_and_nothing_is_lost(office: Office) -> None:
    first = office.ready()
    assert office.refusal(ELSEWHERE) == "lan_moved"
    again = office.ready()
    assert again.authority.fingerprint == first.authority.fingerprint
    assert office.ready(Wish("127.0.0.2", anew=True)).address == "127.0.0.2"


def test_an_address_that_is_not_this_computers_is_refused(office: Office) -> None:
    assert office.refusal(Wish("203.0.113.9")) == "lan_not_own"
    assert office.refusal(Wish("laptop.local")) == "lan_not_own"


def test_a_computer_without_a_private_address_is_told_to_turn_its_hotspot_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.lan.serving._own_addresses", lambda: ["203.0.113.9", "127.0.0.1", "169.254.3.4"])
    with pytest.raises(SetupError) as refused:
        find_names("")
    assert refused.value.reason == "lan_no_address"


def test_the_hotspots_address_goes_into_the_codes_and_the_known_one_before_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = ["10.1.2.3", "192.168.137.1", "192.168.1.20"]
    monkeypatch.setattr("kiosk.lan.serving._own_addresses", lambda: cards)
    names = find_names("")
    assert set(names.addresses) == set(map(IPv4Address, cards))
    assert names.host.endswith(".local")
    first = office.ready(Wish())
    assert first.address == "192.168.137.1"
    cards.remove("192.168.137.1")
    moved = office.ready(Wish())
    assert (moved.moved_from, moved.is_new) == ("192.168.137.1", False)
    cards.append("192.168.137.1")
    back = office.ready(Wish())
    assert (back.address, back.moved_from) == (moved.address, ""), "phones know this one by now"


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps others out by the profile folder's rights")
def test_only_the_owner_may_read_the_keys_and_check_says_where_others_can(office: Office) -> None:
    office.ready()
    for path in (lan_folder(office.config), *lan_folder(office.config).iterdir()):
        assert path.stat().st_mode & 0o077 == 0, path
    (lan_folder(office.config) / "server.pem").chmod(0o644)
    assert "check.open_file" in [key for key, _ in check_instance(office.config).problems]


def test_a_damaged_certificate_is_said_and_can_be_replaced(office: Office) -> None:
    office.ready()
    (lan_folder(office.config) / "authority.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nnonsense")
    assert office.refusal(HERE) == "lan_damaged"
    assert "errors.lan_damaged" in [key for key, _ in check_instance(office.config).problems]
    assert office.ready(Wish("127.0.0.1", anew=True)).is_new


def test_a_damaged_part_of_the_server_is_made_again(office: Office) -> None:
    first = office.ready()
    (lan_folder(office.config) / "server.pem").write_bytes(b"\x00torn")
    assert office.ready().authority.fingerprint == first.authority.fingerprint
    assert read_served(office.config) is not None


def test_check_says_what_there_is_and_when_it_ends(office: Office) -> None:
    assert not any(key.startswith("check.lan") for key, _ in check_instance(office.config).notes)
    now = datetime.now(UTC)
    lan = prepare_lan(office.config, office.store.read(), HERE, now)
    said = dict(check_instance(office.config).notes)["check.lan"]
    assert said["label"] == lan.authority.label
    assert said["ends"] == last_day(lan.authority.ends, office.config.zone)
    office.ready(Wish("127.0.0.1", anew=True))
    assert "check.lan_ended" in dict(check_instance(office.config).notes)


def test_networks_that_no_phone_is_in_are_left_out() -> None:
    cards = ("docker0", "br-1f", "virbr0", "vEthernet (WSL)", "wlan0", "Wi-Fi", "bridge100", "eth0")
    assert [card for card in cards if not VIRTUAL.match(card)] == ["wlan0", "Wi-Fi", "bridge100", "eth0"]


def test_a_certificate_that_was_never_made_is_none(office: Office) -> None:
    assert (read_known(office.config), read_served(office.config)) == (None, None)
