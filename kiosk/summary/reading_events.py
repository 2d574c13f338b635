"""Reads events with all that a summary may say of them."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from kiosk import records as plan
from kiosk.acts import ACT, Order, running_order
from kiosk.campaigns import BOOTH, MATERIAL, event_window, status_at, was_held
from kiosk.co_organisers import CO_ORGANISER
from kiosk.feedback import Feedback, read_feedback
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


class Plans:
    """What the plan and the ledger hold of many events, asked for once: most events have few of these things."""

    def __init__(self, connection: sqlite3.Connection, campaign: sqlite3.Row, events: Collection[str]) -> None:
        self.connection, self.campaign = connection, campaign
        self.booths = _by_event(plan.all_of(connection, BOOTH, [*events], archived=True))
        self.materials = plan.all_of(connection, MATERIAL, campaign["id"], archived=True)
        self.partners, self.media, self.equipment, self.projects = (
            _by_event(plan.all_of(connection, noun, [*events])) for noun in (CO_ORGANISER, MEDIA, EQUIPMENT, PROJECT)
        )
        self._acts = _by_event(plan.all_of(connection, ACT, [*events]))
        self._told = _kinds_told(connection, events)

    def show(self, event: sqlite3.Row) -> Show:
        """Return what happened on stage."""
        if event["id"] not in self._acts and not self._tells(event, "group_in", "act_on"):
            return Show(Order(()), {}, {})
        return read_show(self.connection, event["id"], running_order(self.connection, event))

    def feedback(self, event: sqlite3.Row) -> Feedback:
        """Return the opinions."""
        return read_feedback(self.connection, event["id"]) if self._tells(event, "feedback") else Feedback()

    def head_count(self, event: sqlite3.Row) -> HeadCount | None:
        """Return how many somebody saw at once."""
        people, is_estimate = last_head_count(self.connection, event["id"]) if self._tells(event, "head_count") else (0, False)
        return HeadCount(people, is_estimate) if people else None

    def signed_up(self, event: sqlite3.Row) -> tuple[Project, ...]:
        """Return the service projects with how many signed up."""
        if event["id"] not in self.projects:
            return ()
        who = signed_up(self.connection, event["id"])
        return tuple(Project(text_of(row, "project", "title"), len(who.get(row["id"], []))) for row in self.projects[event["id"]])

    def _tells(self, event: sqlite3.Row, *kinds: str) -> bool:
        return any((event["id"], kind) in self._told for kind in kinds)


def _by_event(rows: Iterable[sqlite3.Row]) -> dict[str, list[sqlite3.Row]]:
    found: dict[str, list[sqlite3.Row]] = defaultdict(list)
    for row in rows:
        found[row["event"]].append(row)
    return dict(found)


def _kinds_told(connection: sqlite3.Connection, events: Collection[str]) -> set[tuple[str, str]]:
    """Return which kinds of facts there are of which event, of those that few events have."""
    rows = connection.execute(
        "SELECT DISTINCT p.event, p.kind FROM json_each(?) w CROSS JOIN pattern p ON p.event = w.value"
        " AND p.kind IN ('group_in', 'act_on', 'feedback', 'head_count')",
        (json.dumps(list(events)),),
    )
    return {(event, kind) for event, kind in rows}


def read_event(plans: Plans, row: sqlite3.Row, week: Week, read_week: Callable[[bool], Week], published: PublishedWeek, prices: Prices, now: int) -> Event:
    """Return one event; ``week`` holds its tallies as far as its own figures are read from them, ``read_week`` returns all of them, by hour or not,
    ``now`` is ms UTC.  Who came to it is looked up for all events together."""
    id, window, own, at = row["id"], event_window(row), week.only({row["id"]}), Address("visits", plans.campaign["code"], event=row["code"])
    connection, show, feedback = plans.connection, plans.show(row), plans.feedback(row)
    return Event(
        id, row["code"], row["organisation"], row["kind"], text_of(row, "event", "title"), text_of(row, "event", "place"),
        text_of(row, "event", "room"),
        _local(window.starts, row["zone"]), _local(window.ends, row["zone"]), row["capacity"], status_at(row, now), text_of(row, "event", "status_reason"),
        was_held(row, now), text_of(row, "event", "outcome"),
        _partners(connection, plans.partners.get(id, ())), _counted(own, row, at, published, prices), read_week, topics_of_week(plans.campaign, row),
        lambda week: _booths(plans, week, row, at), lambda week: _materials(plans, week, row, at, prices), count_staff(connection, [id]), plans.head_count(row),
        feedback.answers, feedback.satisfied, _groups(show), show,
        tuple(map(_media, plans.media.get(id, ()))), tuple(map(_equipment, plans.equipment.get(id, ()))),
        plans.signed_up(row),
        read_photos(connection, id),
    )  # fmt: skip


def _local(moment: int, zone: str) -> datetime:
    return datetime.fromtimestamp(moment / 1000, UTC).astimezone(ZoneInfo(zone))


def _counted(week: Week, event: sqlite3.Row, at: Address, published: PublishedWeek, prices: Prices) -> Counted:
    figures = figures_of(week, event=event["id"])
    identified = figures.persons or 0
    return Counted(at, figures, identified, published.event(event["id"]), costs_in(week, prices, figures, event=event["id"]))


def _booths(plans: Plans, week: Week, event: sqlite3.Row, at: Address) -> tuple[Booth, ...]:
    seen = {row.booth for row in week.rows}
    rows = [row for row in plans.booths.get(event["id"], ()) if row["archived_at"] is None or row["id"] in seen]
    return tuple(_booth(week, event, row, at) for row in rows)


def _booth(week: Week, event: sqlite3.Row, row: sqlite3.Row, at: Address) -> Booth:
    counted = Counted(at.of("visits", booth=row["code"]), figures_of(week, event=event["id"], booth=row["id"]))
    return Booth(row["id"], row["code"], text_of(row, "booth", "name"), counted, counted.figures.unaccounted is not None)


def _materials(plans: Plans, week: Week, event: sqlite3.Row, at: Address, prices: Prices) -> tuple[Material, ...]:
    used = {row.material for row in week.rows} | {cell.material for cell in week.cells}
    return tuple(_material(week, event, row, at, prices) for row in plans.materials if row["id"] in used)


def _material(week: Week, event: sqlite3.Row, row: sqlite3.Row, at: Address, prices: Prices) -> Material:
    figures, each = figures_of(week, event=event["id"], material=row["id"]), prices.of_one([event["id"]], row["id"])
    counted = Counted(at.of("visits", material=row["code"]), figures, costs=costs_in(week, prices, figures, event=event["id"], material=row["id"]))
    price = None if each is None else Money(each, str(counted.address.of("unit_cost")))
    places = {(each.booth, each.material) for each in week.rows if each.material == row["id"] and each.booth not in ("", "store")}
    is_measured = any(is_tapped(week, event["id"], *place) for place in places)
    return Material(row["id"], row["code"], text_of(row, "material", "title"), row["kind"], counted, is_measured, price)


def _partners(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> tuple[Text, ...]:
    """Return with whom the event is held; who shares one booth alone is told on that booth's papers."""
    return tuple(
        text_of(plan.get(connection, ORGANISATION, row["organisation"]), "organisation", "name") if row["organisation"] else text_of(row, "co_organiser", "name")
        for row in rows if row["booth"] is None
    )  # fmt: skip


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
