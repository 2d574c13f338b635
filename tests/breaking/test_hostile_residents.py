"""What residents type, by mistake or on purpose, into the forms of a week: names nobody sees, writing turned round, figures of any script."""

from __future__ import annotations

import pytest

from kiosk.ids import short_of_id
from kiosk.volunteers import registered_at
from tests.breaking.conftest import Target
from tests.public.street import Street, hidden_fields, send

UNSEEN = ("\u200b\u200d", "\u2060\ufeff", "\u3164", "\u2800\u115f", "\u202e\u202c", "\U000e0041", "\ufe0f", "   \u3000")
ADULT = {"phone": "13800000001", "age": "18", "agree": "1"}


@pytest.fixture
def street(target: Target) -> Street:
    """Event B with everything that residents may do."""
    made = Street(target.app, target.ids)
    made.change(features="volunteers feedback wall referrals")
    return made


def kept(street: Street, column: str) -> list[str]:
    return [row[0] for row in street.store.read().execute(f"SELECT {column} FROM identity ORDER BY made_at, subject").fetchall()]


def test_a_name_or_words_that_nobody_can_see_are_asked_for_again(street: Street) -> None:
    for unseen in UNSEEN:
        assert send(street.phone(), street.url("volunteer"), name=unseen, **ADULT).status_code == 422
        assert send(street.phone(), street.url("sign_in"), name=unseen).status_code == 422
        assert send(street.phone(), street.url("wish"), sort="hope", words=unseen, nickname="").status_code == 422
        assert send(street.phone(), street.url("ask"), note=unseen).status_code == 422
        assert send(street.phone(), street.url("feedback"), score="5", note=unseen, quote="1").status_code == 200
    assert set(kept(street, "note")) <= {""}
    assert not street.facts("note") + street.facts("registration") + street.facts("check_in")


def test_names_are_kept_as_they_are_without_the_marks_that_turn_them_round(street: Street) -> None:
    for given in ("于", "范", "余", "𠮷野家", "👨‍👩‍👧", "\ue123"):
        assert send(street.phone(), street.url("sign_in"), name=f"\u202e{given}\u202c\u200b").status_code == 200
    assert kept(street, "name") == ["于", "范", "余", "𠮷野家", "👨‍👩‍👧", "\ue123"]


@pytest.mark.parametrize("typed", ["１３８ ００００ １２３４", "138-0000-1234", "(138) 0000 1234", "①③⑧00001234", "١٣٨٠٠٠٠١٢٣٤"])
def test_a_telephone_number_is_one_number_however_it_is_typed(street: Street, typed: str) -> None:
    assert send(street.phone(), street.url("volunteer"), name="于小范", **(ADULT | {"phone": typed})).status_code == 200
    assert kept(street, "phone") == ["13800001234"]
    assert kept(street, "phone_end") == ["1234"]


def test_a_number_in_words_is_asked_for_in_figures_and_nothing_is_kept(street: Street) -> None:
    answer = send(street.phone(), street.url("volunteer"), name="于小范", **(ADULT | {"phone": "一三八零零零零一二三四"}))
    assert answer.status_code == 422
    assert registered_at(street.store.read(), street.ids.event) == []


def test_markup_is_words_on_every_page_that_shows_them(street: Street, target: Target) -> None:
    hostile = '<script>alert(1)</script>"\'><img src=x>'
    send(street.phone(), street.url("wish"), sort="hope", words=hostile, nickname="")
    send(street.phone(), street.url("feedback"), score="1", note=hostile, quote="1")
    send(street.phone(), street.url("volunteer"), name="<b>于</b>", **ADULT)
    office = target.staff()
    for path in (f"/office/wall/{street.ids.event}", f"/office/wall/{street.ids.event}/notes", f"/office/feedback/{street.ids.event}", f"/office/volunteers/{street.ids.event}"):
        page = office.get(path)
        assert page.status_code == 200, path
        assert "<script>alert" not in page.text
        assert "<img src=x>" not in page.text
        assert "<b>于" not in page.text


SENT = {
    "ask": {"note": "你好"},
    "wish": {"sort": "hope", "words": "多種樹", "nickname": ""},
    "feedback": {"score": "5"},
    "volunteer": {"name": "于小范", **ADULT},
    "sign_in": {"name": "王"},
    "tip": {"help": "daily", "about": "other", "may_contact": "no"},
    "follow": {},
}


def test_a_form_of_something_switched_off_meanwhile_is_told_kindly_with_the_way_back(street: Street) -> None:
    for which, said in SENT.items():
        street.change(features="volunteers feedback wall referrals", buttons="sign_in ask volunteer wish follow")
        phone = street.phone()
        form = hidden_fields(phone.get(street.url(which)))
        before = len(street.store.read().execute("SELECT 1 FROM entry").fetchall())
        street.change(features="", buttons="")
        refused = phone.post(street.url(which), data=form | said)
        assert refused.status_code == 404, which
        assert "was not kept" in refused.text
        assert "電話 0470-000000" in refused.text
        assert f'href="{street.url()}"' in refused.text
        assert "does not offer it at the moment" in phone.get(street.url(which)).text
        assert len(street.store.read().execute("SELECT 1 FROM entry").fetchall()) == before


def test_a_volunteers_phone_is_told_what_was_switched_off(street: Street, target: Target) -> None:
    phone = target.phone()
    for path in ("registration", "note", "tip"):
        street.change(features="volunteers wall referrals")
        form = hidden_fields(phone.get(f"/phone/{path}?lang=en"))
        street.change(features="")
        for refused in (phone.post(f"/phone/{path}", data=form), phone.get(f"/phone/{path}")):
            assert refused.status_code == 404
            assert "The coordinator has switched this off" in refused.text


def test_the_wall_and_a_wish_that_went_are_told_kindly_too(street: Street) -> None:
    send(street.phone(), street.url("wish"), sort="wish", words="一副老花鏡", nickname="")
    assert "does not offer it at the moment" in street.phone().get(street.url("wall/1")).text
    street.change(features="")
    for path in (street.url("wall"), f"/W/{short_of_id(street.ids.event)}"):
        assert "does not offer it at the moment" in street.phone().get(path).text
