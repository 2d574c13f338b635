"""The on-screen form and the public form ask the same of a visitor: one set of rules, read by Python and by JavaScript."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from kiosk.errors import InvalidFields
from kiosk.privacy.notices import MOST_NAME, MOST_PHONE, clean_personal, holds_phone_number, personal_rules
from kiosk.volunteers import AGES, FREE, SKILLS, TASKS, UNDER, TooYoung, read_answers
from kiosk.wall import SORTS, clean_words
from tests.app.visitors import NOTE_FORMS, NOTES, REGISTRATIONS, VISITORS
from tests.node import find_node

HERE = Path(__file__).parent
ASKED = {"ages": [UNDER, *AGES], "skills": SKILLS, "tasks": TASKS, "free": FREE}


def wrong_on_the_server(name: str, phone: str) -> list[str]:
    try:
        clean_personal({"name": name, "phone": phone}, {"name": MOST_NAME, "phone": MOST_PHONE}, ("name",))
    except InvalidFields as refusal:
        return sorted(refusal.fields)
    return []


def wrong_note_on_the_server(sort: str, words: str, nickname: str) -> dict[str, str]:
    """Field → the text that says what is wrong, as the form on the server's page finds it; a browser's field takes no more than fits."""
    wrong = {} if sort in SORTS else {"sort": "wall.no_sort"}
    try:
        clean_words({"words": words, "nickname": nickname})
    except InvalidFields as refusal:
        wrong |= {name: key for name, (key, _) in refusal.fields.items() if key != "errors.too_long"}
    return wrong


def wrong_registration_on_the_server(typed: dict[str, str]) -> str | dict[str, str]:
    try:
        read_answers(typed, (), (), ())
    except TooYoung:
        return "young"
    except InvalidFields as refusal:
        return {name: key for name, (key, _) in refusal.fields.items()}
    return {}


def test_a_screen_finds_wrong_what_the_public_form_finds_wrong() -> None:
    said = json.dumps({"rules": personal_rules(), "visitors": VISITORS, "notes": NOTES, "forms": NOTE_FORMS, "asked": ASKED, "registrations": REGISTRATIONS})
    done = subprocess.run(
        [find_node(), "js/visitor_check.mjs"],
        cwd=HERE,
        input=said,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    on_the_server = [wrong_on_the_server(name, phone) for name, phone in VISITORS]
    answer = json.loads(done.stdout)
    assert dict(zip(VISITORS, answer["wrong"], strict=True)) == dict(zip(VISITORS, on_the_server, strict=True))
    assert {(), ("name",), ("phone",)} <= {tuple(one) for one in on_the_server}
    assert answer["wrong_notes"] == [wrong_note_on_the_server(*form) for form in NOTE_FORMS]
    assert answer["registered"] == [wrong_registration_on_the_server(typed) for typed in REGISTRATIONS]
    dialled = [said for said in NOTES if holds_phone_number(said)]
    assert answer["dialled"] == dialled
    assert len(dialled) == 9
