"""A show as it goes on: groups are checked in, acts go on, and performers are neither visits nor staff."""

from __future__ import annotations

import io
import json
import sqlite3
from datetime import datetime
from zoneinfo import ZoneInfo

from kiosk.figures.listed import list_tallies
from kiosk.groups import leader_of
from kiosk.ids import new_id
from kiosk.printed_codes import block_of
from kiosk.prints.areas import plan_kind
from kiosk.prints.pages import draw_all, printables_of
from kiosk.prints.runs import plan_run
from kiosk.prints.wishes import Wish
from kiosk.privacy import personal_data
from kiosk.recount import recount
from kiosk.storage.schema import read_sql, run_script
from tests.groups.conftest import Stage

ASKED = {"by": "test", "base_url": "https://example.org", "language": "zh-Hant"}


def tally(stage: Stage) -> dict[str, object]:
    return next(row for row in list_tallies(stage.store.read(), event=stage.ids.event) if row["scope"] == "event")


def test_a_groups_latest_report_counts_whoever_made_it(stage: Stage) -> None:
    desk, phone = stage.desk(), stage.paired()
    assert tally(stage)["groups"] == 0
    assert stage.send(desk, "N1", "here", people="12", leader="1") == 303
    phone.tap(f"/phone/groups/{stage.acts['N1']}", "/here", people="13")
    phone.tap(f"/phone/groups/{stage.acts['N2']}", "/here", people="20", leader="1")
    assert stage.here() == {"G1": 13, "G2": 20}
    assert stage.show().here[stage.groups["G2"]].leader
    assert [slot.partner for slot in stage.show().missing] == [stage.groups["G3"]]
    said = tally(stage)
    assert (said["groups"], said["performers"], said["visits"]) == (2, 33, 0)
    page = desk.get(f"/office/tallies/event/{stage.ids.event}?lang=en").text
    assert "33 performers, not counted as visits" in page
    assert recount(stage.store.read()) == []


def test_a_form_sent_twice_counts_once_and_wrong_numbers_are_refused_kindly(stage: Stage) -> None:
    phone, desk = stage.paired(), stage.desk()
    phone.open(f"/phone/groups/{stage.acts['N1']}")
    form = phone.form("/here")
    phone.send(form, people="12")
    assert "Already recorded" in phone.send(form, people="12")
    form_id = {"id": new_id()}
    for _ in range(2):
        assert stage.send(desk, "N2", "here", people="20", **form_id) == 303
    for typed in ("-5", "0", "1000", "999999999999", "十二", "1e3", ""):
        assert stage.send(desk, "N3", "here", people=typed) == 422
        phone.tap(f"/phone/groups/{stage.acts['N3']}", "/here", people=typed)
        assert phone.status == 422
        assert "from 1 to 999" in phone.text
    assert stage.here() == {"G1": 12, "G2": 20}
    assert len(stage.store.read().execute("SELECT 1 FROM entry WHERE kind = 'group_in'").fetchall()) == 2


def test_what_was_reported_is_taken_back_by_the_phone_or_the_office(stage: Stage) -> None:
    phone, desk = stage.paired(), stage.desk()
    phone.tap(f"/phone/groups/{stage.acts['N1']}", "/here", people="12")
    phone.tap("/phone/", "/undo")
    assert stage.here() == {}
    stage.send(desk, "N1", "here", people="9")
    entry = stage.show().here[stage.groups["G1"]].entry
    assert stage.send(desk, "N2", "take-back", entry=entry) == 404  # another group's
    assert stage.send(desk, "N1", "take-back", entry=entry) == 303
    assert stage.here() == {}


def test_one_tap_puts_the_next_act_on_and_a_corrected_time_takes_its_place(stage: Stage) -> None:
    desk, phone = stage.desk(), stage.paired()
    assert stage.send(desk, "N1", "on") == 303
    other = stage.paired()
    other.open(f"/phone/groups/{stage.acts['N2']}")
    form = other.form("/on")
    phone.tap("/phone/groups", "/on")
    assert "was put on at" in other.send(form)  # somebody else was quicker
    show = stage.show()
    assert show.on
    assert show.next
    assert (show.on.id, show.next.id) == (stage.acts["N2"], stage.acts["N3"])
    first = show.order.slots[0]
    assert show.late(first) == 0
    assert stage.send(desk, "N1", "on") == 303  # a second tap changes nothing
    late = first.starts + 4 * 60_000
    typed = f"{datetime.fromtimestamp(late / 1000, ZoneInfo('Asia/Shanghai')):%H:%M}"
    assert stage.send(desk, "N1", "on", at=typed) == 303
    assert stage.show().late(stage.show().order.slots[0]) == 4
    assert stage.send(desk, "N1", "on", at="25:99") == 422
    page = desk.get(f"/office/community/programme/{stage.ids.event}?lang=en").text
    assert "4 minutes late" in page
    assert "3 · 節目3: on stage now" in page


def test_acts_move_without_a_script_and_start_one_after_the_other(stage: Stage) -> None:
    desk = stage.desk()
    order = stage.show().order
    assert (order.minutes, order.performers) == (21, 60)
    assert [slot.starts - order.slots[0].starts for slot in order.slots] == [0, 6 * 60_000, 13 * 60_000]
    for act, way in (("N3", "up"), ("N3", "up"), ("N3", "up"), ("N1", "down")):
        assert stage.send(desk, act, way) == 303
    assert [slot.act["code"] for slot in stage.show().order.slots] == ["N3", "N2", "N1"]
    added = {"id": new_id(), "code": "N4", "title": "壓軸", "partner": "G1", "minutes": "5"}
    assert desk.post(f"/office/plan/act/new/{stage.ids.event}", data=added).status_code == 302
    assert stage.show().order.slots[-1].act["code"] == "N4"
    nothing = {"id": new_id(), "code": "N5", "minutes": "99999"}
    assert desk.post(f"/office/plan/act/new/{stage.ids.event}", data=nothing).status_code == 422
    assert desk.post(f"/office/plan/act/new/{stage.ids.event}", data={**added, "id": new_id(), "code": "N6", "partner": "FJ"}).status_code == 422


def test_a_scanned_card_opens_its_group_for_a_phone_and_its_slot_for_a_visitor(stage: Stage) -> None:
    runs = {
        kind: stage.store.write(lambda c, kind=kind: plan_run(c, plan_kind(c, stage.ids.event, kind, Wish(ASKED, {"leaders": ["1"]}))[0]))
        for kind in ("group_card", "group_board", "programme")
    }
    for kind, run in runs.items():
        layout = stage.store.read().execute("SELECT layout FROM print_run WHERE id = ?", (run,)).fetchone()[0]
        assert "于秀蘭" not in layout, kind
        assert "余家班秧歌隊" in layout, kind
    block = block_of(stage.store.read(), runs["group_card"], "group")
    assert block is not None
    code = list(block.codes())[1]
    phone = stage.paired()
    assert "餘音合唱隊" in phone.open(f"/F/{code}")
    phone.send(phone.form("/here"), people="18", leader="1")
    assert stage.here() == {"G2": 18}
    visitor = stage.phone()
    assert "餘音合唱隊" in visitor.open(f"/F/{code}")
    assert "范玉梅" not in visitor.text
    assert "Ask the organisers for your own link" in visitor.text
    assert "/g/" not in visitor.text.lower(), "a card that anybody can pick up leads to no secret link"
    stage.store.write(lambda c: personal_data.erase(c, leader_of(c, stage.groups["G2"]).person, "test"))
    assert leader_of(stage.store.read(), stage.groups["G2"]) is None
    leaders = {kind: _leaders_on(stage, run) for kind, run in runs.items()}
    assert leaders == {"group_card": ["于秀蘭", "", "余建國"], "group_board": ["于秀蘭", "", "余建國"], "programme": []}


def _leaders_on(stage: Stage, run: str) -> list[str]:
    row = stage.store.read().execute("SELECT * FROM print_run WHERE id = ?", (run,)).fetchone()
    sheets = printables_of(stage.store.read(), row)
    draw_all(sheets, io.BytesIO())
    return [each.leader for sheet in sheets for name in ("cards", "groups") for each in getattr(sheet, name, ())]


def test_leaders_that_earlier_cards_and_boards_kept_are_gone_from_their_runs(stage: Stage) -> None:
    script = read_sql("groups")
    old = {"group_card": ["舞蹈隊", 16, "扇子舞", "1", "于秀蘭"], "group_board": ["舞蹈隊", "文藝", "于秀蘭", "01號", "32"]}

    def migrate(connection: sqlite3.Connection) -> None:
        for kind, line in old.items():
            run = plan_run(connection, plan_kind(connection, stage.ids.event, kind, Wish(ASKED))[0])
            connection.execute("UPDATE print_run SET layout = ? WHERE id = ?", (json.dumps({"groups": [line, line]}), run))
        run_script(connection, script[script.index("-- Leaders' names") :])

    stage.store.write(migrate)
    rows = stage.store.read().execute("SELECT kind, layout FROM print_run ORDER BY kind DESC").fetchall()
    assert {row["kind"]: json.loads(row["layout"])["groups"][0] for row in rows} == {
        "group_card": ["舞蹈隊", 16, "扇子舞", "1"], "group_board": ["舞蹈隊", "文藝", "01號", "32"],
    }  # fmt: skip
