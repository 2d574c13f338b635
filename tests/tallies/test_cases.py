"""The contract of the inbox: cases.json holds histories and the cases that they are, whatever the order of delivery."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.inbox.cases import Case
from tests.tallies.cases import HISTORIES, Scene, play
from tests.tallies.street import Street


def describe(scene: Scene, case: Case, wanted: dict[str, Any]) -> dict[str, Any]:
    """A case in the words of the file, as far as the file says anything of it."""
    booths = {id: code for code, id in scene.street.ids.booths.items()}
    said = {
        "kind": case.kind, "cause": case.cause, "count": case.count, "most": case.most, "booth": booths.get(case.booth, case.booth),
        "facts": scene.names(case.facts), "choices": [scene.say_choice(choice) for choice in case.choices],
    }  # fmt: skip
    return {name: value for name, value in said.items() if name in wanted}


@pytest.mark.parametrize("backwards", [False, True], ids=["as it happened", "backwards"])
@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_is_the_cases_that_the_file_says(name: str, backwards: bool, street: Street) -> None:
    told = HISTORIES[name]
    scene = play(street, told, backwards=backwards)
    cases = scene.cases()
    assert [case.kind for case in cases] == [wanted["kind"] for wanted in told["cases"]], [case.cause for case in cases]
    for case, wanted in zip(cases, told["cases"], strict=True):
        assert describe(scene, case, wanted) == wanted
    if "without_roster" in told:
        codes = {id: code for code, id in street.ids.booths.items()}
        assert [codes[booth] for booth in scene.look().without_roster] == told["without_roster"]
