"""Which printed pages are keyed, how a page is found by its code, and who may."""

from __future__ import annotations

import pytest

from kiosk.ids import new_id
from kiosk.printed_codes import block_of
from tests.keying.papers import Made, client_of, key_page, path_of, people, print_record, print_sign_in, print_tally_sheet


def code_of(made: Made, run: str, kind: str, page: int) -> str:
    block = block_of(made[1].read(), run, kind)  # type: ignore[arg-type]
    assert block
    return next(block.codes(page, page))


def test_printed_and_not_yet_keyed_is_listed(kiosk: Made) -> None:
    _, _, ids = kiosk
    client = client_of(kiosk)
    run = print_sign_in(kiosk, pages=12)
    listed = f"/office/keying/{ids.event}"
    assert "12 pages printed, none keyed yet" in client.get(listed).text
    for page in (1, 2, 3, 5, 6, 8, 9, 10, 12):
        key_page(client, path_of(kiosk, run, page), {"subtotal": "4"})
    assert "12 pages printed, 9 keyed, missing 4, 7 and 11" in client.get(listed).text
    assert "已印 12 页，已录入 9 页，缺第 4、7、11 页" in client.get(f"{listed}?lang=zh-Hans").text
    assert "已印 12 頁，已錄入 9 頁，缺第 4、7、11 頁" in client.get(f"{listed}?lang=zh-Hant").text


def test_an_empty_page_is_keyed_and_a_page_taken_back_is_not(kiosk: Made) -> None:
    _, store, ids = kiosk
    client = client_of(kiosk)
    run = print_sign_in(kiosk, pages=2)
    key_page(client, path_of(kiosk, run, 1), {"empty": "1"})
    assert "2 pages printed, 1 keyed, missing 2" in client.get(f"/office/keying/{ids.event}").text
    assert store.read().execute("SELECT count(*) FROM tally WHERE measure = 'visits'").fetchone()[0] == 0


def test_saving_goes_on_to_the_next_page_that_is_missing(kiosk: Made) -> None:
    _, _, ids = kiosk
    client = client_of(kiosk)
    run = print_sign_in(kiosk, pages=3)
    assert key_page(client, path_of(kiosk, run, 1), {"subtotal": "2"}).location == path_of(kiosk, run, 2)
    assert key_page(client, path_of(kiosk, run, 3), {"subtotal": "2"}).location == path_of(kiosk, run, 2)
    assert key_page(client, path_of(kiosk, run, 2), {"subtotal": "2"}).location == f"/office/keying/{ids.event}"


def test_a_pages_code_opens_its_keying_page(kiosk: Made) -> None:
    client = client_of(kiosk)
    sheet, tally, record = print_sign_in(kiosk, pages=3), print_tally_sheet(kiosk), print_record(kiosk)
    for run, kind, page in ((sheet, "sheet", 2), (tally, "tally_sheet", 1), (record, "record", 1)):
        code = code_of(kiosk, run, kind, page)
        assert client.get("/office/keying", query_string={"code": code}).location == path_of(kiosk, run, page)
        spaced = f"{code[:5]} {code[5:]}".lower()
        assert client.get("/office/keying", query_string={"code": spaced}).location == path_of(kiosk, run, page)


@pytest.mark.parametrize("code", ["", "ABCDE", "0000000000", "<script>"])
def test_a_code_of_no_page_says_so(kiosk: Made, code: str) -> None:
    answer = client_of(kiosk).get("/office/keying", query_string={"code": code})
    assert answer.status_code == (404 if code else 200)
    assert "<script>" not in answer.text


def test_a_sisters_sheets_are_not_found_and_other_roles_are_refused(kiosk: Made) -> None:
    _, store, ids = kiosk
    run = print_sign_in(kiosk)
    code = code_of(kiosk, run, "sheet", 1)
    for account, status in (("sister", 404), ("printing", 403), ("district", 403), ("case_worker", 403)):
        client = client_of(kiosk, account)
        for path in (f"/office/keying/{ids.event}", path_of(kiosk, run)):
            assert client.get(path).status_code == status, (account, path)
        assert client.post(path_of(kiosk, run), data={"form": new_id(), **people(1, 1)}).status_code == status
        assert client.get("/office/keying", query_string={"code": code}).status_code == status
    assert store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == 0


def test_a_run_is_keyed_only_under_its_own_event_and_within_its_pages(kiosk: Made) -> None:
    _, _, ids = kiosk
    client = client_of(kiosk)
    run = print_sign_in(kiosk, pages=2)
    theirs = print_sign_in(kiosk, event=ids.sister_event)
    for path in (path_of(kiosk, run, 3), path_of(kiosk, run, 0), path_of(kiosk, theirs), path_of(kiosk, new_id())):
        assert client.get(path).status_code == 404


def test_reading_a_page_changes_nothing(kiosk: Made) -> None:
    _, store, ids = kiosk
    client, run = client_of(kiosk), print_sign_in(kiosk)
    client.get("/office/keying", query_string={"code": code_of(kiosk, run, "sheet", 1)}, follow_redirects=True)
    client.get(f"/office/keying/{ids.event}")
    assert store.read().execute("SELECT count(*) FROM entry").fetchone()[0] == 0


def test_every_page_of_the_desk_speaks_three_languages(kiosk: Made) -> None:
    _, _, ids = kiosk
    client = client_of(kiosk)
    runs = [print_sign_in(kiosk), print_tally_sheet(kiosk), print_record(kiosk)]
    paths = ["/office/keying", f"/office/keying/{ids.event}", "/office/phones", f"/office/phones/{ids.event}", "/office/settings"]
    for path in paths + [path_of(kiosk, run) for run in runs]:
        for language in ("zh-Hans", "zh-Hant", "en"):
            answer = client.get(f"{path}?lang={language}")
            assert answer.status_code == 200
            assert f'<html lang="{language}">' in answer.text
