"""Many residents at one moment: a wish that several claim, a hall behind one address, a disk that takes nothing more."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk.privacy.notices import knows_erase_code
from tests.access_walk import sign_in
from tests.breaking.conftest import Target
from tests.public.street import Street, hidden_fields, send
from tests.wall.board import Board

HALL = 400


def test_of_many_who_claim_a_wish_at_once_one_gets_it_and_nobody_elses_number_is_kept(target: Target) -> None:
    board = Board(target.app, target.ids)
    number = board.hang("一副老花鏡", "wish")
    forms = [hidden_fields(board.phone().get(board.url(f"wall/{number}"))) for _ in range(12)]

    def claim(place: int) -> int:
        said = {"phone": f"1380000{place:04d}", "name": ""}
        return board.phone().post(board.url(f"wall/{number}"), data=forms[place] | said).status_code

    with ThreadPoolExecutor(12) as people:
        statuses = Counter(people.map(claim, range(12)))
    assert statuses == {200: 1, 409: 11}
    assert len(board.facts("wish")) == 1
    assert board.figures().wishes_claimed == 1
    kept = board.store.read().execute("SELECT count(*) FROM identity WHERE phone <> ''").fetchone()[0]
    assert kept == 1, "who came too late leaves no number"


@pytest.mark.slow
def test_a_whole_hall_behind_one_address_says_what_it_thinks_within_a_minute(target: Target) -> None:
    street = Street(target.app, target.ids)
    street.change(features="feedback")

    def speak(_: int) -> int:
        return send(street.phone(), street.url("feedback"), score="5").status_code

    with ThreadPoolExecutor(8) as people:
        assert Counter(people.map(speak, range(HALL))) == {200: HALL}
    assert len(street.facts("feedback")) == HALL


@pytest.mark.slow
def test_on_a_full_disk_a_resident_is_told_and_nothing_is_half_kept(target: Target) -> None:
    street = Street(target.app, target.ids)
    street.change(features="volunteers feedback wall referrals")
    said = {
        "wish": {"sort": "hope", "words": "多種樹" * 40, "nickname": ""}, "volunteer": {"name": "于小范", "phone": "13800000001", "age": "18", "agree": "1"},
        "feedback": {"score": "5", "note": "好" * 400}, "tip": {"help": "daily", "about": "other", "may_contact": "no", "note": "樓下" * 200},
    }  # fmt: skip
    forms = {which: hidden_fields(street.phone().get(street.url(which))) for which in said}
    pages = street.store.read().execute("PRAGMA page_count").fetchone()[0]
    street.store.write(lambda c: c.execute(f"PRAGMA max_page_count = {pages}"))
    refused: set[str] = set()
    for turn in range(60):
        for which, words in said.items():
            form = forms[which] if not turn else hidden_fields(street.phone().get(street.url(which)))
            answer = street.phone().post(street.url(which), data=form | words)
            assert answer.status_code in (200, 503), which
            if answer.status_code == 503:
                refused.add(which)
                assert "Retry-After" in answer.headers
                assert not knows_erase_code(street.store.read(), form["form"].split(".")[1]), which
    assert refused == set(said)
    connection = street.store.read()
    for kind, kept in (("note", "wall_note"), ("registration", "volunteer"), ("referral", "referral_case")):
        assert len(street.facts(kind)) == connection.execute(f"SELECT count(*) FROM {kept}").fetchone()[0], kind
    street.store.write(lambda c: c.execute("PRAGMA max_page_count = 1000000"))
    assert street.phone().post(street.url("wish"), data=hidden_fields(street.phone().get(street.url("wish"))) | said["wish"]).status_code == 200
    assert sign_in(target.app, target.store, target.ids.accounts["coordinator"]).get(f"/office/wall/{target.ids.event}").status_code == 200
