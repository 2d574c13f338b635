"""Whenever a restore is killed, a whole database is in its place: the old one or the restored one, never an empty folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.backups import write_backup
from kiosk.config import DATABASE, load_config
from kiosk.devices import revoke_device
from kiosk.storage.database import connect
from tests.matrices import first_quick
from tests.plan_fixtures import make_kiosk, pair

CHILD = """
import os, sys
from pathlib import Path
from kiosk.backups import restore_backup
from kiosk.config import load_config
left = int(sys.argv[3])
def step(event, arguments):
    global left
    if event in ("os.rename", "os.remove", "os.link"):
        left -= 1
        if left < 0:
            os._exit(9)
config = load_config(Path(sys.argv[1]))
sys.addaudithook(step)
restore_backup(config, Path(sys.argv[2]))
"""


@pytest.mark.parametrize("steps", first_quick([1, 4, 7, 10, 0, 2, 3, 5, 6, 8, 9, 11], 4))
def test_a_restore_killed_before_any_of_its_steps_leaves_a_whole_database(tmp_path: Path, steps: int) -> None:
    app, store, ids = make_kiosk(tmp_path)
    instance = Path(app.instance_path)
    backup = tmp_path / "backup.db"
    phone, _secret = pair(store, ids)
    write_backup(load_config(instance), backup)
    store.write(lambda connection: revoke_device(connection, phone.id))
    store.close()
    subprocess.run([sys.executable, "-c", CHILD, instance, backup, str(steps)], check=False)
    assert (instance / DATABASE).is_file()
    connection = connect(instance / DATABASE)
    assert connection.execute("SELECT count(*) FROM event").fetchone()[0] == 2
    assert connection.execute("SELECT revoked_at FROM device").fetchone()[0], "what was revoked after the backup lets nobody in at any step"
    connection.close()
