"""From the form to the street: what was planned and printed, scanned by those whom it concerns."""

from __future__ import annotations

from kiosk.devices import offer_pairing, redeem_pairing
from kiosk.prints.pages import expected_codes
from kiosk.prints.runs import runs_of
from tests.keying.papers import key_page
from tests.phone.browsing import Phone
from tests.prints.offices import Office
from tests.prints.reading import read_all


def print_kind(office: Office, kind: str, **form: object) -> tuple[str, list[str]]:
    """Plan and print a kind; its run and its codes in the order of the copies, read back from the PDF."""
    assert office.plan(kind, language="zh-Hant", **form).status_code == 303
    [run] = [str(state.row["id"]) for state in runs_of(office.store.read(), office.ids.event) if state.row["kind"] == kind]
    codes = expected_codes(office.store.read(), run)
    assert read_all(office.desk("printing").get(f"/office/print/run/{run}.pdf").data) == set(codes)
    return run, [code.rpartition("/")[2] for code in codes]


def test_a_printed_badge_signs_in_the_one_whose_name_is_on_it(office: Office) -> None:
    people = office.furnish()
    _, codes = print_kind(office, "badge", whom="shift")
    secret = office.store.write(lambda c: offer_pairing(c, office.ids.event, by="test", role="sign_in"))
    phone = Phone(office.app, office.store.write(lambda c: redeem_pairing(c, secret, name="door"))[1])
    assert "V2" in phone.open(f"/F/{codes[1]}")
    phone.send(phone.form("/in"))
    [fact] = office.store.read().execute("SELECT person, booth FROM standing WHERE kind = 'shift_in'").fetchall()
    assert (fact["person"], fact["booth"]) == (people["V2"], office.ids.booths["B1"])


def test_a_printed_slip_is_keyed_in_and_its_stub_erases_it(office: Office) -> None:
    _, codes = print_kind(office, "sign_in_slip", copies="6")
    slips, stubs = codes[:6], codes[6:]
    desk = office.desk("coordinator")
    keyed = desk.get("/office/keying", query_string={"code": slips[3]}).location
    key_page(desk, keyed, {"name-1": "歐陽曉東", "signed-1": "1"})
    visitor = office.app.test_client()
    assert [visitor.get(f"/E/{stub}").status_code for stub in stubs] == [404, 404, 404, 200, 404, 404]
    visitor.post(f"/erase/{stubs[3]}")
    assert office.store.read().execute("SELECT count(*) FROM identity WHERE name = '歐陽曉東'").fetchone()[0] == 0


def test_a_printed_poster_is_hung_up_and_printed_again_as_it_was(office: Office) -> None:
    run, codes = print_kind(office, "poster", copies="2")
    desk = office.desk("printing")
    pdf = desk.get(f"/office/print/run/{run}.pdf").data
    assert desk.post(f"/office/print/code/{codes[1]}/place", data={"place": "市場大門"}).status_code == 303
    assert "市場大門" in desk.get(f"/office/print/code/{codes[1]}").text
    assert desk.get(f"/office/print/run/{run}.pdf").data == pdf
