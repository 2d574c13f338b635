"""What the live page says beyond figures: the bars by hour, who came how, and the sentences of what waits for a decision."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import url_for
from markupsafe import Markup

from kiosk.campaigns import event_window
from kiosk.consultations import topics_at
from kiosk.features import has_feature
from kiosk.figures.live_event import LiveEvent
from kiosk.figures.published import FIGURES as REFERRALS
from kiosk.figures.published import Published, PublishedWeek
from kiosk.figures.suppression import AtLeast, Hidden, Shown
from kiosk.figures.tallies import Figures
from kiosk.inbox.reminders import Reminder
from kiosk.languages import say_ago, say_date, say_list, say_number
from kiosk.web.context import config, language, opens, t
from kiosk.web.inbox_view import anchor_of, say_case
from kiosk.web.late import say_late
from kiosk.web.tallies_tables import Cell, Kind, Named, Table, booth_cell, clock, marks_of, material_cell
from printables.charts import Bar, Columns, to_svg

_MANY_BARS = 6
_CHART_WIDTH = 360
"""Of a column on a laptop, of a phone."""
_MOST_CASES = 5
"""Of the inbox, on the live page; the rest are a link away."""
_ON_STAGE = ("groups", "performers")
FIGURES = ("issued", "handed_out", "returned", "spoiled", "responses", "consultations", "visits")


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the inbox."""

    tone: str
    sentence: str
    when: str
    url: str | None


@dataclass(frozen=True, slots=True)
class EventView:
    """The event as words and drawings."""

    chart: Markup | None
    chart_of: str
    visits_by: str
    topics: list[tuple[str, int]]
    outcomes: str
    decisions: list[Decision]
    no_limit: str
    heard: dict[str, str]
    late: dict[str, list[str]]
    methods: set[str]
    urls: dict[str, str]


def event_view(event: LiveEvent) -> EventView:
    """Return what the template needs beside the figures themselves."""
    chart, chart_of = _draw_hours(event)
    whole = event.whole
    return EventView(
        chart=chart, chart_of=chart_of, visits_by=_say_methods(whole),
        topics=_say_topics(event),
        outcomes=_say_outcomes(event.published), decisions=_decisions(event), no_limit=say_no_limit(event),
        heard=_last_heard(event), late=say_late(event.row, event.late), methods=_methods(event), urls=_urls(event.id),
    )  # fmt: skip


def _shifts_url(event: LiveEvent) -> str:
    """Return where a forgotten sign-out is put right, else where it is seen."""
    return url_for("volunteers.home", event=event.id) if has_feature(event.row, "volunteers") else "#volunteer"


def _say_topics(event: LiveEvent) -> list[tuple[str, int]]:
    """What people asked about, the most frequent first, in the reader's language."""
    said = topics_at(event.campaign, event.row, language())
    return [(said.get(topic, topic) or t("tallies.no_topic"), count) for topic, count in event.whole.topics.most_common() if count]


def _draw_hours(event: LiveEvent) -> tuple[Markup | None, str]:
    """Draw what was handed out by hour; where that has no hours (out and in, or no flyers), who signed in."""
    for name in ("handed_out", "visits", "responses"):
        values = [(start, getattr(figures, name)) for start, figures in event.by_hour]
        if any(value for _start, value in values):
            bars = tuple(Bar(hour_label(event.row, start, len(values)), value or 0) for start, value in _trim(values))
            title = t(f"tallies.chart.{name}")
            return Markup(to_svg(Columns(title, bars), language(), _CHART_WIDTH)), title  # noqa: S704 - our own drawing, escaped by the drawer
    return None, ""


def _trim(values: list[tuple[str, int | None]]) -> list[tuple[str, int | None]]:
    """Leave out empty hours before the first and after the last bar."""
    filled = [index for index, (_start, value) in enumerate(values) if value]
    return values[filled[0] : filled[-1] + 1]


def hour_label(event: sqlite3.Row, start: str, hours: int) -> str:
    """Say an hour as 09–10, the last one with the event's own end (11–11:30), and with many bars just 09."""
    hour = datetime.fromisoformat(start)
    if hours > _MANY_BARS:
        return f"{hour:%H}"
    ends = datetime.fromtimestamp(event_window(event).ends / 1000, ZoneInfo(event["zone"]))
    same_hour = (ends.date(), ends.hour) == (hour.date(), hour.hour) and ends.minute
    return f"{hour:%H}–{ends:%H:%M}" if same_hour else f"{hour:%H}–{(hour.hour + 1) % 24:02d}"


def _say_methods(figures: Figures) -> str:
    """Say how sign-ins came: 31 on paper, 15 by own phone."""
    came = figures.methods.get("visits", Counter())
    order = ("paper", "self", "volunteer", "scan", "count")
    return say_list(language(), [t(f"tallies.by.{method}", count=came[method]) for method in order if came[method]])


def _say_outcomes(published: Published) -> str:
    return say_list(language(), [t(f"tallies.outcome.{outcome}", count=count) for outcome, count in published.outcomes.items()])


def say_shown(shown: Shown) -> str:
    """Return a published count in words: the figure, what it is at least, or that it is too small to be said."""
    if isinstance(shown, AtLeast):
        return t("tallies.shown.at_least", n=say_number(language(), shown.least))
    return t(f"tallies.shown.{shown.value}") if isinstance(shown, Hidden) else say_number(language(), shown)


def say_steps(published: Published) -> str:
    """Return what happened to the tips, as it may be published: '' where there were none."""
    steps = [(name, shown) for name, shown in published.figures.items() if name != "referrals"]
    return say_list(language(), [t(f"tallies.referral.{name}", said=say_shown(shown)) for name, shown in steps])


def say_persons(figures: Figures) -> str:
    """Say how many different people came, and on which day that was frozen; '' where nobody is identified."""
    if figures.persons is None:
        return ""
    if figures.persons_at is None:
        return t("tallies.people.persons", count=figures.persons)
    day = datetime.fromtimestamp(figures.persons_at / 1000, ZoneInfo(config().zone)).date()
    return t("desk.persons_frozen", count=figures.persons, date=say_date(language(), day, "short"))


def say_no_limit(event: LiveEvent) -> str:
    """Say where the limit of 150 an hour and person cannot be applied, for want of a roster; '' where it is everywhere."""
    codes = [booth["code"] for booth in event.booths if booth["id"] in event.without_roster]
    if not event.without_roster:
        return ""
    return t("tallies.no_limit", booths=say_list(language(), codes)) if codes and event.duty.planned else t("tallies.no_limit_anywhere")


def _last_heard(event: LiveEvent) -> dict[str, str]:
    """Say per booth how long ago its phones spoke."""
    heard = {booth["id"]: event.last_heard(booth["id"]) for booth in event.booths}
    return {booth: say_ago(language(), (event.now - at) / 1000) for booth, at in heard.items() if at is not None}


def _methods(event: LiveEvent) -> set[str]:
    used = {mark for name in FIGURES for mark in marks_of(event.whole, name)}
    return used | ({"estimate"} if event.head_count and event.head_count.method == "estimate" else set())


def _urls(event: str) -> dict[str, str]:
    """Return the addresses of other areas' pages for this event, as far as they exist and the account may open them."""
    wanted: dict[str, tuple[str, dict[str, Any]]] = {
        "phones": ("phones.one", {"event": event}), "inbox": ("inbox.one", {"event": event}), "keying": ("keying.event", {"event": event}),
        "print": ("printing.home", {}),
    }  # fmt: skip
    return {name: url_for(endpoint, **values) for name, (endpoint, values) in wanted.items() if opens(endpoint)}


def _decisions(event: LiveEvent) -> list[Decision]:
    """Say the inbox's first cases, then what else wants a hand."""
    url = _urls(event.id).get("inbox", "")
    cases = [
        Decision(case.tone, say_case(event, case), say_ago(language(), (event.now - case.at) / 1000) if case.at else "", f"{url}#{anchor_of(case)}")
        for case in event.inbox.open[:_MOST_CASES]
    ]
    return [*cases, *(_remind(event, reminder) for reminder in event.reminders)]


def _remind(event: LiveEvent, reminder: Reminder) -> Decision:
    """Say one reminder in the reader's language, with the page on which to settle it."""
    booths = {booth["id"]: booth_cell(booth) for booth in event.booths}
    materials = {material["id"]: material_cell(material) for material in event.materials}
    values = {
        "booth": _say_named(booths.get(reminder.booth, Named(reminder.booth))),
        "material": materials.get(reminder.material, Named("", reminder.material)).name or t("tallies.flyers"),
        "count": reminder.count,
        "detail": reminder.detail,
        "time": clock(reminder.at, event.row["zone"]) if reminder.at else "",
    }
    urls = _urls(event.id)
    pages = {"not_keyed": urls.get("keying"), "not_signed_out": _shifts_url(event)}
    return Decision(
        reminder.tone, t(f"tallies.inbox.{reminder.kind}", **values), _when(event, reminder), pages.get(reminder.kind, urls.get("phones"))
    )


def _when(event: LiveEvent, reminder: Reminder) -> str:
    return say_ago(language(), (event.now - reminder.at) / 1000) if reminder.at else ""


def _say_named(named: Named) -> str:
    return f"{named.code} {named.name}".strip()


def events_table(
    events: Sequence[tuple[sqlite3.Row, str, Figures]], whole: Figures, published: PublishedWeek, groups: Mapping[str, tuple[int, int]]
) -> Table:
    """Return a campaign's events side by side, for a spreadsheet; of referrals what may be published, and who was on stage where there is one."""
    moved = ("printed", "issued", "handed_out", "returned", "spoiled")
    people = ("responses", "unique_responses", "actions", "consultations", "visits", "notes", "wishes")
    words: list[tuple[str, Kind]] = [(t(f"common.movement.{name}"), "number") for name in moved]
    more: list[tuple[str, Kind]] = [(t(f"common.noun.{name}"), "number") for name in people]
    columns: list[tuple[str, Kind]] = [
        (t("common.noun.event"), "named"), (t("common.when"), "text"), *words, (t("common.movement.difference"), "difference"), *more,
    ]  # fmt: skip
    columns += [(t(f"common.noun.{name}"), "number") for name in _ON_STAGE if groups]
    together = published.roll_up([row["id"] for row, _state, _figures in events])
    said = [name for name in REFERRALS if name in together.figures]
    columns += [(t(f"tallies.referral.column.{name}"), "text") for name in said]
    table = Table("events", t("tallies.table.events"), columns)
    for row, _state, figures in events:
        own = _referral_cells(published.event(row["id"]), said)
        table.rows.append([Cell(Named(row["code"], material_cell(row).name)), Cell(row["day"]), *_event_cells(figures), *_stage_cells(groups, [row["id"]]), *own])
    table.total = [Cell(t("common.total")), Cell(""), *_event_cells(whole), *_stage_cells(groups, groups), *_referral_cells(together, said)]
    return table


def _stage_cells(groups: Mapping[str, tuple[int, int]], events: Iterable[str]) -> list[Cell]:
    """Return how many groups and performers these events had, empty where they have no running order."""
    found = [groups[event] for event in events if event in groups]
    sums = [sum(counts) for counts in zip(*found, strict=True)] if found else ["", ""]
    return [Cell(each) for each in sums] if groups else []


def _referral_cells(published: Published, names: Sequence[str]) -> list[Cell]:
    shown = [published.figures.get(name, "") for name in names]
    return [Cell(one if isinstance(one, int | str) else say_shown(one)) for one in shown]


def _event_cells(figures: Figures) -> list[Cell]:
    names = ("printed", "issued", "handed_out", "returned", "spoiled", "unaccounted", "responses", "unique_responses", "actions", "consultations", "visits", "notes", "wishes")
    return [Cell(getattr(figures, name)) for name in names]
