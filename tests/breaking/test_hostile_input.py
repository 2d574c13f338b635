"""What nobody would type by intent is refused with a sentence: it never breaks a page, least of all everybody's."""

from __future__ import annotations

import pytest

from kiosk.ids import new_id
from tests.breaking.conftest import Target

SITES_LISTS = ("/", "/office/plan", "/office/phones", "/office/keying", "/office/tallies")


def five_minutes(target: Target, **typed: str) -> int:
    form = {
        "title": "宣傳",
        "place": "社區",
        "day": "2027-03-20",
        "line": "來",
        "id": new_id(),
        "address": "https://e.example.org",
    }
    return target.staff().post("/office/new", data=form | typed).status_code


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2017-02-30", "2200-01-01"])
def test_a_day_that_cannot_be_reckoned_with_is_refused_and_every_list_still_opens(target: Target, day: str) -> None:
    assert five_minutes(target, day=day, starts="22:00", ends="02:00") == 422
    assert [target.staff().get(path).status_code for path in SITES_LISTS] == [200] * len(SITES_LISTS)


def test_a_campaign_copied_beyond_the_calendar_is_refused(target: Target) -> None:
    form = {"id": new_id(), "code": "FAR", "title": "遠", "starts_on": "2199-12-31"}
    address = f"/office/plan/campaign/{target.ids.campaign}/copy"
    target.staff().post(f"/office/plan/campaign/{target.ids.campaign}/edit", data={"ends_on": "2199-12-31"})
    assert target.staff().post(address, data=form).status_code == 422


@pytest.mark.parametrize("id", ["x/../y", "a b\r\nX: y", "1", "%s"])
def test_an_event_or_a_run_keeps_no_id_that_a_form_made_up(target: Target, id: str) -> None:
    assert five_minutes(target, id=id) == 404
    flyers = {"kind": "flyer", "material": target.ids.materials["B-A5"], "copies": "10", "sample": "1", "id": id}
    assert target.staff().post(f"/office/print/{target.ids.event}/new", data=flyers).status_code == 404


@pytest.mark.parametrize("layout", ["A6/²", "A6/９", "A6/" + "9" * 5000, "/", "A6"])
def test_a_layout_that_is_none_falls_back_or_is_refused(target: Target, layout: str) -> None:
    flyers = {
        "kind": "flyer",
        "material": target.ids.materials["B-A5"],
        "copies": "10",
        "sample": "1",
        "id": new_id(),
        "layout": layout,
    }
    assert target.staff().post(f"/office/print/{target.ids.event}/new", data=flyers).status_code in (303, 422)


def planned(target: Target, **form: str) -> str:
    answer = target.staff().post(f"/office/print/{target.ids.event}/new", data={"sample": "1", "id": new_id(), **form})
    assert answer.status_code == 303
    row = target.store.read().execute("SELECT id FROM print_run WHERE kind = ? ORDER BY made_at DESC", (form["kind"],)).fetchone()
    return str(row["id"])


@pytest.mark.parametrize(
    ("print_id", "made", "status"),
    [("", "5", 404), ("zz", "5", 404), ("01920000-0000-7000-8000-000000000001", "0" * 9 + "9" * 5000, 422)],
)
def test_copies_made_with_an_id_or_a_figure_that_is_none_are_refused(
    target: Target, print_id: str, made: str, status: int
) -> None:
    run = planned(target, kind="flyer", material=target.ids.materials["B-A5"], copies="10")
    form = {"made": made, "spoiled": "1", "print_id": print_id, "spoil_id": new_id()}
    assert target.staff().post(f"/office/print/run/{run}/copies", data=form).status_code == status
    assert target.store.read().execute("SELECT state FROM print_run WHERE id = ?", (run,)).fetchone()["state"] == "made"


@pytest.mark.parametrize("figure", ["9" * 5000, "0" * 5000, "1e3", "-3"])
@pytest.mark.parametrize("kind", ["sign_in", "tally_sheet", "record"])
def test_a_figure_on_paper_of_any_length_is_told_beside_its_cell(target: Target, kind: str, figure: str) -> None:
    run = planned(target, kind=kind, booths=target.ids.booths["B1"], pages="1", columns="name")
    cells = {f"{column}-1": figure for column in ("0", "total", "issue", "hand_out")} | {
        "subtotal": figure,
        "name-1": "王",
        "signed-1": "1",
    }
    answer = target.staff().post(f"/office/keying/{target.ids.event}/{run}/1", data={"form": new_id(), **cells})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "address",
    ["http://[", "http://a b", "http://<script>", "http://x:99999", "http://x:abc", "http://exa\nmple.org", "http://a@b",
     "javascript:alert(1)", "http://１２７.0.0.1", "http://" + "a" * 3000, "http://x.org/path", "http://x.org?q"],
)  # fmt: skip
def test_only_an_address_that_a_phone_can_open_is_kept_for_printing(target: Target, address: str) -> None:
    assert target.staff("administrator").post("/office/print/address", data={"address": address}).status_code == 422
    assert target.store.read().execute("SELECT 1 FROM setting WHERE key = 'public_url'").fetchone() is None


@pytest.mark.parametrize("origin", ["http://[", "null", "", "https://localhost.evil.example", "http://localhost:99"])
def test_a_write_whose_origin_is_not_ours_is_refused(target: Target, origin: str) -> None:
    assert target.app.test_client().post("/erase", data={"code": "X"}, headers={"Origin": origin}).status_code == 403


@pytest.mark.parametrize("job", ["a" * 300, "字" * 100, "..", "%2e%2e", "x.json"])
def test_a_print_job_that_is_none_is_not_found(target: Target, job: str) -> None:
    for ending in ("", ".json", ".pdf"):
        assert target.staff("printing").get(f"/office/print/job/{job}{ending}").status_code == 404
