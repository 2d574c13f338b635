"""A tip from the street to the closed case: told once, sealed, read by case workers alone, counted for ever."""

from __future__ import annotations

import re

from click.testing import CliRunner

from kiosk import referrals
from kiosk.accounts import grant
from kiosk.backups import write_backup
from kiosk.checks import check_instance
from kiosk.cli import cli
from kiosk.config import load_config
from kiosk.figures import published
from kiosk.ids import new_id, now_ms
from kiosk.printed_codes import block_of
from kiosk.prints.handouts import make_tip_slips, plan_tip_slips
from kiosk.prints.parts import part_of
from kiosk.prints.runs import plan_run
from kiosk.prints.wishes import Wish
from kiosk.privacy.deletions import Line, deletions_of
from kiosk.privacy.personal_data import erase
from kiosk.recount import recount
from kiosk.sealing import keep_keys, key_path, name_of, parse_keys, read_keys
from tests.plan_fixtures import pair
from tests.referrals.conftest import ANSWERS, REACH, TEXT, Desk, hidden

DAY = 86_400_000


def steps_counted(desk: Desk) -> dict[str, int]:
    found = published.read_numbers(desk.store.read(), desk.ids.campaign).get(desk.ids.event, published.Numbers())
    return {step: count for step, count in found.steps.items() if count}


def test_a_tip_goes_its_whole_way_and_leaves_no_word_on_disk(desk: Desk) -> None:
    assert "Somebody needs help" in desk.app.test_client().get(f"/e/{desk.ids.event}?lang=en").text
    answer = desk.hand_in()
    assert "The social worker has it" in answer
    assert re.search(r"W-[0-9A-Z]{4}", answer)
    case = desk.case()
    page = desk.worker.get(f"/office/referrals/case/{case}?lang=en").text
    assert TEXT in page
    assert REACH in page
    assert "Recorded: contacted" in desk.step(case, "contacted", remark="打過招呼")
    assert "tick this" in desk.step(case, "consented"), "consent is a tick of its own"
    desk.step(case, "consented", told="1")
    assert "Please choose one" in desk.step(case, "referred", organisation="幸福養老站")
    desk.step(case, "referred", service="elderly", organisation="幸福養老站", remark="每週兩次")
    desk.step(case, "accepted")
    page = desk.step(case, "closed")
    assert "幸福養老站" in page
    assert "Read to the person: version" in page
    assert steps_counted(desk) == dict.fromkeys(("tip", "contacted", "consented", "referred", "accepted", "closed"), 1)
    assert recount(desk.store.read()) == []
    write_backup(load_config(desk.instance), desk.instance / "backups" / "b.db")
    on_disk = desk.everything_on_disk()
    for said in (TEXT, REACH, "幸福養老站", "每週兩次", "打過招呼"):
        assert said.encode() not in on_disk
        assert said.encode("unicode_escape") not in on_disk


def test_the_key_is_in_no_backup_and_without_it_the_kiosk_goes_on(desk: Desk) -> None:
    desk.hand_in()
    case, key = desk.case(), desk.ring.keys[0]
    write_backup(load_config(desk.instance), desk.instance / "b.db")
    assert key not in (desk.instance / "b.db").read_bytes()
    assert key.hex().encode() not in (desk.instance / "b.db").read_bytes()
    kept = key_path(desk.instance).read_text()
    key_path(desk.instance).unlink()
    assert ("check.referral_keys", {"names": name_of(key), "count": 1}) in check_instance(load_config(desk.instance)).problems
    assert referrals.missing_keys(desk.store.read(), desk.ring)[1] == 1
    assert "its key is not on this computer" in desk.worker.get(f"/office/referrals/event/{desk.ids.event}/queue?lang=en").text
    assert TEXT not in desk.worker.get(f"/office/referrals/case/{case}").text
    desk.step(case, "contacted", remark="after")
    desk.hand_in()
    keep_keys(desk.instance, desk.ring.joined_with(parse_keys(kept)))
    assert TEXT in desk.worker.get(f"/office/referrals/case/{case}").text


def test_a_new_key_seals_everything_again_and_a_moved_text_opens_nowhere(desk: Desk) -> None:
    desk.hand_in()
    case = desk.case()
    newer = desk.ring.with_new_key()
    keep_keys(desk.instance, newer)
    assert desk.store.write(lambda connection: referrals.seal_again(connection, newer)) == 2
    keep_keys(desk.instance, type(newer)(newer.keys[1:]))
    assert TEXT in desk.worker.get(f"/office/referrals/case/{case}").text, "the old key is needed no more"
    desk.store.write(lambda connection: connection.execute("UPDATE referral_case SET told = reach"))
    assert not getattr(referrals.read_told(desk.store.read(), read_keys(desk.instance), case), "readable", True)


def test_sent_twice_is_one_and_a_step_out_of_order_is_refused_by_one_sentence(desk: Desk) -> None:
    client, address = desk.app.test_client(), f"/e/{desk.ids.event}/tip?lang=en"
    form = hidden(client.get(address).text, "form")
    answers = [client.post(address, data={**ANSWERS, "form": form}).text for _ in range(2)]
    assert answers[0] == answers[1]
    case, id = desk.case(), new_id()
    assert "nothing was recorded" in desk.step(case, "accepted")
    assert "nothing was recorded" in desk.step(case, "referred", service="legal")
    for _ in range(2):
        desk.step(case, "contacted", id=id)
    assert "nothing was recorded" in desk.step(case, "contacted"), "a colleague was faster"
    assert steps_counted(desk) == {"tip": 1, "contacted": 1}
    page = desk.worker.get(f"/office/referrals/case/{case}").text
    data = {"id": new_id(), "entry": hidden(page, "entry")}
    for _ in range(2):
        assert desk.worker.post(f"/office/referrals/case/{case}/take-back", data=data).status_code == 302
    assert steps_counted(desk) == {"tip": 1}
    page = desk.worker.get(f"/office/referrals/case/{case}").text
    desk.worker.post(f"/office/referrals/case/{case}/take-back", data={"id": new_id(), "entry": hidden(page, "entry")})
    assert steps_counted(desk) == {}, "a tip that was taken in by mistake goes altogether"
    assert desk.worker.get(f"/office/referrals/case/{case}").status_code == 404


def test_only_case_workers_of_the_event_read_and_every_look_is_on_record(desk: Desk) -> None:
    desk.hand_in(note="<script>alert(1)</script>\u202e")
    case, event = desk.case(), desk.ids.event
    queue = f"/office/referrals/event/{event}/queue"
    for role in ("coordinator", "administrator", "district", "printing", "sister"):
        client = desk.as_(role)
        for address in (queue, f"/office/referrals/case/{case}", f"/office/referrals/event/{event}/slip"):
            assert client.get(address).status_code == (404 if role == "sister" else 403), (role, address)
    desk.store.write(lambda c: grant(c, desk.ids.accounts["sister"], "case_worker", desk.ids.sister, by="test"))
    for address in (queue, f"/office/referrals/case/{case}"):
        assert desk.as_("sister").get(address).status_code == 404
    counts = desk.as_("coordinator").get(f"/office/referrals/event/{event}?lang=en").text
    assert "case workers alone" in counts
    assert "W-" not in counts
    page = desk.worker.get(f"/office/referrals/case/{case}?lang=en").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    log = desk.as_("administrator").get("/office/settings/referrals?lang=en").text
    assert log.count("<td>case_worker</td>") == 1
    assert desk.as_("coordinator").get("/office/settings/referrals").status_code == 403
    assert desk.worker.get("/office/community?lang=en").text.count(f"/office/referrals/event/{event}") == 1


def test_who_looks_after_a_case_is_on_record_once_and_nothing_of_the_case(desk: Desk) -> None:
    desk.hand_in()
    case, worker = desk.case(), desk.ids.accounts["case_worker"]
    for given in (worker, worker, ""):
        assert desk.worker.post(f"/office/referrals/case/{case}/give", data={"worker": given}).status_code == 302
    assert desk.worker.post(f"/office/referrals/case/{case}/give", data={"worker": desk.ids.accounts["sister"]}).status_code == 404
    log = desk.as_("administrator").get("/office/settings/access-log?kind=assignment&lang=en").text
    assert log.count('<th scope="row">A case given to a colleague') == 2, "given and taken away; the second click changed nothing"
    assert "<td>case_worker</td>" in log
    assert TEXT not in log


def test_a_tip_that_is_withdrawn_leaves_a_certificate_that_says_what_went(desk: Desk) -> None:
    code = re.findall(r"/erase/([0-9A-Z]{26})", desk.hand_in())[0]
    desk.app.test_client().post(f"/erase/{code}")
    desk.hand_in()
    case = desk.case()
    data = {"id": new_id(), "entry": hidden(desk.worker.get(f"/office/referrals/case/{case}").text, "entry")}
    for _ in range(2):
        answer = desk.worker.post(f"/office/referrals/case/{case}/take-back", data=data)
        assert answer.location == f"/office/referrals/event/{desk.ids.event}/queue", "sent twice is one"
    records = deletions_of(desk.store.read(), [desk.ids.organisation])
    assert [(record.cause, record.lines) for record in records] == [
        (cause, (Line("tip", desk.ids.event, 1),)) for cause in ("request", "erase_code")
    ]
    assert records[0].notices, "under which notice it had been left"
    office = desk.as_("coordinator")
    assert "Only encrypted words were deleted" in office.get(f"/office/settings/retention/{records[0].id}?lang=en").text
    assert office.get(f"/office/settings/retention/{records[0].id}/certificate.pdf").data.startswith(b"%PDF")
    desk.hand_in()
    case = desk.case()
    desk.step(case, "contacted")
    entry = hidden(desk.worker.get(f"/office/referrals/case/{case}").text, "entry")
    desk.worker.post(f"/office/referrals/case/{case}/take-back", data={"id": new_id(), "entry": entry})
    assert len(deletions_of(desk.store.read(), [desk.ids.organisation])) == 2, "a step taken back deletes nobody's words"


def test_what_is_missing_or_an_id_number_is_asked_for_again(desk: Desk) -> None:
    assert "at least one kind of help" in desk.hand_in(help=[])
    assert "looks like an identity card number" in desk.hand_in(note="11010519491231002X")
    assert "open too long" in desk.app.test_client().post(f"/e/{desk.ids.event}/tip?lang=en", data={**ANSWERS, "form": "x"}).text
    assert steps_counted(desk) == {}
    assert desk.app.test_client().get(f"/e/{desk.ids.sister_event}/tip").status_code == 404, "it is not switched on there"


def test_overdue_cases_come_first_and_closed_ones_lose_their_texts_in_time(desk: Desk) -> None:
    desk.hand_in()
    first = desk.case()
    desk.hand_in()
    now = now_ms()
    with_old = referrals.Done(new_id(), "contacted", desk.ids.accounts["case_worker"])
    desk.store.write(lambda c: referrals.record_step(c, desk.ring, first, with_old, at=now - 9 * DAY))
    assert referrals.count_open(desk.store.read(), desk.ids.event) == (2, 1)
    assert desk.case() == first
    told = desk.as_("coordinator").get(f"/office/referrals/event/{desk.ids.event}?lang=en").text
    assert "Cases are open." in told
    assert "At least one of them is overdue." in told
    assert '<span class="number' not in told, "two open cases of three known ones would tell that one is closed"
    assert "2 days overdue" in desk.worker.get(f"/office/referrals/event/{desk.ids.event}/queue?lang=en").text
    closed = referrals.Done(new_id(), "closed", desk.ids.accounts["case_worker"], {"remark": "好了"})
    desk.store.write(lambda c: referrals.record_step(c, desk.ring, first, closed, at=now - 91 * DAY))
    assert referrals.closed_past(desk.store.read(), 90) == [first]
    desk.store.write(lambda c: erase(c, first, "retention"))
    assert "texts of this case were removed" in desk.worker.get(f"/office/referrals/case/{first}?lang=en").text
    assert steps_counted(desk) == {"tip": 2, "contacted": 1, "closed": 1}


def test_who_holds_the_erase_code_takes_the_texts_back(desk: Desk) -> None:
    answer = desk.hand_in()
    code = re.findall(r"/erase/([0-9A-Z]{26})", answer)[0]
    case = desk.case()
    assert desk.app.test_client().post(f"/erase/{code}").status_code == 200
    row = desk.store.read().execute("SELECT told, reach, emptied_at FROM referral_case WHERE id = ?", (case,)).fetchone()
    assert row["told"] is row["reach"] is None
    assert row["emptied_at"]
    assert steps_counted(desk) == {"tip": 1}
    assert referrals.count_open(desk.store.read(), desk.ids.event) == (0, 0)


def test_the_booth_takes_a_tip_and_a_slip_is_keyed_in_once_under_its_number(desk: Desk) -> None:
    phone = desk.app.test_client()
    _, secret = pair(desk.store, desk.ids)
    phone.set_cookie("kiosk_phone", secret)
    assert "/phone/tip" in phone.get("/phone/more").text
    form = phone.get("/phone/tip?lang=en").text
    id = hidden(form, "id")
    told = [phone.post("/phone/tip?lang=en", data={**ANSWERS, "id": id}).text for _ in range(2)]
    assert "Please give the resident this number" in told[0]
    assert re.findall(r"W-[0-9A-Z]{4}", told[0]) == re.findall(r"W-[0-9A-Z]{4}", told[1])
    plan = Wish({"by": "test", "base_url": "https://example.org"}, {"copies": ["3"]})
    run = desk.store.write(lambda c: plan_run(c, plan_tip_slips(c, desk.ids.event, plan)[0]))
    block = block_of(desk.store.read(), run, "tip")
    assert block is not None
    code = list(block.codes())[1]
    slip = f"/office/referrals/event/{desk.ids.event}/slip"
    assert desk.worker.get(f"/F/{code}").location == f"{slip}?slip={code}"
    for typed in ("T-004", "T-000", "nonsense", code[:-1] + ("A" if code[-1] != "A" else "B")):
        assert desk.worker.get(slip, query_string={"slip": typed}).status_code == 422, typed
    page = desk.worker.get(slip, query_string={"slip": "t-002", "lang": "en"}).text
    assert "Slip T-002" in page
    data = {**ANSWERS, "id": hidden(page, "id"), "slip": code}
    for _ in range(2):
        assert desk.worker.post(slip, data=data).status_code == 302
    assert desk.worker.post(slip, data={**data, "id": new_id()}).status_code == 409
    sample = desk.store.write(lambda c: plan_run(c, plan_tip_slips(c, desk.ids.event, Wish({**plan.asked, "sample": True}, plan.said))[0]))
    samples = block_of(desk.store.read(), sample, "tip")
    assert samples is not None
    assert desk.worker.post(slip, data={**data, "id": new_id(), "slip": list(samples.codes())[1]}).status_code == 409, "its number is in use"
    assert "keyed in before" in desk.worker.get(slip, query_string={"slip": code, "lang": "en"}).text
    assert steps_counted(desk) == {"tip": 2}
    erase_code = block.erase_code(2)
    assert "T-002" not in desk.app.test_client().get(f"/erase/{erase_code}").text, "a GET names nothing"
    assert desk.app.test_client().post(f"/erase/{erase_code}").status_code == 200, "the code on the stub takes the slip's words back"
    texts = desk.store.read().execute("SELECT told FROM referral_case WHERE slip = ?", (code,)).fetchone()
    assert texts["told"] is None
    assert steps_counted(desk) == {"tip": 2}
    row = desk.store.read().execute("SELECT * FROM print_run WHERE id = ?", (run,)).fetchone()
    [slips] = make_tip_slips(desk.store.read(), part_of(row))
    assert erase_code in [slip.erase_code for slip in slips.slips]  # type: ignore[attr-defined]


def test_the_command_keeps_brings_back_and_changes_the_key(desk: Desk) -> None:
    def run(*arguments: str) -> str:
        done = CliRunner().invoke(cli, ["--instance", str(desk.instance), "referral-keys", *arguments], env={"LANG": "en_US.UTF-8"})
        return done.output if done.exception is None else str(getattr(done.exception, "reason", done.exception))

    assert run("show") == "no_referral_keys"
    desk.hand_in()
    case, key = desk.case(), desk.ring.keys[0]
    assert key.hex()[:8] in run("show")
    run("save", str(desk.instance / "copy"))
    assert run("save", str(desk.instance / "copy")) == "backup_exists"
    run("rotate")
    assert len(desk.ring.keys) == 2
    assert TEXT in desk.worker.get(f"/office/referrals/case/{case}").text
    newest = name_of(desk.ring.keys[-1])
    key_path(desk.instance).unlink()
    assert newest in run("load", str(desk.instance / "copy")), "the copy is older than the key that sealed everything again"
    (desk.instance / "copy").write_text("no key")
    assert run("load", str(desk.instance / "copy")) == "bad_referral_keys"
