"""Paper outlives the machine: codes decoded from an old PDF still open after a restore into an empty folder."""

from __future__ import annotations

import io
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from kiosk import create_app
from kiosk.config import make_instance_folder
from kiosk.printed_codes import add_seal_key, look_up
from kiosk.prints.pages import expected_codes, plan_and_render, render_run
from kiosk.prints.street import flyer_plan
from kiosk.storage import Store
from tests.plan_fixtures import make_kiosk
from tests.prints.reading import read_all

ADDRESS = "https://kiosk.example.org"


def test_codes_of_an_old_pdf_still_open_after_a_restore_on_an_empty_machine(tmp_path: Path) -> None:
    _, store, ids = make_kiosk(tmp_path / "old")
    pdf = io.BytesIO()
    plan = flyer_plan(store.read(), ids.event, ids.materials["B-A5"], by="test", base_url=ADDRESS, copies=20, bundle_size=5)
    run = plan_and_render(store, plan, pdf)
    backup = tmp_path / "backup.db"
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("VACUUM INTO ?", [str(backup)])
    store.close()
    shutil.rmtree(tmp_path / "old")

    make_instance_folder(tmp_path / "new")
    shutil.copyfile(backup, tmp_path / "new" / "kiosk.db")
    app = create_app(tmp_path / "new")
    restored: Store = app.extensions["kiosk"].store
    codes = read_all(pdf.getvalue())
    assert codes == set(expected_codes(restored.read(), run))
    found = [look_up(restored.read(), text.rsplit("/", 1)[1]) for text in codes]
    assert sorted((use.run, use.kind, use.bundle) for use in found if use) == sorted(
        (run, kind, bundle) for kind in ("bundle", "slip") for bundle in (1, 2, 3, 4)
    )
    for text in codes:
        path = "/" + text.split("/", 3)[3]
        with app.test_client().get(path) as answer:
            assert answer.status_code in (200, 302, 303), path
    again = io.BytesIO()
    render_run(restored, run, again)
    assert again.getvalue() == pdf.getvalue()
    restored.close()


def test_an_old_key_still_seals_after_a_new_one_came(tmp_path: Path) -> None:
    _, store, ids = make_kiosk(tmp_path)
    runs = []
    for _ in range(2):
        plan = flyer_plan(store.read(), ids.event, ids.materials["B-A5"], by="test", base_url=ADDRESS, copies=4, bundle_size=4)
        runs.append(plan_and_render(store, plan, io.BytesIO()))
        store.write(add_seal_key)
    for run in runs:
        for text in expected_codes(store.read(), run):
            use = look_up(store.read(), text.rsplit("/", 1)[1])
            assert use is not None
            assert use.run == run
    store.close()
