"""Plays a history of cases.json: yesterday's event B with two phones, so that nothing but the history is odd."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk import records
from kiosk.campaigns import EVENT, set_counting_mode
from kiosk.devices import Device, get_device, revoke_device
from kiosk.figures.live_event import LiveEvent
from kiosk.ids import new_id, now_ms
from kiosk.inbox.cases import Case, Choice
from kiosk.people import SHIFT, add_person
from kiosk.prints.people import sign_in_plan
from kiosk.prints.runs import plan_run
from kiosk.replacements import replace_phone
from kiosk.sync import Sender
from tests.plan_fixtures import pair
from tests.tallies.street import ADDRESS, Street

HISTORIES: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))


@dataclass
class Scene:
    """A history that has been played: who sent what, by the names of the file."""

    street: Street
    phones: dict[str, Device] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    sheet: str = ""

    def look(self) -> LiveEvent:
        """The event as it is seen now."""
        return LiveEvent(self.street.store.read(), self.street.event, now_ms())

    def cases(self) -> tuple[Case, ...]:
        return self.look().inbox.open

    def sender(self, name: str) -> Sender:
        if name == "office":
            return self.street.staff
        return Sender.from_device(get_device(self.street.store.read(), self.phones[name].id), "en")

    def send(self, fact: dict[str, Any]) -> str:
        """Send one fact of the file and return its id."""
        said = {
            key: value for key, value in fact.items() if key not in ("as", "by", "bundle", "offset", "name", "phone", "sheet")
        }
        street = self.street
        if "bundle" in fact:
            said["code"] = street.code(*fact["bundle"])
        if "sheet" in fact:
            said["sheet"] = self.sheet
        item = street.item(said.pop("kind"), said.pop("minute"), **said)
        item |= {key: fact[key] for key in ("offset",) if key in fact}
        if "name" in fact:
            item["private"] = {"name": fact["name"], "phone": fact.get("phone", "")}
        street.send(self.sender(fact["by"]), [item])
        self.ids[fact.get("as", str(item["id"]))] = str(item["id"])
        return str(item["id"])

    def names(self, facts: tuple[str, ...]) -> list[str]:
        known = {id: name for name, id in self.ids.items()}
        return [known.get(fact, fact) for fact in facts]

    def say_choice(self, choice: Choice) -> str:
        return " ".join([choice.verdict, *self.names(choice.facts)])


def set_scene(street: Street, told: dict[str, Any]) -> Scene:
    """Make yesterday of the event, and prepare what a history needs before its first fact."""
    yesterday = datetime.now(UTC).date() - timedelta(days=2)
    street.store.write(lambda c: records.change(c, EVENT, street.event, {"day": yesterday.isoformat()}))
    scene = Scene(street, {name: pair(street.store, street.ids, "B1", f"志願者{name}")[0] for name in ("1", "2")})
    for material, copies in told.get("runs", {}).items():
        street.print(material, copies)
    for booth, material in told.get("out_and_in", []):
        booth_id, material_id = street.ids.booths[booth], street.ids.materials[material]
        street.store.write(lambda c, b=booth_id, m=material_id: set_counting_mode(c, street.event, b, m, "out_and_in"))  # type: ignore[misc]
    for booth, number in told.get("shifts", {}).items():
        for code in range(number):
            _roster(street, f"V{code}", booth)
    if told.get("sheets"):
        plan = sign_in_plan(street.store.read(), street.event, pages=told["sheets"], asked={"by": "test", "base_url": ADDRESS})
        scene.sheet = street.store.write(lambda c: plan_run(c, plan))
    for name in told.get("revoked", []):
        street.store.write(lambda c, name=name: revoke_device(c, scene.phones[name].id))  # type: ignore[misc]
    for name, heir, clock in told.get("replaced", []):
        replace(scene, name, heir, clock)
    return scene


def replace(scene: Scene, name: str, heir: str, clock: str) -> None:
    street = scene.street
    event = records.get(street.store.read(), EVENT, street.event)
    device, other = scene.phones[name].id, scene.phones[heir].id if heir else ""
    street.store.write(lambda c: replace_phone(c, event, device, other, clock, by="account:test", id=new_id()))


def play(street: Street, told: dict[str, Any], *, backwards: bool = False) -> Scene:
    """Play a whole history, or deliver it in the opposite order."""
    scene = set_scene(street, told)
    for fact in reversed(told["facts"]) if backwards else told["facts"]:
        scene.send(fact)
    return scene


def _roster(street: Street, code: str, booth: str) -> None:
    person = street.store.write(lambda c: add_person(c, street.ids.organisation, {"code": code}, name=code))
    shift = {"code": code, "person": person, "booth": street.ids.booths[booth], "starts": "09:00", "ends": "11:30"}
    street.store.write(lambda c: records.add(c, SHIFT, street.event, shift))
