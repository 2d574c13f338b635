"""A plan as files: what was downloaded is the same when it is taken in again, in every language; and a file that is killed leaves nothing half."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.demonstration import make_demonstration
from kiosk.features import FEATURES
from kiosk.languages import LANGUAGES
from kiosk.plan import imports
from kiosk.plan.forms import FORMS
from kiosk.storage import Store, open_store
from tests.plan_fixtures import make_kiosk


def differences(store: Store, noun: str, parent: str) -> list[object]:
    """What our own file of a list would change, in any language."""
    found: list[object] = []
    for language in LANGUAGES:
        content = imports.export_file(store.read(), noun, parent, language, names=True)
        difference = imports.compare_file(store.read(), noun, parent, content, None)
        found += [*difference.new, *difference.changed, *difference.troubles]
    return found


def test_an_event_with_everything_switched_on_comes_back_as_it_was(tmp_path: Path) -> None:
    _, store, ids = make_kiosk(tmp_path)
    hostile = {"title": "=cmd|' /C calc'!A0", "place": "@SUM(1,2)", "topics": '+1、"引號"、低保'}
    store.write(lambda c: records.change(c, EVENT, ids.event, {"features": " ".join(FEATURES), **hostile}))
    assert differences(store, "event", ids.campaign) == []
    content = imports.export_file(store.read(), "event", ids.campaign, "zh-Hant", names=True).decode("utf-8-sig")
    assert "'=cmd" in content
    assert "'@SUM" in content
    store.close()


@pytest.mark.slow
def test_every_list_of_the_reference_week_comes_back_as_it_was(tmp_path: Path) -> None:
    make_demonstration(tmp_path, "http://127.0.0.1:8000")
    store = open_store(tmp_path / "kiosk.db")
    for noun in imports.NOUNS:
        for row in store.read().execute(f"SELECT id FROM {FORMS[noun].parent}").fetchall():
            assert differences(store, noun, row["id"]) == [], noun
    store.close()


CHILD = """
import os, sys
from pathlib import Path
from kiosk.plan import forms
from kiosk.plan import imports
from kiosk.storage import open_store
store, left = open_store(Path(sys.argv[1]) / "kiosk.db"), int(sys.argv[4])
inner = forms.add_checked
def add(*given, **named):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
    return inner(*given, **named)
forms.add_checked = add
store.write(lambda c: imports.import_file(c, "booth", sys.argv[2], sys.argv[3].encode(), None))
os.kill(os.getpid(), 9)
"""


@pytest.mark.slow
@pytest.mark.parametrize(("adds", "taken"), [(0, 0), (20, 0), (40, 40)])
def test_a_file_whose_taking_in_is_killed_is_in_the_plan_whole_or_not_at_all(tmp_path: Path, adds: int, taken: int) -> None:
    app, store, ids = make_kiosk(tmp_path)
    before = store.read().execute("SELECT count(*) FROM booth").fetchone()[0]
    file = "code,name\n" + "".join(f"K{number},攤{number}\n" for number in range(40))
    done = subprocess.run([sys.executable, "-c", CHILD, app.instance_path, ids.event, file, str(adds)], check=False)
    assert done.returncode == -9
    assert store.read().execute("SELECT count(*) FROM booth").fetchone()[0] == before + taken
    store.close()
