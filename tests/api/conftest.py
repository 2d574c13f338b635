"""A kiosk with event B, asked in-process as phones ask it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from kiosk import create_app
from kiosk.ids import new_id, now_ms
from kiosk.storage import Store
from tests.plan_fixtures import PlanIds, make_kiosk, pair

Item = dict[str, object]


class Api:
    """The app, its database, and one paired phone's token."""

    def __init__(self, app: Flask, ids: PlanIds, token: str) -> None:
        self.app, self.ids, self.token = app, ids, token
        self.store: Store = app.extensions["kiosk"].store

    def call(self, method: str, path: str, token: str | None = None, **how: object) -> TestResponse:
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"} | how.pop("headers", {})  # type: ignore[operator]
        return self.app.test_client().open(f"/api/v1/{path}", method=method, headers=headers, **how)  # type: ignore[arg-type]

    def send(self, *items: object, token: str | None = None, **how: object) -> list[Item]:
        answer = self.call("POST", "entries", token, json={"sent_at": now_ms(), "entries": list(items)}, **how)
        assert answer.status_code == 200, answer.text
        results: list[Item] = answer.json["results"]  # type: ignore[index]
        return results

    def pair(self, booth: str = "B1") -> str:
        return pair(self.store, self.ids, booth)[1]

    def count(self, table: str = "entry") -> int:
        return int(self.store.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def handed_out(self) -> int:
        row = self.store.read().execute("SELECT coalesce(sum(quantity), 0) FROM tally WHERE measure = 'handed_out'").fetchone()
        return int(row[0])


@pytest.fixture(scope="session")
def made_instance(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, PlanIds, str]:
    """An instance made once: hashing its accounts' passwords takes a second."""
    folder = tmp_path_factory.mktemp("api")
    _, store, ids = make_kiosk(folder)
    token = pair(store, ids)[1]
    store.checkpoint()
    store.close()
    return folder / "instance", ids, token


@pytest.fixture
def api(made_instance: tuple[Path, PlanIds, str], tmp_path: Path) -> Iterator[Api]:
    instance, ids, token = made_instance
    shutil.copytree(instance, tmp_path / "instance")
    api = Api(create_app(tmp_path / "instance"), ids, token)
    yield api
    api.store.close()


def hand_out(**changes: object) -> Item:
    item: Item = {
        "id": new_id(), "kind": "hand_out", "event": "B", "seen_at": now_ms(), "from": "booth:B1", "to": "public", "material": "B-A5",
        "quantity": 10, "method": "count",
    }  # fmt: skip
    return item | changes
