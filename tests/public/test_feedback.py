"""Feedback after a talk: one of five and a sentence, once per phone that signed in, tied to no name; cards of paper beside it."""

from __future__ import annotations

import json
import re

import pytest

from kiosk.feedback import mean_of, read_feedback
from kiosk.ids import new_id
from kiosk.recount import recount
from tests.access_walk import sign_in
from tests.public.street import Street, send

ON = {"features": "feedback", "awareness": "社會工作", "awareness@en": "social work"}


def test_an_opinion_keeps_what_was_known_and_a_sentence_that_may_be_quoted(street: Street) -> None:
    street.change(**ON)
    assert "social work" in street.phone().get(street.url("feedback")).text
    send(street.phone(), street.url("feedback"), score="5", before="2", after="4", note="講得很清楚", quote="1")
    send(street.phone(), street.url("feedback"), score="2", note="聽不清")
    found = read_feedback(street.store.read(), street.ids.event)
    assert (found.answers, found.satisfied, found.attended) == (2, 1, 0)
    assert (mean_of(found.before), mean_of(found.after)) == (2, 4)
    assert {one.text: one.quote for one in found.sentences} == {"講得很清楚": True, "聽不清": False}
    assert recount(street.store.read()) == []


def test_a_phone_that_signed_in_speaks_once_and_its_opinion_names_nobody(street: Street) -> None:
    street.change(**ON)
    phone = street.phone()
    send(phone, street.url("sign_in"), name="余大文")
    [came] = street.facts("check_in")
    assert "already" not in send(phone, street.url("feedback"), score="4").text
    assert "told us already" in send(phone, street.url("feedback"), score="1").text
    [fact] = street.facts("feedback")
    assert json.loads(fact["data"])["attended"]
    assert json.loads(fact["data"])["score"] == 4
    assert came["person"]
    assert came["person"] not in json.dumps(dict(fact), default=str)
    assert came["person"][:13] != fact["id"][:13]


def test_cards_are_keyed_once_and_taken_back_whole(street: Street) -> None:
    street.app.config["WTF_CSRF_ENABLED"] = False
    office = sign_in(street.app, street.store, street.ids.accounts["coordinator"])
    page, cards = f"/office/feedback/{street.ids.event}", {"id": new_id(), "score5": "22", "score4": "12", "score3": "2", "score1": ""}
    for _ in range(2):
        assert office.post(f"{page}/cards", data=cards).status_code == 302
    found = read_feedback(street.store.read(), street.ids.event)
    assert (found.answers, found.satisfied, dict(found.methods)) == (36, 34, {"paper": 36})
    assert re.search(r"36", office.get(page).text)
    for _ in range(2):
        office.post(f"{page}/take-back", data={"batch": cards["id"]})
    assert read_feedback(street.store.read(), street.ids.event).answers == 0
    assert recount(street.store.read()) == []


@pytest.mark.parametrize("typed", [{}, {"score5": "-1"}, {"score5": "2001"}, {"score4": "many"}])
def test_cards_that_are_no_numbers_are_refused_by_name(street: Street, typed: dict[str, str]) -> None:
    street.app.config["WTF_CSRF_ENABLED"] = False
    office = sign_in(street.app, street.store, street.ids.accounts["coordinator"])
    assert office.post(f"/office/feedback/{street.ids.event}/cards", data={"id": new_id()} | typed).status_code == 422
    assert street.facts("feedback") == []
