"""Reads one event with all that a summary may say of it."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kiosk import records as plan
from kiosk.acts import running_order
from kiosk.campaigns import BOOTH, MATERIAL, event_window, status_at, was_held
from kiosk.co_organisers import CO_ORGANISER
from kiosk.feedback import read_feedback
from kiosk.figures.costs import Prices, costs_in
from kiosk.figures.plan_figures import last_head_count
from kiosk.figures.provenance import Address
from kiosk.figures.published import PublishedWeek
from kiosk.figures.staffing import count_staff
from kiosk.figures.tallies import figures_of, is_tapped
from kiosk.figures.week import Week
from kiosk.on_stage import Show, read_show
from kiosk.organisations import ORGANISATION
from kiosk.projects import PROJECT, signed_up
from kiosk.summary.photographs import read_photos
from kiosk.summary.reading_texts import text_of, topics_of_week
from kiosk.summary.records import Booth, Counted, Equipment, Event, Group, HeadCount, Material, Media, Money, Project, Text
from kiosk.venues import EQUIPMENT, MEDIA


def read_event(
    connection: sqlite3.Connection, campaign: sqlite3.Row, row: sqlite3.Row, week: Week, published: PublishedWeek, prices: Prices, now: int
) -> Event:
    """Return one event; ``week`` holds its tallies, ``now`` is ms UTC.  Who came to it is looked up for all events together."""
    id, window, own, at = row["id"], event_window(row), week.only({row["id"]}), Address("visits", campaign["code"], event=row["code"])
    show, feedback = read_show(connection, id, running_order(connection, row)), read_feedback(connection, id)
    return Event(
        id, row["code"], row["organisation"], row["kind"], text_of(row, "event", "title"), text_of(row, "event", "place"),
        text_of(row, "event", "room"),
        _local(window.starts, row["zone"]), _local(window.ends, row["zone"]), row["capacity"], status_at(row, now), text_of(row, "event", "status_reason"),
        was_held(row, now), text_of(row, "event", "outcome"),
        _partners(connection, id), _counted(own, row, at, published, prices), own, topics_of_week(campaign, row),
        _booths(connection, own, row, at), _materials(connection, own, row, at, prices), count_staff(connection, [id]), _head_count(connection, id),
        feedback.answers, feedback.satisfied, _groups(show), show,
        tuple(map(_media, plan.all_of(connection, MEDIA, id))), tuple(map(_equipment, plan.all_of(connection, EQUIPMENT, id))),
        _projects(connection, id),
        read_photos(connection, id),
    )  # fmt: skip


def _local(moment: int, zone: str) -> datetime:
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(ZoneInfo(zone))


def _counted(week: Week, event: sqlite3.Row, at: Address, published: PublishedWeek, prices: Prices) -> Counted:
    figures = figures_of(week, event=event["id"])
    identified = figures.persons or 0
    return Counted(at, figures, identified, published.event(event["id"]), costs_in(week, prices, figures, event=event["id"]))


def _booths(connection: sqlite3.Connection, week: Week, event: sqlite3.Row, at: Address) -> tuple[Booth, ...]:
    seen = {row.booth for row in week.rows}
    rows = [row for row in plan.all_of(connection, BOOTH, event["id"], archived=True) if row["archived_at"] is None or row["id"] in seen]
    return tuple(_booth(week, event, row, at) for row in rows)


def _booth(week: Week, event: sqlite3.Row, row: sqlite3.Row, at: Address) -> Booth:
    counted = Counted(at.of("visits", booth=row["code"]), figures_of(week, event=event["id"], booth=row["id"]))
    return Booth(row["id"], row["code"], text_of(row, "booth", "name"), counted, counted.figures.unaccounted is not None)


def _materials(connection: sqlite3.Connection, week: Week, event: sqlite3.Row, at: Address, prices: Prices) -> tuple[Material, ...]:
    used = {row.material for row in week.rows} | {cell.material for cell in week.cells}
    return tuple(_material(week, event, row, at, prices) for row in plan.all_of(connection, MATERIAL, event["campaign"], archived=True) if row["id"] in used)


def _material(week: Week, event: sqlite3.Row, row: sqlite3.Row, at: Address, prices: Prices) -> Material:
    figures, each = figures_of(week, event=event["id"], material=row["id"]), prices.of_one([event["id"]], row["id"])
    counted = Counted(at.of("visits", material=row["code"]), figures, costs=costs_in(week, prices, figures, event=event["id"], material=row["id"]))
    price = None if each is None else Money(each, str(counted.address.of("unit_cost")))
    places = {(each.booth, each.material) for each in week.rows if each.material == row["id"] and each.booth not in ("", "store")}
    is_measured = any(is_tapped(week, event["id"], *place) for place in places)
    return Material(row["id"], row["code"], text_of(row, "material", "title"), row["kind"], counted, is_measured, price)


def _partners(connection: sqlite3.Connection, event: str) -> tuple[Text, ...]:
    """Return with whom the event is held; who shares one booth alone is told on that booth's papers."""
    rows = [row for row in plan.all_of(connection, CO_ORGANISER, event) if row["booth"] is None]
    return tuple(
        text_of(plan.get(connection, ORGANISATION, row["organisation"]), "organisation", "name") if row["organisation"] else text_of(row, "co_organiser", "name")
        for row in rows
    )


def _head_count(connection: sqlite3.Connection, event: str) -> HeadCount | None:
    people, is_estimate = last_head_count(connection, event)
    return HeadCount(people, is_estimate) if people else None


def _groups(show: Show) -> tuple[Group, ...]:
    """Return the groups that came, in their order on stage."""
    found: dict[str, Group] = {}
    for slot in show.order.slots:
        here = show.here.get(slot.partner) if slot.group is not None else None
        if here is not None and slot.group is not None and slot.partner not in found:
            found[slot.partner] = Group(
                slot.group["code"], text_of(slot.group, "organisation", "name"), text_of(slot.act, "act", "title"), slot.act["minutes"], here.people, here.leader,
                slot.group["registration"] in ("registered", "filed"),
            )  # fmt: skip
    return tuple(found.values())


def _media(row: sqlite3.Row) -> Media:
    return Media(
        row["code"], text_of(row, "media", "title"), row["kind"], row["producer"], text_of(row, "media", "office"), row["minutes"], text_of(row, "media", "synopsis")
    )


def _equipment(row: sqlite3.Row) -> Equipment:
    return Equipment(row["code"], text_of(row, "equipment", "item"), row["count"], row["owned"] == "borrowed", text_of(row, "equipment", "lender"))


def _projects(connection: sqlite3.Connection, event: str) -> tuple[Project, ...]:
    who = signed_up(connection, event)
    return tuple(Project(text_of(row, "project", "title"), len(who.get(row["id"], []))) for row in plan.all_of(connection, PROJECT, event))
