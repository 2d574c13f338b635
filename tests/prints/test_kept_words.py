"""Every run keeps its words: the plan is changed after it was printed, and a reprint is the same paper; people are never kept."""

from __future__ import annotations

import json

import pytest

from kiosk import campaigns, organisations, records
from kiosk.prints.kept_words import is_out_of_date
from kiosk.prints.kinds import KINDS, PAIRING, kind_of
from kiosk.prints.pages import keep_plans, printables_of
from kiosk.prints.runs import advance_state, get_run, renew_run, runs_of
from kiosk.prints.street import booth_sign_plan
from kiosk.privacy.erasures import erase_on_request
from printables.document import Printable
from printables.layout import LaidOut
from tests.prints.offices import ADDRESS, Office
from tests.prints.test_every_kind import FEW

RUN_KINDS = [name for name in KINDS if name != PAIRING]


def plan_all(office: Office) -> list[str]:
    """One run of each kind, the sign-in sheet filled in beforehand."""
    for kind in RUN_KINDS:
        more = {"prefilled": "1"} if kind == "sign_in" else {}
        assert office.plan(kind, **FEW.get(kind, {}), **more).status_code == 303
    return [state.row["id"] for state in runs_of(office.store.read(), office.ids.event)]


def drawn(office: Office, runs: list[str]) -> dict[str, list[Printable]]:
    connection = office.store.read()
    return {run: printables_of(connection, get_run(connection, run)) for run in runs}


def rename_everything(office: Office) -> None:
    other = {"title": "改名了", "place": "搬走了", "room": "别的教室", "contact": "另一個電話", "starts": "08:00", "line": "別的話"}
    store, ids = office.store, office.ids
    store.write(lambda c: records.change(c, campaigns.EVENT, ids.event, other))
    store.write(lambda c: records.change(c, organisations.ORGANISATION, ids.organisation, {"name": "另一個單位", "phone": "12345"}))
    store.write(lambda c: records.change(c, campaigns.CAMPAIGN, ids.campaign, {"topics": "別的題目"}))
    for booth in ids.booths.values():
        store.write(lambda c, id=booth: records.change(c, campaigns.BOOTH, id, {"name": "別處"}))  # type: ignore[misc]
    for material in ids.materials.values():
        store.write(lambda c, id=material: records.change(c, campaigns.MATERIAL, id, {"title": "別的單張"}))  # type: ignore[misc]


def test_a_reprint_of_any_kind_says_what_it_said_and_names_nobody_who_was_erased(office: Office) -> None:
    people = office.furnish()
    runs = plan_all(office)
    before = drawn(office, runs)
    kinds = {run: kind_of(get_run(office.store.read(), run)["kind"]) for run in runs}
    assert {kind.name for kind in kinds.values()} == set(RUN_KINDS)
    drawn_as = {kinds[run].name: type(sheets[0]) for run, sheets in before.items() if isinstance(sheets[0], LaidOut)}
    assert drawn_as == {name: kind.piece for name, kind in KINDS.items() if kind.piece}  # these can lie on paper in several ways
    rename_everything(office)
    after = drawn(office, runs)
    assert [get_run(office.store.read(), run)["kind"] for run in runs if after[run] != before[run]] == []
    assert all(is_out_of_date(office.store.read(), get_run(office.store.read(), run)) for run in runs)

    names = ("余大同", "于梅", "范文靜", "歐陽曉東", "孟和")
    kept = "".join(get_run(office.store.read(), run)["layout"] for run in runs)
    assert not any(name in kept for name in names)
    office.store.write(lambda c: erase_on_request(c, [people["V1"], people["V3"]], "test"))
    said = repr([[sheet.badges for sheet in sheets if hasattr(sheet, "badges")] for sheets in drawn(office, runs).values()])
    said += repr([[sheet.rows for sheet in sheets if hasattr(sheet, "rows")] for sheets in drawn(office, runs).values()])
    assert [name in said for name in names] == [False, True, False, True, True]


def test_what_was_not_printed_yet_may_take_over_the_plan_and_what_was_printed_may_not(office: Office) -> None:
    office.plan("sign_in")
    [run] = [state.row["id"] for state in runs_of(office.store.read(), office.ids.event)]
    office.store.write(lambda c: records.change(c, campaigns.EVENT, office.ids.event, {"title": "新名字"}))
    assert office.store.write(lambda c: renew_run(c, run))
    [sheet] = drawn(office, [run])[run]
    assert "新名字" in sheet.document_title
    office.store.write(lambda c: advance_state(c, run, "printed"))
    office.store.write(lambda c: records.change(c, campaigns.EVENT, office.ids.event, {"title": "再改一次"}))
    assert not office.store.write(lambda c: renew_run(c, run))
    assert "請另排一批" in office.desk("printing").get(f"/office/print/run/{run}?lang=zh-Hant").text


def test_a_run_from_before_runs_kept_their_words_says_what_the_plan_says(office: Office) -> None:
    office.plan("wish_card")
    [run] = [state.row["id"] for state in runs_of(office.store.read(), office.ids.event)]
    office.store.write(lambda c: c.execute("UPDATE print_run SET layout = json_remove(layout, '$.says') WHERE id = ?", (run,)))
    office.store.write(lambda c: records.change(c, campaigns.EVENT, office.ids.event, {"title": "計劃裡的名字"}))
    [cards] = drawn(office, [run])[run]
    assert "計劃裡的名字" in cards.document_title
    assert not is_out_of_date(office.store.read(), get_run(office.store.read(), run))


@pytest.mark.parametrize(("state", "same"), [("made", True), ("printed", False)])
def test_a_renamed_booth_keeps_its_codes_until_its_sign_was_printed(office: Office, state: str, same: bool) -> None:
    def plan() -> str:
        asked = {"by": "test", "base_url": ADDRESS}
        wanted = booth_sign_plan(office.store.read(), office.ids.booths["B1"], asked=asked)  # type: ignore[arg-type]
        return office.store.write(lambda c: keep_plans(c, "booth_sign", [wanted]))[0]

    first = plan()
    office.store.write(lambda c: advance_state(c, first, state))
    assert plan() == first
    office.store.write(lambda c: records.change(c, campaigns.BOOTH, office.ids.booths["B1"], {"name": "新地點"}))
    second = plan()
    assert (second == first) is same
    assert plan() == second
    assert json.loads(get_run(office.store.read(), second)["layout"])["says"]["more"]["name"] == "新地點"
