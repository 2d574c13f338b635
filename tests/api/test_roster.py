"""The roster that a phone takes along: to whom it is given and until when, what is in it, and how little is sent again."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.campaigns import EVENT, set_status
from kiosk.devices import offer_pairing, redeem_pairing, revoke_device, sign_out_device
from kiosk.ids import new_id, now_ms
from kiosk.people import ROSTER, SHIFT, add_person
from kiosk.privacy.erasures import erase_on_request
from kiosk.records import add, archive, change
from tests.api.conftest import Api, Item

NAMES = {"R01": "單一凡", "R02": "陈大文", "R03": "曾國藩", "R04": "Batu Möngke"}


class Door:
    """Event B, today, with four expected people, two volunteers on shift, and a phone at its door."""

    def __init__(self, api: Api) -> None:
        self.api, self.people = api, dict[str, str]()
        now = datetime.now(UTC)
        hours = {"day": now.date().isoformat(), "starts": "00:00", "ends": "23:59", "zone": "UTC"}
        api.store.write(lambda c: change(c, EVENT, api.ids.event, hours))
        for code, name in NAMES.items():
            self.people[code] = self.person(f"P{code}", name, "invited")
            api.store.write(lambda c, code=code: add(c, ROSTER, api.ids.event, {"code": code, "person": self.people[code]}))
        for code in ("V1", "V2"):
            self.people[code] = self.person(code, f"志願者{code}", "volunteer")
            self.work(code)
        self.token = self.pair()

    def person(self, code: str, name: str, category: str) -> str:
        values = {"code": code, "category": category, "team": "腰鼓隊"}
        return self.api.store.write(lambda c: add_person(c, self.api.ids.organisation, values, name=name, phone="13800000001"))

    def work(self, code: str) -> None:
        shift = {"code": f"S{code}", "person": self.people[code], "booth": self.api.ids.booths["B1"]}
        self.api.store.write(lambda c: add(c, SHIFT, self.api.ids.event, shift))

    def pair(self, role: str = "sign_in") -> str:
        secret = self.api.store.write(
            lambda c: offer_pairing(c, self.api.ids.event, by="test", booth=self.api.ids.booths["B1"], role=role)
        )
        return self.api.store.write(lambda c: redeem_pairing(c, secret))[1]

    def ask(self, known: str = "", after: int = 0, token: str = "", **headers: str) -> Item:
        answer = self.api.call("GET", f"roster?known={known}&after={after}", token or self.token, headers=headers)
        assert answer.status_code == 200, answer.text
        said: Item = answer.json  # type: ignore[assignment]
        return said

    def refusal(self, token: str) -> tuple[int, str]:
        answer = self.api.call("GET", "roster", token)
        return answer.status_code, answer.json["reason"]  # type: ignore[index]

    def check_in(self, code: str, **how: object) -> str:
        item: Item = {
            "id": new_id(),
            "kind": "check_in",
            "event": "B",
            "seen_at": now_ms(),
            "person": self.people[code],
            "data": {"booth": "B1"},
        }
        assert self.api.send(item | how, token=self.token)[0]["result"] == "recorded"
        return str(item["id"])

    def void(self, entry: str) -> None:
        self.api.send(
            {"id": new_id(), "kind": "void", "event": "B", "seen_at": now_ms(), "data": {"entry": entry}}, token=self.token
        )


@pytest.fixture
def door(api: Api) -> Door:
    return Door(api)


def people_of(said: Item) -> dict[str, Item]:
    return {one["codes"][0]: one for one in said["names"]["people"]}  # type: ignore[index]


def test_a_phone_at_the_door_gets_who_is_expected_and_who_works_there(door: Door) -> None:
    people = people_of(door.ask())
    assert set(people) == {*NAMES, "V1", "V2"}
    assert people["R01"] == {
        "id": door.people["R01"], "codes": ["R01", "PR01"], "name": "單一凡", "category": "invited", "expected": True,
        "key": "单一凡", "sounds": people["R01"]["sounds"],
    }  # fmt: skip
    assert [code for code, one in people.items() if not one["expected"]] == ["V1", "V2"]


def test_no_telephone_number_and_no_team_goes_along(door: Door) -> None:
    text = json.dumps(door.ask(), ensure_ascii=False)
    assert "13800000001" not in text
    assert "腰鼓隊" not in text


def test_surnames_are_found_by_how_they_are_read_as_surnames(door: Door) -> None:
    sounds = {code: str(one["sounds"]).split() for code, one in people_of(door.ask()).items()}
    assert "shan" in sounds["R01"][0].split(",")
    assert "zeng" in sounds["R03"][0].split(",")
    assert sounds["R02"] == ["chen", "da,dai,tai", "wen"]
    assert sounds["R04"] == []


def test_a_search_is_folded_by_the_characters_that_the_names_need(door: Door) -> None:
    folding = door.ask()["names"]["folding"]  # type: ignore[index]
    assert folding["simplified"]["陳"] == "陈"
    assert folding["simplified"]["國"] == "国"
    assert "龍" not in folding["simplified"]


def test_erased_and_archived_people_are_never_in_it(door: Door) -> None:
    before = door.ask()
    door.api.store.write(lambda c: erase_on_request(c, [door.people["R01"]], "test"))
    door.api.store.write(lambda c: archive(c, ROSTER, c.execute("SELECT id FROM roster WHERE code = 'R02'").fetchone()[0]))
    after = door.ask(known=str(before["version"]), after=int(str(before["seq"])))
    assert set(people_of(after)) == {"R03", "R04", "V1", "V2"}
    assert door.people["R01"] not in json.dumps(after["names"])


@pytest.mark.parametrize("role", ["volunteer", "kiosk"])
def test_phones_that_sign_nobody_in_get_no_names(role: str, door: Door) -> None:
    assert door.refusal(door.pair(role)) == (403, "roster_not_yours")


def test_an_unknown_an_expired_and_a_revoked_phone_get_no_names(door: Door) -> None:
    assert door.refusal("nobody") == (401, "sign_in_needed")
    for end in (lambda c, id: sign_out_device(c, id, now_ms()), revoke_device):
        token = door.pair()
        id = door.api.store.read().execute("SELECT id FROM device ORDER BY number DESC LIMIT 1").fetchone()[0]
        door.api.store.write(lambda c, end=end, id=id: end(c, id))
        assert door.refusal(token) == (403, "pairing_over")


def yesterday(door: Door) -> None:
    day = (datetime.now(UTC) - timedelta(days=1)).date().isoformat()
    door.api.store.write(lambda c: change(c, EVENT, door.api.ids.event, {"day": day}))


def ended(door: Door) -> None:
    door.api.store.write(lambda c: set_status(c, door.api.ids.event, "ended", ""))


@pytest.mark.parametrize("end", [yesterday, ended])
def test_after_the_events_end_names_are_given_out_no_more(end: Callable[[Door], None], door: Door) -> None:
    tag = door.api.call("GET", "roster", door.token).headers["ETag"]
    end(door)
    assert door.refusal(door.token) == (403, "roster_over")
    assert door.api.call("GET", "roster", door.token, headers={"If-None-Match": tag}).status_code == 403


def test_it_says_until_when_it_may_be_kept(door: Door) -> None:
    assert now_ms() < int(str(door.ask()["until"])) < now_ms() + 86_400_000


def test_who_has_come_is_told_with_when_and_where(door: Door) -> None:
    entry = door.check_in("R02")
    [arrival] = door.ask()["arrivals"]  # type: ignore[misc]
    assert (arrival["person"], arrival["entry"], arrival["booth"]) == (door.people["R02"], entry, door.api.ids.booths["B1"])
    assert abs(arrival["at"] - now_ms()) < 60_000


def test_only_what_has_changed_is_told_again(door: Door) -> None:
    first = door.check_in("R01")
    said = door.ask()
    door.check_in("R02")
    news = door.ask(known=str(said["version"]), after=int(str(said["seq"])))
    assert news["names"] is None
    assert [one["person"] for one in news["arrivals"]] == [door.people["R02"]]  # type: ignore[attr-defined]
    door.void(first)
    undone = door.ask(known=str(news["version"]), after=int(str(news["seq"])))
    assert undone["arrivals"] == [{"person": door.people["R01"], "entry": None, "at": None, "booth": None}]


def test_a_phone_that_knows_more_than_the_server_gets_everything(door: Door) -> None:
    door.check_in("R01")
    said = door.ask(known=str(door.ask()["version"]), after=10**9)
    assert said["since"] == 0
    assert len(said["arrivals"]) == 1  # type: ignore[arg-type]


def test_nothing_is_sent_while_nothing_changes_and_no_names_for_another_change_of_the_plan(door: Door) -> None:
    first = door.api.call("GET", "roster", door.token)
    assert door.api.call("GET", "roster", door.token, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert first.headers["Cache-Control"] == "no-store"
    door.api.store.write(lambda c: change(c, EVENT, door.api.ids.event, {"line": "歡迎"}))
    assert door.api.call("GET", "roster", door.token, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_a_long_list_goes_out_squeezed(door: Door) -> None:
    for number in range(200):
        door.people[f"X{number}"] = door.person(f"X{number}", f"王小{number}", "volunteer")
        door.work(f"X{number}")
    answer = door.api.call("GET", "roster", door.token, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(answer.data))["names"]["people"]) == 206


def test_the_figures_say_who_works_now(door: Door) -> None:
    for kind in ("shift_in", "shift_out", "shift_in"):
        door.api.send(
            {"id": new_id(), "kind": kind, "event": "B", "seen_at": now_ms(), "person": "V1", "data": {"booth": "B1"}},
            token=door.token,
        )
    door.api.send(
        {"id": new_id(), "kind": "shift_in", "event": "B", "seen_at": now_ms(), "person": "V2", "data": {"booth": "B1"}},
        token=door.token,
    )
    door.api.send(
        {"id": new_id(), "kind": "shift_out", "event": "B", "seen_at": now_ms(), "person": "V2", "data": {"booth": "B1"}},
        token=door.token,
    )
    snapshot: Item = door.api.call("GET", "snapshot").json  # type: ignore[assignment]
    [one] = snapshot["on_duty"]  # type: ignore[misc]
    assert (one["person"], one["booth"]) == (door.people["V1"], door.api.ids.booths["B1"])
