"""Whatever leaves a kiosk as a file, packed or not, holds nobody's name, number, erase code, quote or tip: every byte of it is searched."""

from __future__ import annotations

import html
import io
import re
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from kiosk.archive_packs import make_pack
from kiosk.exports.formats import FORMATS, make_file
from kiosk.ids import is_id, new_id, now_ms
from kiosk.joining.identity import require_identity
from kiosk.joining.plan_file import write_plan_file
from kiosk.joining.report import write_report
from kiosk.languages import LANGUAGES
from kiosk.ledger import append, make_fact
from kiosk.privacy.personal_data import keep_identity
from kiosk.referrals import SERVICES, Done, Tip, read_steps, read_told, record_step, take_tip
from kiosk.sealing import KeyRing, require_keys
from kiosk.storage import Store
from kiosk.summary.compose import compose
from kiosk.summary.files import FORMATS as WRITTEN
from kiosk.summary.files import write_as
from kiosk.summary.scope import find_scope
from kiosk.summary.shapes import SHAPES

pytestmark = pytest.mark.slow
PLANTED = ("歐陽試名", "13987654321", "139****4321", "planted-remark", "PLANT-ERASE-CODE-7Q", "planted-tip", "planted-reach", "planted-service", "planted-step", "planted-tip-erase")
_PLACEHOLDER = re.compile(r"志願者\d+")
"""The demonstration's volunteers who have no name: beside a number any text may say as much."""
_TAG = re.compile(r"<[^>]+>")


class Kiosk:
    """The demonstration with somebody planted in every place that keeps personal data, and all of its files."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder, self.ring = store, folder, require_keys(folder)
        self.campaign = store.read().execute("SELECT id FROM campaign WHERE code = 'WEEK2017'").fetchone()["id"]
        self.events = {row["code"]: row["id"] for row in store.read().execute("SELECT id, code FROM event WHERE campaign = ?", (self.campaign,)).fetchall()}
        store.write(self._plant)
        said = {secret for secret in self._of_the_demonstration() if not is_id(secret) and not _PLACEHOLDER.fullmatch(secret)}
        self.secrets = sorted({*PLANTED, *said} - {*SERVICES, *self._of_the_plan()})

    def _plant(self, connection: sqlite3.Connection) -> None:
        subject, event, now = new_id(), self.events["C"], now_ms()
        append(connection, [make_fact("check_in", id=subject, event=event, device="account:x", at=now, quantity=1, authority=1, person=subject)])
        keep_identity(connection, subject, event=event, name=PLANTED[0], phone=PLANTED[1], note=PLANTED[3], erase_code=PLANTED[4])
        tip = new_id()
        take_tip(connection, self.ring, Tip(tip, event, ("daily",), "neighbour", True, note=PLANTED[5], reach=PLANTED[6], erase_code=PLANTED[9]))
        case = connection.execute("SELECT id FROM referral_case ORDER BY made_at DESC, rowid DESC LIMIT 1").fetchone()["id"]
        record_step(connection, self.ring, case, Done(new_id(), "contacted", "worker", {"service": PLANTED[7], "remark": PLANTED[8]}))
        own = connection.execute("SELECT organisation FROM campaign WHERE id = ?", (self.campaign,)).fetchone()["organisation"]
        connection.execute("INSERT INTO plan_join VALUES (?, 'district', ?, ?, ?, 1, 'digest', 'kiosk', 1)", (new_id(), self.campaign, own, own))

    def _of_the_demonstration(self) -> Iterator[str]:
        read = self.store.read()
        for row in read.execute("SELECT name, phone, note FROM identity").fetchall():
            yield from (said for said, least in ((row["name"], 2), (row["phone"], 7), (row["note"], 5)) if len(said) >= least)
        for row in read.execute("SELECT guardian, free FROM volunteer").fetchall():
            yield from (said for said in (row["guardian"],) if len(said) > 1)
        for row in read.execute("SELECT id FROM referral_case").fetchall():
            yield from _told(read, self.ring, row["id"])

    def _of_the_plan(self) -> Iterator[str]:
        """A group signs in under the name that stands in the programme."""
        yield from (row["name"] for row in self.store.read().execute("SELECT name FROM organisation UNION SELECT title FROM act").fetchall())

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file that a kiosk writes for somebody else, in each language."""
        read, now = self.store.read(), now_ms()
        for language in LANGUAGES:
            for written in FORMATS:
                for event in ("", *self.events.values()):
                    yield f"{written} {language} {event}", make_file(read, written, self.campaign, language=language, now=now, public_url="https://example.org", event=event).content
            for code, event in self.events.items():
                yield f"archive {language} {code}", make_pack(read, event, language=language, now=now, public_url="https://example.org", demonstration=True)
            scopes = [find_scope(read, campaign=self.campaign), find_scope(read, campaign=self.campaign, collected=True), *(find_scope(read, event=event) for event in self.events.values())]
            for number, scope in enumerate(scopes):
                for shape in SHAPES:
                    report = compose(read, scope, shape, language, now)
                    for written in WRITTEN:
                        yield f"summary {written} {language} {shape} {number}", write_as(report, written, datetime(2017, 3, 27, 9, tzinfo=UTC))[0]
        identity, report_file, plan_file = self.store.write(lambda connection: require_identity(self.folder, connection)), io.BytesIO(), io.BytesIO()
        write_report(read, identity, self.campaign, report_file, now=now)
        yield "report", report_file.getvalue()
        write_plan_file(read, identity, self.campaign, plan_file)
        yield "plan", plan_file.getvalue()


def _told(read: sqlite3.Connection, ring: KeyRing, case: str) -> Iterator[str]:
    told = read_told(read, ring, case)
    said = [told.note, told.reach] if told else []
    said += [text for step in read_steps(read, ring, case) for text in (step.note or {}).values()]
    yield from (text for text in said if len(text) > 4)


def parts_of(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Take a file apart: archives within archives, every page of a PDF and what it says of itself, XML without the tags that cut words, raw bytes."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for each in packed.infolist():
                yield f"{name}/{each.filename}", each.filename + each.comment.decode(errors="replace")
                yield from parts_of(f"{name}/{each.filename}", packed.read(each))
    elif content.startswith(b"%PDF"):
        read = PdfReader(io.BytesIO(content))
        yield name, "".join(re.sub(r"\s", "", page.extract_text()) for page in read.pages) + str(read.metadata)
    else:
        said = content.decode("utf-8", errors="replace")
        yield name, said + html.unescape(_TAG.sub("", said)) if said.startswith("<") else said
        if b"\\u" in content:
            yield name, content.decode("raw_unicode_escape", errors="replace")


@pytest.fixture(scope="module")
def kiosk(demonstration: tuple[Flask, Store, Path]) -> Kiosk:
    return Kiosk(demonstration[1], demonstration[2])


def test_no_file_names_anybody_in_any_byte(kiosk: Kiosk) -> None:
    """A search that finds nothing anywhere would prove nothing: in each kind of file it finds a name that may stand there."""
    found: list[tuple[str, str]] = []
    searched: Counter[str] = Counter()
    bare = [re.sub(r"\s", "", secret) for secret in kiosk.secrets]
    assert len(bare) > 100
    for name, content in kiosk.files():
        for part, text in parts_of(name, content):
            whole = re.sub(r"\s", "", text)
            found += [(part, secret) for secret in bare if secret in whole]
            searched[" ".join(name.split()[: 2 if name.startswith("summary") else 1])] += "楓景家園" in whole
    assert sorted({secret for _part, secret in found}) == [], found[:5]
    assert set(searched) == {*FORMATS, "archive", "report", "plan", *(f"summary {written}" for written in WRITTEN)}
    assert min(searched.values()) > 0, searched
