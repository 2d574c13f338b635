"""One search box: from one character, in either script, only what one may see, and nobody who was erased."""

from __future__ import annotations

import time

import pytest

from kiosk import people, records, search
from kiosk.accounts import Account, account_of_session, open_session
from kiosk.campaigns import BOOTH, EVENT
from kiosk.folding import fold
from kiosk.plan import imports
from kiosk.plan.files import write_table
from kiosk.privacy import personal_data
from kiosk.storage import Store
from tests.plan_fixtures import PlanIds

Kiosk = tuple[Store, PlanIds]
BAR_MS = 50


def account(kiosk: Kiosk, role: str) -> Account:
    store, ids = kiosk
    token = store.write(lambda c: open_session(c, ids.accounts[role]))
    found = account_of_session(store.read(), token)
    assert found is not None
    return found


def find(kiosk: Kiosk, typed: str, role: str = "coordinator") -> dict[str, list[str]]:
    """Noun → codes found."""
    found = search.find(kiosk[0].read(), typed, account(kiosk, role))
    return {noun: [each.code for each in rows] for noun, rows in found.items()}


def add_people(kiosk: Kiosk) -> dict[str, str]:
    store, ids = kiosk
    names = {"V1": "于洋", "V2": "范小余", "V3": "歐陽·靜", "V4": "Ａｎｎa Li"}
    return {
        code: store.write(
            lambda c, code=code, name=name: people.add_person(c, ids.organisation, {"code": code}, name=name, phone="13800000001")
        )
        for code, name in names.items()
    }


@pytest.mark.parametrize("typed", ["匯賢里", "汇贤里", "汇 贤里", "匯賢 里"])
def test_either_script_finds_what_was_typed_in_the_other(kiosk: Kiosk, typed: str) -> None:
    store, ids = kiosk
    store.write(lambda c: records.change(c, EVENT, ids.event, {"place": "匯賢里社區"}))
    assert find(kiosk, typed)["event"] == ["B"]
    assert records.get(store.read(), EVENT, ids.event)["place"] == "匯賢里社區"


@pytest.mark.parametrize(
    ("typed", "code"), [("於", "V1"), ("于洋", "V1"), ("範", "V2"), ("餘", "V2"), ("欧阳静", "V3"), ("anna", "V4"), ("v3", "V3")]
)
def test_a_person_is_found_from_one_character_on(kiosk: Kiosk, typed: str, code: str) -> None:
    add_people(kiosk)
    assert find(kiosk, typed)["person"] == [code]


def test_names_stay_as_they_were_typed(kiosk: Kiosk) -> None:
    made = add_people(kiosk)
    assert people.name_of(kiosk[0].read(), made["V1"]) == "于洋"
    assert (fold("于"), fold("於")) == ("于", "于")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("b1", {"booth": ["B1"]}),
        ("市場", {"booth": ["B2"]}),
        ("street", {"event": ["B"]}),
        ("什么是", {"material": ["B-A5"]}),
        ("ba5", {"material": ["B-A5"]}),
        ("民政", {"organisation": ["MZJ"]}),
        ("街頭 康寧", {"event": ["B"]}),
        ("社工 publicity", {"campaign": ["WEEK2017"]}),
        ("100%", {}),
        ("_", {}),
        ("", {}),
        ("·", {}),
        ("' OR 1=1 --", {}),
        ("*", {}),
    ],
)
def test_plan_records_are_found_by_code_title_and_place(kiosk: Kiosk, typed: str, expected: dict[str, list[str]]) -> None:
    assert find(kiosk, typed) == expected


def test_the_exact_code_comes_first(kiosk: Kiosk) -> None:
    store, ids = kiosk
    for code in ("B11", "B10", "XB1"):
        store.write(lambda c, code=code: records.add(c, BOOTH, ids.event, {"code": code, "name": "攤"}))
    assert find(kiosk, "B1")["booth"] == ["B1", "B10", "B11", "XB1"]


def test_a_sister_sees_none_of_it_and_a_district_no_people(kiosk: Kiosk) -> None:
    add_people(kiosk)
    for typed in ("社", "于", "B1", "民政"):
        found = find(kiosk, typed, "sister")
        assert "B1" not in str(found)
        assert "person" not in found
        assert "MZJ" not in str(found)
    assert "person" not in find(kiosk, "于", "district")
    assert "person" not in find(kiosk, "于", "printing")
    assert find(kiosk, "街", "district")["event"] == ["B"]
    assert find(kiosk, "街", "case_worker") == {}


def test_a_number_is_masked_and_finds_nobody(kiosk: Kiosk) -> None:
    add_people(kiosk)
    (found,) = search.find(kiosk[0].read(), "于洋", account(kiosk, "coordinator"))["person"]
    assert found.context == "138****0001"
    assert find(kiosk, "13800000001") == {}


def test_somebody_erased_is_gone_from_search_and_from_the_file(kiosk: Kiosk) -> None:
    store, _ = kiosk
    made = add_people(kiosk)
    store.write(lambda c: personal_data.erase(c, made["V3"], "asked"))
    store.checkpoint()
    assert find(kiosk, "歐陽") == {}
    assert find(kiosk, "V3") == {}
    for name in ("歐陽", "欧阳"):
        for file in store.path.parent.glob(f"{store.path.name}*"):
            assert name.encode() not in file.read_bytes()


def test_ten_thousand_people_are_searched_within_fifty_milliseconds(kiosk: Kiosk) -> None:
    store, ids = kiosk
    surnames, given = "王李張劉陳楊黃趙周吳徐孫馬朱胡林郭何高羅", "建國軍偉芳娜秀英敏靜麗強磊洋勇傑娟濤明超"
    rows = ((f"V{n}", f"{surnames[n % 20]}{given[n // 20 % 20]}{given[n // 400 % 20]}", "") for n in range(10_000))
    store.write(
        lambda c: imports.import_file(c, "person", ids.organisation, write_table(["code", "name", "phone"], rows), None)
    )
    who = account(kiosk, "coordinator")
    for typed in ("王", "国军", "V99", "nobody"):
        taken = []
        for _ in range(5):
            start = time.process_time()
            search.find(store.read(), typed, who)
            taken.append(time.process_time() - start)
        assert min(taken) * 1000 < BAR_MS, typed
