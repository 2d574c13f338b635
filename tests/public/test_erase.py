"""The erase code: the person goes, also from the disk, and the count stays."""

from __future__ import annotations

import re

import pytest

from tests.public.street import Street, send

NAME, PHONE, NOTE = "Zebulon Quartermaine", "13800007731", "an unmistakable sentence"


def erase_code_on(page_text: str) -> str:
    return re.findall(r'href="/erase/([0-9A-Z]{26})"', page_text)[0]


def disk(street: Street) -> bytes:
    """Everything that lies beside the database: its file, its write-ahead log, its index of it."""
    files = sorted(street.store.path.parent.glob(f"{street.store.path.name}*"))
    assert any(file.name.endswith("-wal") for file in files)
    return b"".join(file.read_bytes() for file in files)


@pytest.mark.parametrize("which", ["sign_in", "volunteer", "ask"])
def test_who_is_erased_is_nowhere_on_disk_and_still_counted(street: Street, which: str) -> None:
    fields = {"ask": {"note": NOTE, "phone": PHONE}}.get(which, {"name": NAME, "phone": PHONE})
    phone = street.phone()
    code = erase_code_on(send(phone, street.url(which), **fields).text)
    traces = [value.encode() for value in fields.values()]
    assert all(trace in disk(street) for trace in traces)
    entries = street.store.read().execute("SELECT count(*) FROM entry").fetchone()[0]

    assert phone.get(f"/erase/{code}").status_code == 200
    assert all(trace in disk(street) for trace in traces)  # a GET erases nothing
    assert "Erased" in phone.post(f"/erase/{code}").text

    assert not any(trace in disk(street) for trace in traces)
    assert street.store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == entries
    assert street.counts()["actions"] == 1


def test_the_code_is_found_however_it_is_typed(street: Street) -> None:
    phone = street.phone()
    code = erase_code_on(send(phone, street.url("sign_in"), name=NAME).text)
    typed = f" {code[:5]}-{code[5:10]} {code[10:]} ".lower().replace("0", "o")
    answer = phone.post("/erase", data={"code": typed})
    assert answer.headers["Location"] == f"/erase/{code}"


def test_the_page_of_an_erase_code_names_nobody(street: Street) -> None:
    """n: a link alone exposes no name, not even its own person's."""
    phone = street.phone()
    code = erase_code_on(send(phone, street.url("sign_in"), name=NAME, phone=PHONE).text)
    page = street.phone().get(f"/erase/{code}").text
    assert NAME not in page
    assert PHONE[-4:] not in page


def test_a_code_used_twice_or_made_up_finds_nothing(street: Street) -> None:
    phone = street.phone()
    code = erase_code_on(send(phone, street.url("sign_in"), name=NAME).text)
    phone.post(f"/erase/{code}")
    for tried in (code, "0" * 26, "<script>"):
        assert phone.get(f"/erase/{tried}").status_code == 404
        assert phone.post(f"/erase/{tried}").status_code == 404


def test_an_erased_persons_phone_still_knows_its_number(street: Street) -> None:
    phone = street.phone()
    page = send(phone, street.url("sign_in"), name=NAME)
    phone.post(f"/erase/{erase_code_on(page.text)}")
    again = phone.get(street.url("sign_in")).text
    assert "already" in again
    assert NAME not in again


def test_the_erase_code_itself_is_not_kept(street: Street) -> None:
    code = erase_code_on(send(street.phone(), street.url("sign_in"), name=NAME).text)
    assert code.encode() not in disk(street)


def test_the_code_on_a_stub_opens_the_question_and_erases_nothing_by_being_read(street: Street) -> None:
    """The printed address is in capitals; a link that somebody typed may be in small letters."""
    phone = street.phone()
    code = erase_code_on(send(phone, street.url("sign_in"), name=NAME).text)
    for address in (f"/E/{code}", f"/e/{code.lower()}", f"/E/{code.lower()}/"):
        page = street.phone().get(address)
        assert page.status_code == 200
        assert f'action="/erase/{code}"' in page.text
        assert NAME not in page.text
    assert NAME.encode() in disk(street)
    assert street.phone().get("/E/" + "0" * 26).status_code == 404


def test_a_page_whose_address_holds_the_code_is_not_kept_and_tells_nobody(street: Street) -> None:
    code = erase_code_on(send(street.phone(), street.url("sign_in"), name=NAME).text)
    for address in (f"/E/{code}", f"/erase/{code}", "/E/" + "0" * 26):
        headers = street.phone().get(address).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "strict-origin"  # with no-referrer the form would come from nowhere, and be refused


def test_no_log_of_ours_holds_the_code(street: Street, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level("DEBUG")
    code = erase_code_on(send(street.phone(), street.url("sign_in"), name=NAME).text)
    street.phone().get(f"/E/{code}")
    street.phone().post(f"/erase/{code}")
    street.phone().get(f"/E/{code}")
    assert code not in caplog.text
    assert code not in "".join(capfd.readouterr())
