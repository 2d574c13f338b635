"""What the tallies' pages say of reports without being asked: which kiosks owe one, whether ours is due, and who told an event's figures."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kiosk import records
from kiosk.campaigns import CAMPAIGN, EVENT
from kiosk.clock import moment
from kiosk.figures.roll_up import RollUp
from kiosk.ids import now_ms
from kiosk.joining.origins import OWING, Origins, say_all_sources, say_names, say_source
from kiosk.joining.reminders import read_reminders, write_reminder
from kiosk.joining.report import last_made, list_due
from kiosk.joining.unsealed import list_unsealed
from kiosk.languages import say_date
from kiosk.organisations import ORGANISATION, subtree
from kiosk.records import variant_of
from kiosk.web.access import COORDINATOR, READING, current_account
from kiosk.web.context import config, language, store, t

MOST_REMINDERS = 20


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be done about reports: a sentence, and what the link to the reports' page says."""

    sentence: str
    link: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One kiosk on the reports' page: its organisation (a row), how far its report is, and the text to send, in which language."""

    organisation: sqlite3.Row
    state: str
    language: str
    text: str


def notices(campaign: str) -> list[Notice]:
    """Return what the reader has to know about the reports of a campaign, once it has begun: theirs to us, and ours to the district."""
    read, who, now = store().read(), current_account(), now_ms()
    row = records.get(read, CAMPAIGN, campaign)
    found: list[Notice] = []
    if who.may(READING, row["organisation"]) and row["starts_on"] <= moment(now, config().zone).date().isoformat():
        found += _owed(read, campaign, now)
    ours = ours_of(read, campaign)
    if ours and who.may(COORDINATOR, ours) and (due := list_due(read, campaign, now)):
        last = last_made(read, campaign)
        events = say_names(language(), [variant_of(event, "title", language()) for event in due])
        found.append(Notice(t("reports.due.late" if last else "reports.due.never", events=events, date=_say_day(last["made_at"]) if last else ""), t("reports.see_due")))
    return found


def _owed(read: sqlite3.Connection, campaign: str, now: int) -> list[Notice]:
    origins = Origins(read, campaign, now)
    owing = origins.owing(records.all_of(read, EVENT, campaign)) if origins.is_told else []
    names = {id: variant_of(records.get(read, ORGANISATION, id), "name", language()) for id in {each.organisation for each in owing}}
    named = {state: [names[each.organisation] for each in owing if each.source.state == state] for state in OWING}
    said = [t(f"reports.owed.{state}", names=say_names(language(), theirs)) for state, theirs in named.items() if theirs]
    said += _unsealed(read, campaign)
    return [Notice(("" if language() != "en" else " ").join(said), t("reports.see_owed"))] if said else []


def _unsealed(read: sqlite3.Connection, campaign: str) -> list[str]:
    """Say of whose referrals nothing can be published yet, and why."""
    rows = list_unsealed(read, campaign).values()
    names = [variant_of(records.get(read, ORGANISATION, id), "name", language()) for id in dict.fromkeys(row["organisation"] for row in rows)]
    return [t("reports.owed.unsealed", names=say_names(language(), names))] if names else []


def told_line(event: str) -> str:
    """Say which kiosk told the figures of an event, as of when; '' where they were counted here."""
    row = records.get(store().read(), EVENT, event)
    source = Origins(store().read(), row["campaign"], now_ms()).of_event(row)
    return "" if source.state == "here" else t("reports.told_line", said=say_source(language(), source, row["zone"]))


def told_lines(campaign: str, organisation: str) -> str:
    """Say which kiosks told the figures of a campaign's summary, or of one organisation's; '' where all were counted here."""
    read = store().read()
    within = subtree(read, organisation) if organisation else None
    events = [row for row in records.all_of(read, EVENT, campaign) if within is None or row["organisation"] in within]
    sources = Origins(read, campaign, now_ms()).of_events(events)
    return t("reports.told_line", said=say_all_sources(language(), sources, config().zone)) if sources else ""


def asked(campaign: sqlite3.Row, found: RollUp) -> list[Asked]:
    """Return the kiosks that owe something, with the text that asks for it."""
    read, now, zone = store().read(), now_ms(), config().zone
    sender = records.get(read, ORGANISATION, campaign["organisation"])
    return [
        Asked(each.organisation, each.source.state, each.language, write_reminder(each, campaign, sender, now, zone))
        for each in read_reminders(read, found, now)
    ]  # fmt: skip


def ours_of(connection: sqlite3.Connection, campaign: str) -> str:
    """Return the organisation for which this kiosk joined a campaign, '' where it is our own."""
    row = connection.execute("SELECT ours FROM plan_join WHERE campaign = ? ORDER BY rowid DESC LIMIT 1", (campaign,)).fetchone()
    return str(row["ours"]) if row else ""


def _say_day(at: int) -> str:
    return say_date(language(), moment(at, config().zone), "short")
