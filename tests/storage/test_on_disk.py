"""Looking for words in the database's files finds them wherever they stand, and takes nothing from the server that runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kiosk.storage import open_store
from kiosk.storage.on_disk import words_on_disk

COMMAND_ENDS = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT count(*) FROM setting').fetchone(); c.close()"


def test_a_command_that_ends_after_the_look_leaves_the_log_to_the_server(tmp_path: Path) -> None:
    store = open_store(tmp_path / "kiosk.db")
    store.write(lambda c: c.execute("INSERT INTO setting VALUES ('who', '于小梅')"))
    assert words_on_disk(store.path, ["于小梅", "范文靜"]) == ["于小梅"]
    subprocess.run([sys.executable, "-c", COMMAND_ENDS, str(store.path)], check=True)
    assert store.path.with_name("kiosk.db-wal").exists()
    store.write(lambda c: c.execute("INSERT INTO setting VALUES ('next', 'kept')"))
    store.close()
    again = open_store(tmp_path / "kiosk.db")
    assert again.read().execute("SELECT value FROM setting WHERE key = 'next'").fetchone()["value"] == "kept"
    again.close()


def test_a_word_across_two_pieces_is_found(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.db"
    file.write_bytes(b"x" * ((4 << 20) - 3) + "于小梅".encode() + b"x" * 10)
    assert words_on_disk(file, ["于小梅", "小", "nobody"]) == ["于小梅", "小"]
