"""The on-screen form and the public form ask the same of a visitor: one set of rules, read by Python and by JavaScript."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from kiosk.errors import InvalidFields
from kiosk.notices import MOST_NAME, MOST_PHONE, clean_personal, holds_phone_number, personal_rules
from tests.app.visitors import NOTES, VISITORS
from tests.node import find_node

HERE = Path(__file__).parent


def wrong_on_the_server(name: str, phone: str) -> list[str]:
    try:
        clean_personal({"name": name, "phone": phone}, {"name": MOST_NAME, "phone": MOST_PHONE}, ("name",))
    except InvalidFields as refusal:
        return sorted(refusal.fields)
    return []


def test_a_screen_finds_wrong_what_the_public_form_finds_wrong() -> None:
    said = json.dumps({"rules": personal_rules(), "visitors": VISITORS, "notes": NOTES})
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
    dialled = [said for said in NOTES if holds_phone_number(said)]
    assert answer["dialled"] == dialled
    assert len(dialled) == 9
