"""A phone's queue handed over as a file: what a phone could not send itself is recorded as that phone's own facts, once per id."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kiosk.devices import Device, devices_of, get_device
from kiosk.errors import NotFound, Refusal
from kiosk.sealing import KeyRing
from kiosk.sync import Sender, read_entries, record_entries

FORMAT = "kiosk-queue"
MOST_ENTRIES = 20_000


class NotAQueue(Refusal):
    """The file is not one that a phone of this kiosk handed over."""

    reason = "not_a_queue"
    area = "phones.queue"
    status = 422


@dataclass(slots=True)
class Taken:
    """What became of a file: how many facts were new, how many known already, and why others were refused."""

    recorded: int = 0
    known: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Queue:
    """What one pairing had not sent: the phone, and its facts as they travel."""

    phone: Device
    entries: list[object]


def read_queue(connection: sqlite3.Connection, event: str, content: bytes) -> tuple[list[Queue], int]:
    """Return the queues of a file that are this event's, and how many facts in it are not; NotAQueue, NotFound when all are not.

    A phone that was paired for two events hands over one file: each event's coordinator takes in their own part of it.
    """
    try:
        said = json.loads(content.decode())
        phones = [(str(one["device"]), list(one["entries"])) for one in said["phones"]]
        if said["format"] != FORMAT or said["version"] != 1 or not phones:
            raise NotAQueue()
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAQueue() from error
    if sum(len(entries) for _, entries in phones) > MOST_ENTRIES:
        raise NotAQueue()
    ours = {row["id"]: get_device(connection, row["id"]) for row in devices_of(connection, event)}
    queues = [Queue(ours[device], entries) for device, entries in phones if device in ours]
    if not queues:
        raise NotFound()
    return queues, sum(len(entries) for device, entries in phones if device not in ours)


def take_queues(connection: sqlite3.Connection, queues: Sequence[Queue], language: str, keys: Callable[[], KeyRing] | None = None) -> Taken:
    """Record the queues as their phones' own facts.  Must run inside ``Store.write`` with ``finish=ledger.count_entries``."""
    taken = Taken()
    for queue in queues:
        sender = Sender.from_device(queue.phone, language, keys)
        for result in record_entries(connection, sender, read_entries(queue.entries)):
            if result["result"] == "recorded":
                taken.recorded += 1
            elif result["result"] == "duplicate":
                taken.known += 1
            else:
                taken.refused.append((str(result.get("id", "")), str(result["message"])))
    return taken
