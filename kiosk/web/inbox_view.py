"""The inbox in words: what happened in one sentence, the likely cause in another, who and when, and what each button says."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from kiosk.figures.live_event import LiveEvent
from kiosk.inbox.cases import Case, Choice, read_facts
from kiosk.inbox.decisions import Decision
from kiosk.languages import say_number
from kiosk.privacy.personal_data import mask_name
from kiosk.records import variant_of
from kiosk.web.context import language, store, t
from kiosk.web.late import say_moment
from kiosk.web.tallies_tables import clock

_SHOWN = 5
_COPIES = ("print", "issue", "transfer", "hand_out", "return", "spoil", "head_count", "sheet_total")


@dataclass(frozen=True, slots=True)
class FactSaid:
    """One record of a case: what, of whom, seen by whom and when.  ``back`` is the choice that takes back this one alone."""

    what: str
    booth: str
    colour: int
    whom: str
    who: str
    when: str
    is_out: bool
    back: Choice | None


@dataclass(frozen=True, slots=True)
class CaseSaid:
    """One case as the page shows it; ``more`` is how many of its records are not shown."""

    case: Case
    anchor: str
    sentence: str
    cause: str
    facts: list[FactSaid]
    more: int
    choices: list[tuple[Choice, str]]


@dataclass(frozen=True, slots=True)
class DecisionSaid:
    """One decision that can be reopened."""

    id: str
    sentence: str
    verdict: str
    by: str
    facts: list[FactSaid]


def anchor_of(case: Case) -> str:
    """Return the name by which a page's address leads to a case."""
    return f"case-{case.key.rpartition(':')[2]}"


def say_cases(event: LiveEvent) -> list[CaseSaid]:
    """Return what waits in the reader's words; one statement for all the records."""
    cases = event.inbox.open
    rows = read_facts(store().read(), [fact for case in cases for fact in case.facts[:_SHOWN]])
    return [_say_case(event, case, rows) for case in cases]


def say_decisions(event: LiveEvent) -> list[DecisionSaid]:
    """Return what was decided, the latest first."""
    decided = event.inbox.decided
    shown = {decision.id: (case.facts if case else decision.facts)[:_SHOWN] for decision, case in decided}
    rows = read_facts(store().read(), [fact for facts in shown.values() for fact in facts])
    return [
        DecisionSaid(
            decision.id, say_case(event, case) if case else t(f"inbox.kind.{decision.kind}"), t(f"inbox.decided.{_verdict(decision)}"),
            t("inbox.decided.by", who=decision.who, when=say_moment(event.row, decision.made_at)),
            [_say_fact(event.row, rows[fact], None) for fact in shown[decision.id] if fact in rows],
        )
        for decision, case in decided
    ]  # fmt: skip


def _verdict(decision: Decision) -> str:
    if decision.kind == "quarantined":
        return "released" if decision.verdict == "keep" else "left_out"
    return decision.verdict


def _say_case(event: LiveEvent, case: Case, rows: dict[str, sqlite3.Row]) -> CaseSaid:
    alone = {choice.facts[0]: choice for choice in case.choices if choice.says == "this"}
    shown = [_say_fact(event.row, rows[fact], alone.get(fact)) for fact in case.facts[:_SHOWN] if fact in rows]
    choices = [(choice, t(f"inbox.do.{choice.says}", count=len(choice.facts))) for choice in case.choices if choice.says != "this"]
    cause = t(f"inbox.cause.{case.cause}")
    return CaseSaid(case, anchor_of(case), say_case(event, case), cause, shown, len(case.facts) - len(shown), choices)


def say_case(event: LiveEvent, case: Case) -> str:
    """Say in one sentence what happened; it names booths, phones and running numbers, never a person."""
    booth = next((row for row in event.booths if row["id"] == case.booth), None)
    material = next((row for row in event.materials if row["id"] == case.material), None)
    return t(
        f"inbox.case.{case.kind}", count=case.count, most=say_number(language(), case.most),
        booth=f"{booth['code']} {variant_of(booth, 'name', language())}".strip() if booth else case.booth,
        material=variant_of(material, "title", language()) if material else t("tallies.flyers"),
        phone=say_source(event, case.device), heir=say_source(event, case.heir) if case.heir else t("inbox.paper"),
        detail=t(f"phones.flag.{case.detail}") if case.kind == "flagged" else case.detail,
        time=clock(case.since, event.row["zone"]) if case.since else "",
    )  # fmt: skip


def say_source(event: LiveEvent, device: str) -> str:
    """Say which phone, or that it was the office."""
    phone = next((one for one in event.phones if one.id == device and one.row is not None), None)
    return t("phones.number", number=phone.row["number"]) if phone and phone.row else t("tallies.source.account")


def _say_fact(event: sqlite3.Row, row: sqlite3.Row, back: Choice | None) -> FactSaid:
    what = [t(f"phones.kind.{row['kind']}")]
    what += [say_number(language(), row["quantity"])] if row["kind"] in _COPIES else []
    what += [row["material_code"]] if row["material_code"] else []
    phone = t("phones.number", number=row["phone"]) if row["phone"] else ""
    return FactSaid(
        " ".join(what), row["booth_code"], row["colour"], _say_visitor(row), " ".join(filter(None, (phone, row["who"]))),
        say_moment(event, row["at"]), bool(row["is_out"]), back,
    )  # fmt: skip


def _say_visitor(row: sqlite3.Row) -> str:
    """Say who signed in: the running number, the name masked, the last four digits, and the row of the page."""
    said = [
        t("inbox.visitor.number", number=row["visitor_number"]) if row["visitor_number"] else row["volunteer"],
        mask_name(row["visitor"]),
        t("inbox.visitor.phone_end", digits=row["phone_end"]) if row["phone_end"] else "",
        t("inbox.visitor.row", number=row["sheet_row"]) if row["sheet_row"] else "",
    ]
    return " · ".join(filter(None, said))
