"""Three shapes of one organisation's summary: the narrative, the directive brief, and numbered sections."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.summary.blocks import Blocks
from kiosk.summary.closing import closing_statements, say_objectives, say_steps
from kiosk.summary.events import event_passages, say_called_off, say_item, say_posts, say_staff
from kiosk.summary.opening import opening, statements
from kiosk.summary.records import Part, Records
from kiosk.summary.results import result_passages, say_sign_ins
from kiosk.summary.tables import balance_table
from kiosk.summary.voice import Passage, Voice, spans_of

Shape = Callable[[Blocks, Records, Part], None]


def narrative(blocks: Blocks, records: Records, part: Part) -> None:
    """Tell it as one text: opening, what was done, what came of it, what comes next; one table at its end."""
    voice = blocks.voice
    blocks.add(opening(voice, records, part))
    blocks.add(passage for passages in done(voice, records, part) for passage in passages)
    blocks.add(result_passages(voice, part))
    blocks.add([Passage("objectives", say_objectives(voice, part) or ())])
    blocks.add(closing_statements(voice, part, "effects", "significance", "problems"))
    blocks.add([Passage("next", say_steps(voice, part) or ())])
    blocks.tables([balance_table(voice, event, blocks.prefix) for event in part.held if len(event.booths) > 1])
    blocks.add([stated_note(voice, part)])


def done(voice: Voice, records: Records, part: Part) -> list[list[Passage]]:
    """Return what was done: what was posted, then event by event; several are told in their order with time and place."""
    told = [[Passage("posts", say_posts(voice, part) or ())]]
    if len(part.held) == 1:
        return [*told, event_passages(voice, records.campaign, part, part.held[0]), _called_off(voice, part)]
    told.append([Passage("staff", say_staff(voice, part.counted, part.staff) or ())])
    for place, event in enumerate(part.held):
        first = say_item(voice, event, part.held[place - 1] if place else None, place + 1)
        counted = Passage(f"event.{event.code}.visits", say_sign_ins(voice, event) or ())
        effects = statements(voice, f"event.{event.code}.effects", part.says("effects", event.id))
        told.append([*event_passages(voice, records.campaign, part, event, first=first), counted, *effects])
    return [*told, _called_off(voice, part)]


def _called_off(voice: Voice, part: Part) -> list[Passage]:
    return [Passage(f"event.{event.code}.called_off", say_called_off(voice, event) or ()) for event in part.events if not event.is_held]


def stated_note(voice: Voice, part: Part) -> Passage:
    """Say what of the text is no measurement, where anything is."""
    stated = bool(part.statements) or any(event.outcome for event in part.held)
    return Passage("note.stated", spans_of(voice.word("note.stated")) if stated else (), "note")


SHAPES: dict[str, Shape] = {"narrative": narrative}
