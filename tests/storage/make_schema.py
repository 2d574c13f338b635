"""Makes schemas/N.db.gz: a small database of the schema that is released now, with something in every corner.

Run once when a schema is released, never again for the same number: python -m tests.storage.make_schema
"""

from __future__ import annotations

import gzip
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from kiosk.ids import new_id, now_ms
from kiosk.looks import KeptLook, keep_look, keep_picture
from kiosk.storage.schema import MIGRATIONS
from kiosk.sync import Sender, record_batch
from tests.phone.street import Street, make_street
from tests.plan_fixtures import make_kiosk, pair

FOLDER = Path(__file__).with_name("schemas")


def a_little_of_everything(street: Street) -> list[dict[str, object]]:
    """A bundle taken out and counted from, a visitor, a consultation, an undo, and something odd."""
    said: dict[str, object] = {"event": "B", "seen_at": now_ms(), "material": "B-A5"}
    undone = new_id()
    return [
        said | {"id": new_id(), "kind": "issue", "from": "store", "to": "booth:B1", "quantity": 100, "code": street.slips[0]},
        said | {"id": new_id(), "kind": "hand_out", "from": "booth:B1", "to": "public", "quantity": 12, "code": street.slips[0]},
        said | {"id": undone, "kind": "hand_out", "from": "booth:B1", "to": "public", "quantity": 5},
        {"id": new_id(), "kind": "void", "event": "B", "seen_at": now_ms(), "data": {"entry": undone}},
        {
            "id": new_id(),
            "kind": "check_in",
            "event": "B",
            "seen_at": now_ms(),
            "data": {"participant": "N1"},
            "private": {"name": "王阿姨"},
        },
        {
            "id": new_id(),
            "kind": "consultation",
            "event": "B",
            "seen_at": now_ms(),
            "data": {"topic": "低保", "outcome": "answered"},
        },
        said | {"id": new_id(), "kind": "hand_out", "from": "booth:B9", "to": "public", "quantity": 1},
    ]


def decide_a_little(connection: sqlite3.Connection, device: str, event: str) -> None:
    """A phone replaced by paper, and a case of the inbox decided."""
    connection.execute(
        "INSERT INTO replacement VALUES (?, ?, ?, '', ?, 'account', ?, NULL)", (new_id(), event, device, now_ms(), now_ms())
    )
    connection.execute("INSERT INTO decision VALUES (?, ?, 'flag:1', 'keep', '[]', 'account', ?)", (new_id(), event, now_ms()))


def dress_a_little(connection: sqlite3.Connection, material: str) -> None:
    """A flyer with a design of its own and a picture."""
    picture = keep_picture(connection, b"not looked at here", "image/jpeg")
    keep_look(connection, material, KeptLook("picture", "pine", picture=picture))


def main() -> None:
    """Write the database of the newest schema."""
    path = FOLDER / f"{len(MIGRATIONS._migrations)}.db.gz"
    if path.exists():
        raise SystemExit(f"{path.name} is released and is never made anew")
    with tempfile.TemporaryDirectory() as name:
        street = make_street(*make_kiosk(Path(name)))
        street.issue("B1", "B-A5", 500)
        device, _ = pair(street.store, street.ids, "B1", name="小李")
        street.store.write(lambda c: record_batch(c, Sender.from_device(device, "en"), a_little_of_everything(street)))
        street.store.write(lambda c: decide_a_little(c, device.id, device.event))
        street.store.write(lambda c: dress_a_little(c, street.ids.materials["B-TRI"]))
        copy = Path(name) / "copy.db"
        with closing(sqlite3.connect(street.store.path)) as connection:
            connection.execute("VACUUM INTO ?", [str(copy)])
        street.store.close()
        FOLDER.mkdir(exist_ok=True)
        with copy.open("rb") as plain, path.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            shutil.copyfileobj(plain, packed)


if __name__ == "__main__":
    main()
