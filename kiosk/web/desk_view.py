"""What the reconciliation desk says beyond figures: its checks in words with where to settle them, and the tables under them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from kiosk.books.closing_words import say_change, say_figure, say_found, say_kind, say_pages
from kiosk.books.closings import Step, steps_of
from kiosk.books.reconciliation import Check, Desk
from kiosk.books.reconciliation_lines import say_next
from kiosk.books.since_closing import Arrival
from kiosk.features import has_feature
from kiosk.figures.breakdown import Level
from kiosk.figures.holdings import BundleHeld
from kiosk.languages import say_date, say_list, say_number
from kiosk.web import plan_calling_off
from kiosk.web.context import language, store, t
from kiosk.web.late import say_moment, say_then
from kiosk.web.tallies_tables import Named, booth_cell, material_cell, namer

MOST_BUNDLES = 100


@dataclass(frozen=True, slots=True)
class Said:
    """One check in words.  ``lines`` are what it is about (phones, inbox cases), ``before`` that an explanation no longer holds,
    ``kept`` what was last written, to be changed."""

    check: Check
    sentence: str
    next: str
    url: str
    explained: str
    before: str
    kept: str
    lines: tuple[str, ...] = ()
    link: str = ""

    @property
    def can_be_explained(self) -> bool:
        """Whether the page offers to explain it."""
        return self.check.state in ("open", "explained") and not self.check.fixed


@dataclass(frozen=True, slots=True)
class BundleLine:
    """One bundle: where it is said to be and since when, and where its movements are."""

    code: str
    material: Named
    booth: Named
    who: str
    since: str
    left: int
    url: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One run of pages that come back: how many were printed and keyed, and which are missing."""

    kind: str
    code: str
    booth: Named | None
    pages: int
    keyed: int
    missing: str
    url: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """The desk as words."""

    checks: list[Said]
    outstanding: list[BundleLine]
    unscanned: str
    dead: list[BundleLine]
    paper: list[PaperLine]
    closed: str
    persons: str
    changes: list[str]
    arrivals: list[str]
    steps: list[tuple[Step, str]]


def desk_view(desk: Desk, *, may_decide: bool) -> DeskView:
    """Return what the template needs beside the figures; links to what is decided elsewhere only for who may decide."""
    checks = [_said(desk, check, may_decide=may_decide) for check in desk.checks]
    return DeskView(
        checks, _bundles(desk, desk.outstanding, names=may_decide), _say_unscanned(desk), _bundles(desk, desk.dead, names=False), _paper(desk, may_decide=may_decide),
        say_closed(desk), say_persons(desk), [_change(key, *pair) for key, pair in desk.since.changes.items()] if desk.since else [],
        [_arrival(desk, one) for one in desk.since.arrivals] if desk.since else [],
        [(step, _step(desk.event.row, step)) for step in steps_of(store().read(), desk.event.id)],
    )  # fmt: skip


def say_closed(desk: Desk) -> str:
    """Say who closed the books and when, '' while they are open."""
    if desk.closing is None:
        return ""
    when = say_then(desk.event.row, desk.closing.at)
    return t("desk.closed_by", who=desk.closing.who, when=when) if desk.closing.who else t("desk.closed_unsigned", when=when)


def say_persons(desk: Desk) -> str:
    """Say how many persons were frozen and on which day, '' where none were."""
    if desk.closing is None or desk.closing.figures["persons"] is None:
        return ""
    return t("desk.persons_frozen", count=desk.closing.figures["persons"], date=say_then(desk.event.row, desk.closing.at))


def _said(desk: Desk, check: Check, *, may_decide: bool) -> Said:
    written = check.explanation or desk.explanations.get(check.key)
    explained = _explained(desk, check) if check.explanation is not None else ""
    stale = written if check.explanation is None and check.state == "open" and not check.fixed else None
    return Said(
        check, say_found(check.case, check.said, language()), say_next(check, language()), _url(desk, check, may_decide=may_decide), explained,
        t("desk.explain.changed", count=stale.value, text=stale.text) if stale else "", written.text if written else "", _about(desk, check),
        t("plan.status.end") if _can_be_ended(desk, check) else t("common.do.show"),
    )  # fmt: skip


def _can_be_ended(desk: Desk, check: Check) -> bool:
    """Tell whether what a check waits for is that somebody here says that the event is over."""
    return check.key == "over" and desk.event.status in ("open", "moved") and "end" in plan_calling_off.steps_of(desk.event.row)


def _say_unscanned(desk: Desk) -> str:
    """Say why the bundles have more left together than is missing, '' where they have not."""
    left, missing = sum(one.left for one in desk.outstanding), sum(one for one in desk.differences.values() if one > 0)
    return t("desk.note_outstanding", left=say_number(language(), left), count=left - missing) if left > missing else ""


def _explained(desk: Desk, check: Check) -> str:
    assert check.explanation is not None
    one = check.explanation
    return t("desk.explain.said", text=one.text, who=one.who, when=say_then(desk.event.row, one.made_at))


def _about(desk: Desk, check: Check) -> tuple[str, ...]:
    """Say which phones have not reported; pages and bundles have tables of their own."""
    if check.key != "phones" or check.state == "green":
        return ()
    said = (("inbox.late.holds" if phone.waiting else "inbox.late.silent", phone) for phone in desk.event.late)
    return tuple(t(key, number=one.number, time=say_moment(desk.event.row, one.last_heard), count=one.waiting) for key, one in said)


def _url(desk: Desk, check: Check, *, may_decide: bool) -> str:
    """Return where a check is looked at or settled, '' where there is nothing to see."""
    here = {"difference": "#parts", "bundles": "#outstanding", "paper": "#paper", "dead": "#dead"}
    if check.page in here:
        return "" if check.page in ("bundles", "dead") and not check.value else here[check.page]
    if not may_decide or check.state == "green":
        return ""
    event = desk.event.id
    shifts = url_for("volunteers.home", event=event) if has_feature(desk.event.row, "volunteers") else url_for("tallies.event", event=event)
    plan = url_for("plan.status", event_id=event, step="end") if _can_be_ended(desk, check) else url_for("plan.event", event_id=event)
    there = {"plan": plan, "phones": url_for("phones.one", event=event), "inbox": url_for("inbox.one", event=event), "shifts": shifts}
    return there.get(check.page, "")


def _bundles(desk: Desk, bundles: Sequence[BundleHeld], *, names: bool) -> list[BundleLine]:
    booths = {booth["id"]: booth_cell(booth) for booth in desk.event.booths}
    materials = {material["id"]: material_cell(material) for material in desk.event.materials}
    who = namer(desk.event, names=names)
    return [
        BundleLine(
            f"{one.run_code}/{one.number}", materials.get(one.material, Named("")), booths.get(one.booth, Named("")), who(one.person),
            say_moment(desk.event.row, one.since), one.left, parts_url(desk, _within(one), "holder"),
        )
        for one in bundles[:MOST_BUNDLES]
    ]  # fmt: skip


def _within(bundle: BundleHeld) -> dict[Level, str]:
    return {"booth": bundle.booth, "material": bundle.material, "bundle": f"{bundle.run}/{bundle.number}"}


def parts_url(desk: Desk, within: dict[Level, str], by: str) -> str:
    """Return the address at which the movements within these parts are taken apart; '-' stands for what has no such thing."""
    asked: dict[str, Any] = {level: key or "-" for level, key in within.items()} | ({"by": by} if by else {})
    return url_for("desk.one", event=desk.event.id, _anchor="parts", **asked)


def _paper(desk: Desk, *, may_decide: bool) -> list[PaperLine]:
    booths = {booth["id"]: booth_cell(booth) for booth in desk.event.booths}
    url = url_for("keying.event", event=desk.event.id) if may_decide else ""
    return [
        PaperLine(
            t(f"keying.kind.{one.sheet.kind}"), one.sheet.code, booths.get(one.sheet.booth), one.sheet.pages, len(one.keyed),
            say_pages([page + one.sheet.pages_before for page in one.missing], language()), url,
        )
        for one in desk.paper
    ]  # fmt: skip


def _change(key: str, before: int, now: int) -> str:
    return t(
        "desk.since.figure", figure=say_figure(key, language()), change=say_change(now - before, language()), before=say_number(language(), before),
        now=say_number(language(), now),
    )  # fmt: skip


def _arrival(desk: Desk, one: Arrival) -> str:
    day = say_date(language(), date.fromisoformat(one.day), "short")
    return t("desk.since.arrival", kind=say_kind(one.kind, language()), change=say_change(one.quantity, language()), source=_source(one), date=day)


def _source(one: Arrival) -> str:
    kind, _, number = one.source.partition(":")
    if one.phone or number.isdecimal():
        return t("tallies.phone_number", number=one.phone or number)
    return t("tallies.source.account") if kind == "account" else t("tallies.source.public") if kind == "public" else t("tallies.source.kiosk")


def _step(event: sqlite3.Row, step: Step) -> str:
    return t(f"desk.step.{step.act}", who=step.who or t("tallies.source.kiosk"), when=say_then(event, step.at))


def say_open(checks: Sequence[Check]) -> str:
    """Name the open checks in one line."""
    return say_list(language(), [t(f"desk.about.{check.key}") for check in checks if check.state == "open"])
