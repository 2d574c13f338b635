"""Walks every route of the office with the ids of another organisation's records: each answer has to be 404 or 403.

New routes are walked by themselves; a route whose part has a name that nobody explained here fails with a sentence.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from kiosk import accounts, acts, campaigns, co_organisers, codes, devices, organisations, people, printed_codes, records
from kiosk.ids import new_id
from kiosk.posts import POST
from kiosk.prints import runs as print_runs
from kiosk.prints import street
from kiosk.projects import PROJECT
from kiosk.storage import Store
from kiosk.summary_texts import NEXT_STEP, OBJECTIVE, STATEMENT, TOPIC
from kiosk.venues import EQUIPMENT, MEDIA
from tests.plan_fixtures import PlanIds

# What the parts of addresses are called, and which record of a world each names.
IDS = {
    "organisation": "organisation",
    "campaign": "campaign",
    "event": "event",
    "booth": "booth",
    "material": "material",
    "person": "person",
    "run": "run",
    "device": "device",
    "post": "post",
    "project": "project",
    "equipment": "equipment",
    "next_step": "next_step",
    "id": "account",
    "role": "role",
    "code": "code",
    "turn": "act",
    "group": "below",
}
# Parts that name no record: any right value will do.
CHOICES = {
    "kind": "booth_sign",
    "written": "xlsx",
    "block": "photo.B.F1",
    "summary_version": "0" * 26,
    "step": "cancel",
    "table": "booths",
    "which": "ask",
    "shown": "0" * 26,
    "job": "0" * 26,
    "page": "1",
    "number": "1",
    "version": "0" * 16,
    "file": "main.js",
    "screen": "0" * 26,
    "photo": "0" * 26,
    "stack": "A4",
    "short": "0" * 26,
    "picture": "0" * 26,
    "deletion": "0" * 26,
    "closing": "0" * 36,
    "notice": "1",
    "secret": "0" * 26,
    "act": "show",
    "deed": "claim",
    "own": "0" * 52,
    "way": "up",
    "case": "0" * 36,
}
NOUN_PARENTS = {
    "organisation": "organisation",
    "campaign": "organisation",
    "person": "organisation",
    "directive": "campaign",
    "event": "campaign",
    "material": "campaign",
    "objective": "campaign",
    "statement": "campaign",
    "next_step": "campaign",
    "topic": "campaign",
    "post": "campaign",
    "booth": "event",
    "equipment": "event",
    "media": "event",
    "project": "event",
    "shift": "event",
    "roster": "event",
    "act": "event",
    "co_organiser": "event",
}
REFUSED = (403, 404)


@dataclass
class World:
    """One organisation and one record of everything that it has, by noun."""

    ids: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, noun: str) -> str:
        return self.ids[noun]


def make_world(store: Store, organisation: str, campaign: str = "", event: str = "") -> World:
    """A world with one record of every noun; the campaign and the event are made where none is named."""
    return store.write(lambda connection: _make_world(connection, organisation, campaign, event))


def sister_world(store: Store, ids: PlanIds) -> World:
    """The sister organisation of `make_kiosk`, with one record of every noun."""
    campaign = store.read().execute("SELECT campaign FROM event WHERE id = ?", (ids.sister_event,)).fetchone()[0]
    return make_world(store, ids.sister, campaign, ids.sister_event)


def sign_in(app: Flask, store: Store, account: str) -> FlaskClient:
    """A client that is signed in as this account."""
    client = app.test_client()
    client.set_cookie("kiosk_staff", store.write(lambda connection: accounts.open_session(connection, account)))
    return client


def office_rules(app: Flask) -> list[Rule]:
    """Every route that is for staff, in the order of its address."""
    views = app.view_functions
    rules = (rule for rule in app.url_map.iter_rules() if getattr(views[rule.endpoint], "access", ("",))[0] == "office")
    return sorted(rules, key=str)


def walk(app: Flask, client: FlaskClient, foreign: World, own: World) -> list[str]:
    """Ask for every office route with ids of ``foreign``, alone and mixed with ids of ``own``; return what was not refused."""
    found: list[str] = []
    for rule in office_rules(app):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for address in foreign_addresses(app, rule, foreign, own):
                status = ask(client, method, address)
                if status not in REFUSED:
                    found.append(f"{method} {rule} answered {status} for {address}")
    return found


def ask(client: FlaskClient, method: str, address: str) -> int:
    """Return the status of one request; a POST carries an id made for it, as every form does."""
    return client.open(address, method=method, data={"id": new_id()} if method == "POST" else None).status_code


def foreign_addresses(app: Flask, rule: Rule, foreign: World, own: World) -> Iterator[str]:
    """Every address of a rule in which at least one part names a record of ``foreign``."""
    named = sorted(name for name in rule.arguments if plain(name) in IDS or name in ("record_id", "parent_id"))
    if not named:
        return
    for worlds in product((foreign, own), repeat=len(named)):
        if foreign in worlds:
            yield from addresses(app, rule, dict(zip(named, worlds, strict=True)))


def addresses(app: Flask, rule: Rule, worlds: Mapping[str, World]) -> Iterator[str]:
    """Addresses of a rule, each part that names a record taken from the world given for it; all nouns where it has one."""
    nouns = sorted(NOUN_PARENTS) if "noun" in rule.arguments else [""]
    for noun in nouns:
        parts = {name: part_of(rule, name, noun, worlds) for name in rule.arguments}
        with app.test_request_context():
            built = app.url_map.bind("localhost").build(rule.endpoint, parts, force_external=False)
        yield built


def part_of(rule: Rule, name: str, noun: str, worlds: Mapping[str, World]) -> str:
    """What stands in an address for the part called ``name``."""
    if name == "noun":
        return noun
    if name == "record_id":
        return worlds[name][noun]
    if name == "parent_id":
        return worlds[name][NOUN_PARENTS[noun]]
    if plain(name) in IDS:
        return worlds[name][IDS[plain(name)]]
    assert name in CHOICES, (
        f"The route {rule} has a part <{name}>: say in tests/access_walk.py which record it names (IDS), or give it a value (CHOICES)"
    )
    return CHOICES[name]


def plain(name: str) -> str:
    """`event_id` and `event` name the same thing."""
    return name.removesuffix("_id") if name != "id" else name


def _make_world(connection: sqlite3.Connection, organisation: str, campaign: str, event: str) -> World:
    label = organisation[-6:]
    dates = {"starts_on": "2017-03-20", "ends_on": "2017-03-26"}
    campaign = campaign or records.add(
        connection, campaigns.CAMPAIGN, "", {"code": f"W{label}", "title": "週", **dates}, organisation=organisation
    )
    day = {"code": "X", "title": "場", "place": "處", "day": "2017-03-24"}
    event = event or records.add(connection, campaigns.EVENT, campaign, day, organisation=organisation)
    booth = records.add(connection, campaigns.BOOTH, event, {"code": "X1", "name": "攤"})
    material = records.add(connection, campaigns.MATERIAL, campaign, {"code": "X-A5", "title": "單"})
    directive = records.add(connection, campaigns.DIRECTIVE, campaign, {"code": "X-D", "issuer": "部"})
    own = {"organisation": organisation, "code": f"X{label}", "text": "字", "title": "文"}
    texts = {noun.table: records.add(connection, noun, campaign, own) for noun in (OBJECTIVE, STATEMENT, NEXT_STEP, POST)}
    texts["topic"] = records.add(connection, TOPIC, campaign, {"code": "X-T", "title": "題", "definition": "義"})
    texts |= {noun.table: records.add(connection, noun, event, {"code": "X-Q", "item": "物", "title": "片"}) for noun in (EQUIPMENT, MEDIA, PROJECT)}
    person = people.add_person(connection, organisation, {"code": "X-V"}, name="隱名", phone="13900009999")
    shift = records.add(connection, people.SHIFT, event, {"code": "X-S", "person": person, "booth": booth})
    roster = records.add(connection, people.ROSTER, event, {"code": "X-R", "person": person})
    below = records.add(connection, organisations.ORGANISATION, "", {"code": f"O{label}", "name": "隊", "kind": "partner"}, parent=organisation)
    act = records.add(connection, acts.ACT, event, {"code": "X-N", "title": "節目"}, partner=below)
    joint = records.add(connection, co_organisers.CO_ORGANISER, event, {"code": "X-J", "name": "醫院"})
    plan = street.flyer_plan(connection, event, material, by="test", base_url="https://example.org")
    run = print_runs.plan_run(connection, plan)
    account = accounts.add_account(connection, f"walk-{label}", "correct horse battery staple")
    role = accounts.grant(connection, account, "coordinator", organisation, by="test")
    secret = devices.offer_pairing(connection, event, by="test", booth=booth)
    device, _ = devices.redeem_pairing(connection, secret, name="phone")
    return World(
        texts
        | {
            "organisation": organisation, "below": below, "campaign": campaign, "event": event, "booth": booth, "material": material,
            "directive": directive, "person": person, "shift": shift, "roster": roster, "run": run, "account": account,
            "role": role, "device": device.id, "code": _first_code(connection, run), "act": act, "co_organiser": joint,
        }
    )  # fmt: skip


def _first_code(connection: sqlite3.Connection, run: str) -> str:
    kind = connection.execute("SELECT kind FROM code_block WHERE run = ? LIMIT 1", (run,)).fetchone()["kind"]
    block = printed_codes.block_of(connection, run, kind)
    assert block is not None
    return codes.clean(next(iter(block.codes())))
