"""A deletion that is killed: nothing of it or all of it, and the look for what is left is made up for by the next day's work."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.config import load_config
from kiosk.daily import do_daily_work
from kiosk.prints.deletion_certificates import say_check
from kiosk.privacy.deletions import deletions_of
from kiosk.privacy.erasures import erase_for_good
from kiosk.privacy.pending_checks import FOLDER
from tests.accounts.test_erasures import NAME, PHONE, on_disk, visits
from tests.accounts.test_people import Made
from tests.accounts.test_privacy import come_with_notice
from tests.plan_fixtures import make_kiosk

CHILD = """
import os, sys
from pathlib import Path
from kiosk import daily
from kiosk.privacy import deletions
from kiosk.privacy import erasures
from kiosk.privacy import pending_checks
from kiosk.config import load_config
from kiosk.storage import open_store
name, module = sys.argv[2], {"keep_words": erasures, "clear_traces": erasures, "check_deleted": erasures, "drop_words": erasures}[sys.argv[2]]
inner = getattr(module, name)
def killed(*given):
    if sys.argv[3] == "after":
        inner(*given)
    os.kill(os.getpid(), 9)
setattr(module, name, killed)
config = load_config(Path(sys.argv[1]))
daily.do_daily_work(config, open_store(config.database), again=True)
"""


def names_on_disk(made: Made) -> list[str]:
    """Those of the two names of which a trace is anywhere in the instance folder: database, log, or a file beside them."""
    folder = Path(made[0].instance_path)
    content = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file() and "backups" not in path.parts)
    return [name for name in (NAME, "于范余", PHONE) if name.encode() in content]


@pytest.mark.parametrize(
    ("step", "when", "deleted"),
    [
        ("clear_traces", "before", True),
        *(pytest.param(*each, marks=pytest.mark.slow) for each in (
            ("keep_words", "before", False), ("keep_words", "after", False), ("clear_traces", "after", True), ("check_deleted", "after", True),
            ("drop_words", "after", True),
        )),
    ],
)  # fmt: skip
def test_a_purge_killed_at_any_of_its_steps_is_finished_and_certified_the_next_day(tmp_path: Path, step: str, when: str, deleted: bool) -> None:
    app, store, ids = made = make_kiosk(tmp_path)
    instance = Path(app.instance_path)
    for name in (NAME, "于范余"):
        come_with_notice(made, name)
    store.checkpoint()
    assert subprocess.run([sys.executable, "-c", CHILD, instance, step, when], check=False).returncode == -9
    records = deletions_of(store.read(), [ids.organisation])
    assert bool(records) is deleted, "all of it or nothing"
    assert store.read().execute("SELECT count(*) FROM identity WHERE name <> ''").fetchone()[0] == (0 if deleted else 2)
    config = load_config(instance)
    do_daily_work(config, store)
    do_daily_work(config, store)
    assert names_on_disk(made) == []
    record = deletions_of(store.read(), [ids.organisation])[0]
    assert (record.number, record.count) == ("MZJ-D0001", 2)
    assert record.check is not None
    assert record.check.is_clean
    assert record.check.looked_for >= 3, "two names and a number"
    assert "None of them was left" in say_check(record, "en")
    assert list((instance / FOLDER).glob("*")) == []
    assert visits(made) == 2
    store.close()


def test_words_wait_for_their_search_in_cipher_and_a_full_disk_stops_no_deletion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app, store, ids = made = make_kiosk(tmp_path)
    instance = Path(app.instance_path)
    person = come_with_notice(made)
    monkeypatch.setattr("kiosk.privacy.erasures.drop_words", lambda *_: None)
    erase_for_good(store, instance, [person], ids.accounts["coordinator"])
    waiting = next((instance / FOLDER).iterdir())
    assert NAME.encode() not in waiting.read_bytes()
    assert waiting.stat().st_mode & 0o077 == 0 or os.name == "nt"
    assert names_on_disk(made) == []
    other = come_with_notice(made, "于范余")
    for file in (instance / FOLDER).iterdir():
        file.unlink()
    (instance / FOLDER).rmdir()
    (instance / FOLDER).touch()
    erase_for_good(store, instance, [other], ids.accounts["coordinator"])
    assert on_disk(made, "于范余") == []
    assert deletions_of(store.read(), [ids.organisation])[0].check is not None
    store.close()


def test_a_deletion_that_was_tried_twice_is_certified_once(tmp_path: Path) -> None:
    app, store, ids = made = make_kiosk(tmp_path)
    person, tries = come_with_notice(made), []

    def fails_in_company(work: object) -> object:
        """As the store does when somebody else in the same commit failed: undo, then once more alone."""
        store._writer.execute("BEGIN")
        tries.append(work(store._writer))  # type: ignore[operator]
        store._writer.execute("ROLLBACK")
        return write(work)  # type: ignore[arg-type]

    write = store.write
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "write", lambda work: fails_in_company(work) if not tries else write(work))
        erase_for_good(store, Path(app.instance_path), [person], ids.accounts["coordinator"])
    assert [record.count for record in deletions_of(store.read(), [ids.organisation])] == [1]
    store.close()
