"""Sign-in slips: one person on each, keyed in as a sheet of one row, and erased by the code on the stub."""

from __future__ import annotations

import json
import sqlite3

from kiosk.ids import new_id, now_ms
from kiosk.printed_codes import Block, allot_block
from tests.keying.papers import Made, client_of, key_page, path_of, visits


def print_slips(made: Made, count: int = 3) -> tuple[str, Block]:
    _, store, ids = made
    run, layout = new_id(), {"columns": ["name", "phone4", "signature"], "rows_per_page": 1, "people": []}

    def work(c: sqlite3.Connection) -> Block:
        c.execute(
            "INSERT INTO print_run (id, event, code, kind, copies, bundle_size, layout, language, base_url, made_by, made_at)"
            " VALUES (?, ?, 'A1', 'sign_in_slip', ?, 0, ?, 'zh-Hant', 'https://example.org', 'test', ?)",
            (run, ids.event, count, json.dumps(layout), now_ms()),
        )
        return allot_block(c, count, kind="sheet", event=ids.event, subject=run, run=run)

    return run, store.write(work)


def test_a_slip_is_keyed_in_by_its_code_and_its_stub_erases_the_name(kiosk: Made) -> None:
    app, store, ids = kiosk
    run, block = print_slips(kiosk)
    client = client_of(kiosk)
    code = list(block.codes())[1]
    assert client.get("/office/keying", query_string={"code": f"HTTPS://EXAMPLE.ORG/F/{code}"}).location == path_of(kiosk, run, 2)
    assert app.test_client().get(f"/E/{block.erase_code(2)}").status_code == 404  # nothing is kept yet
    said = key_page(client, path_of(kiosk, run, 2), {"name-1": "歐陽曉東", "phone4-1": "0042", "signed-1": "1"})
    assert said.location == "/office/keying"  # the next slip's code
    assert visits(store, ids.event) == 1
    assert app.test_client().get(f"/E/{block.erase_code(3)}").status_code == 404
    assert app.test_client().get(f"/E/{block.erase_code(2)}").status_code == 200
    assert app.test_client().post(f"/erase/{block.erase_code(2)}").status_code == 200
    assert store.read().execute("SELECT count(*) FROM identity WHERE name = '歐陽曉東'").fetchone()[0] == 0
    assert visits(store, ids.event) == 1


def test_a_slip_corrected_keeps_its_erase_code(kiosk: Made) -> None:
    app, store, _ = kiosk
    run, block = print_slips(kiosk)
    client = client_of(kiosk)
    key_page(client, path_of(kiosk, run, 1), {"name-1": "歐陽小東", "signed-1": "1"})
    key_page(client, path_of(kiosk, run, 1), {"name-1": "歐陽曉東", "signed-1": "1"})
    assert store.read().execute("SELECT count(*) FROM identity WHERE name = '歐陽曉東'").fetchone()[0] == 1
    assert app.test_client().get(f"/E/{block.erase_code(1)}").status_code == 200


def test_slips_that_nobody_handed_in_are_not_missing(kiosk: Made) -> None:
    _, _, ids = kiosk
    run, _ = print_slips(kiosk, 50)
    client = client_of(kiosk)
    key_page(client, path_of(kiosk, run, 7), {"name-1": "白雪梅", "signed-1": "1"})
    listed = f"/office/keying/{ids.event}"
    assert "50 printed, 1 keyed" in client.get(listed).text
    assert "已印 50 張，已錄入 1 張" in client.get(f"{listed}?lang=zh-Hant").text
    assert "已印 50 张，已录入 1 张" in client.get(f"{listed}?lang=zh-Hans").text
