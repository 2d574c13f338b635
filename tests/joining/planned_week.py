"""A district with two communities and the week that it planned, and kiosks that join its plan."""

from __future__ import annotations

import io
import sqlite3
from pathlib import Path

from kiosk import records
from kiosk.campaigns import BOOTH, CAMPAIGN, EVENT, MATERIAL
from kiosk.config import make_instance_folder
from kiosk.joining import known_kiosks, plan_file, plans
from kiosk.joining.identity import Identity, require_identity
from kiosk.joining.plan_file import Plan, read_plan
from kiosk.joining.receive import Outcome, receive_report
from kiosk.joining.report import write_report
from kiosk.joining.signed_file import open_signed_file
from kiosk.organisations import ORGANISATION
from kiosk.records import Noun
from kiosk.storage import open_store
from kiosk.summary_texts import OBJECTIVE, STATEMENT, TOPIC
from tests.joining.three_kiosks import NOW


class Kiosk:
    """One instance with its own folder, database and key."""

    def __init__(self, folder: Path, code: str, name: str) -> None:
        make_instance_folder(folder)
        self.folder, self.store = folder, open_store(folder / "kiosk.db")
        self.root = self.add(ORGANISATION, "", code=code, name=name)
        self.identity: Identity = self.store.write(lambda connection: require_identity(folder, connection))

    def add(self, noun: Noun, parent: str, /, columns: dict[str, object] | None = None, **values: str) -> str:
        return self.store.write(lambda connection: records.add(connection, noun, parent, values, **columns or {}))

    def change(self, noun: Noun, id: str, **values: str) -> None:
        self.store.write(lambda connection: records.change(connection, noun, id, values))

    def get(self, noun: Noun, id: str) -> sqlite3.Row:
        return records.get(self.store.read(), noun, id)

    def plan_of(self, campaign: str) -> Plan:
        target = io.BytesIO()
        plan_file.write_plan_file(self.store.read(), self.identity, campaign, target)
        return read_plan(open_signed_file(target, "plan"))

    def let_in(self, other: Kiosk) -> None:
        named = {"kiosk": other.identity.kiosk, "public_key": other.identity.public_key, "name": "區民政局", "organisation": self.root}
        self.store.write(lambda connection: known_kiosks.admit(connection, "command", **named))

    def join(self, plan: Plan, theirs: str) -> plans.Coming:
        return self.store.write(lambda connection: plans.join_plan(connection, plan, theirs, self.root, "command"))

    def report(self, campaign: str, now: int = NOW) -> bytes:
        target = io.BytesIO()
        write_report(self.store.read(), self.identity, campaign, target, now=now)
        return target.getvalue()

    def content(self) -> list[str]:
        return list(self.store.read().iterdump())


class District(Kiosk):
    """The district with two communities and one campaign."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "Q", "區民政局")
        self.a, self.b = (self.add(ORGANISATION, "", {"parent": self.root}, code=code, name=f"{code}社區") for code in "AB")
        whose: dict[str, object] = {"organisation": self.root}
        week = {"code": "WEEK", "title": "宣傳週", "title@en": "Publicity week", "starts_on": "2017-03-20", "ends_on": "2017-03-26"}
        self.week = self.add(CAMPAIGN, "", whose, contact="王主任 13812345678", **week)
        self.topic = self.add(TOPIC, self.week, code="T1", title="低保", definition="最低生活保障")
        self.flyer = self.add(MATERIAL, self.week, code="F1", title="什麼是社會工作")
        self.add(STATEMENT, self.week, code="S1", kind="aims", text="弘揚精神", organisation=self.root)
        self.objective = self.add(OBJECTIVE, self.week, code="O1", text="發放宣傳單", target="2000", organisation=self.root)
        self.events = [
            self.add(EVENT, self.week, {"organisation": holder}, code=f"E{code}", title="街頭宣傳", place="廣場", day="2017-03-24", contact="李四")
            for code, holder in (("A", self.a), ("B", self.b))
        ]
        self.booth = self.add(BOOTH, self.events[0], code="B1", name="門口")

    def receive(self, content: bytes) -> Outcome:
        return receive_report(self.store, io.BytesIO(content), "command")

    def hear(self, community: Kiosk, now: int = NOW) -> Outcome:
        """Take in what a community reports now."""
        return self.receive(community.report(self.week, now))

    def speaks_for(self, community: Kiosk, organisation: str) -> None:
        """Let a kiosk in for a community."""
        named = {"kiosk": community.identity.kiosk, "public_key": community.identity.public_key, "name": "匯賢里社區", "organisation": organisation}
        self.store.write(lambda connection: known_kiosks.admit(connection, "command", **named))
