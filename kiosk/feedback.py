"""What people thought of an event: one of five, what they knew before and after, and a sentence, without a name (domain.md §2, §8)."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from kiosk import ledger
from kiosk.errors import InvalidFields
from kiosk.ids import derive_id, now_ms
from kiosk.ledger import Fact
from kiosk.privacy.personal_data import keyed_secret
from kiosk.responses import Left, Origin, record_action

SCORES = (5, 4, 3, 2, 1)
SATISFIED = 4
"""From here up somebody was satisfied."""
MOST_CARDS = 2_000
"""Of one score, keyed at once."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one person said.  ``before`` and ``after``: how much they knew, 1 to 5, 0 for not said; ``quote``: the sentence may be
    quoted without a name."""

    score: int
    before: int = 0
    after: int = 0
    quote: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """What somebody wrote beside a score; ``quote`` tells whether it may be quoted."""

    text: str
    score: int
    at: int
    quote: bool


@dataclass
class Feedback:
    """The opinions on one event; ``attended`` are those given on a phone that had signed in there."""

    scores: Counter[int] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    before: Counter[int] = field(default_factory=Counter)
    after: Counter[int] = field(default_factory=Counter)
    attended: int = 0
    sentences: list[Sentence] = field(default_factory=list)
    batches: list[sqlite3.Row] = field(default_factory=list)

    @property
    def answers(self) -> int:
        """How many said something."""
        return self.scores.total()

    @property
    def satisfied(self) -> int:
        """How many chose one of the upper two."""
        return sum(count for score, count in self.scores.items() if score >= SATISFIED)


def mean_of(chosen: Mapping[int, int]) -> Decimal | None:
    """Return the mean of what was chosen, to one decimal place, half up; None when nobody said anything."""
    count = sum(chosen.values())
    total = Decimal(sum(value * times for value, times in chosen.items()))
    return (total / count).quantize(Decimal("0.1"), ROUND_HALF_UP) if count else None


def fact_id(form: str, event: str, participant: str, key: str) -> str:
    """Return the id of an opinion's fact.

    From a phone that signed in it follows from the participant, so that each gives one; only the instance's ``key`` tells which,
    so that the ledger ties the opinion to an attendance and to no name.
    """
    if not participant:
        return derive_id(form, "feedback")
    return derive_id(event, f"feedback of {keyed_secret(key, f'feedback of {participant}')}")


def is_same_form(connection: sqlite3.Connection, id: str, form: str) -> bool:
    """Tell whether the opinion with this fact's id came with this very form: a double click is no second opinion."""
    row = connection.execute("SELECT json_extract(data, '$.form') FROM fact WHERE id = ?", (id,)).fetchone()
    return row is not None and row[0] == form


def record_opinion(
    connection: sqlite3.Connection, form: str, id: str, opinion: Opinion, origin: Origin, left: Left, *, attended: bool = False,
    at: int | None = None,
) -> bool:
    """Record an opinion under the fact's ``id`` and, apart from it, the sentence; False when it was given before.

    ``form`` is the id that the form carried: that the form was sent is an action of the landing page.
    """
    if connection.execute("SELECT 1 FROM fact WHERE id = ?", (id,)).fetchone():
        return False
    record_action(connection, form, "feedback", origin, left, at)
    said: dict[str, object] = {"score": opinion.score, "before": opinion.before, "after": opinion.after, "attended": attended}
    said |= {"quote": opinion.quote and bool(left.note), "form": form}
    data = json.dumps({name: value for name, value in said.items() if value})
    fact = ledger.make_fact("feedback", id=id, device="public", at=at, method="self", data=data, **asdict(origin))
    return ledger.append(connection, [fact])[0].outcome == "recorded"


def read_cards(typed: Mapping[str, str]) -> dict[int, int]:
    """Return how many cards of each score were typed; InvalidFields."""
    cards: dict[int, int] = {}
    problems: dict[str, tuple[str, dict[str, object]]] = {}
    for score in SCORES:
        said = typed.get(f"score{score}", "").strip()
        if said and (not said.isascii() or not said.isdigit() or len(said) > 6 or int(said) > MOST_CARDS):
            problems[f"score{score}"] = ("errors.bad_number", {"value": said[:20]})
        elif said and int(said):
            cards[score] = int(said)
    if not problems and not cards:
        problems["score5"] = ("feedback.no_cards", {})
    if problems:
        raise InvalidFields(problems)
    return cards


def record_cards(connection: sqlite3.Connection, event: str, form: str, cards: Mapping[int, int], device: str, at: int) -> None:
    """Record paper cards by score, at ``at`` (ms UTC); the same ``form`` twice is one batch."""
    facts = [_card_fact(event, form, score, count, device, at) for score, count in sorted(cards.items())]
    ledger.append(connection, facts)


def _card_fact(event: str, form: str, score: int, count: int, device: str, at: int) -> Fact:
    return ledger.make_fact(
        "feedback", id=derive_id(form, f"feedback cards {score}"), device=device, at=at, method="paper", event=event, quantity=count,
        authority=1, data=json.dumps({"batch": form, "score": score}),
    )  # fmt: skip


def take_back_cards(connection: sqlite3.Connection, event: str, batch: str, device: str) -> int:
    """Void a batch of keyed cards; return how many facts that were.  Twice is once."""
    rows = connection.execute(_BATCH, (event, batch)).fetchall()
    voids = [
        ledger.make_fact("void", id=derive_id(row["id"], "taken back"), device=device, at=now_ms(), event=event, authority=1, names=row["id"])
        for row in rows
    ]
    ledger.append(connection, voids)
    return len(rows)


_BATCH = "SELECT id FROM standing WHERE event = ? AND kind = 'feedback' AND json_extract(data, '$.batch') = ?"


def read_feedback(connection: sqlite3.Connection, event: str) -> Feedback:
    """Return the standing opinions on an event, the sentences newest first, without anything that names anybody."""
    found = Feedback()
    rows = connection.execute(
        "SELECT f.id, f.at, f.method, f.quantity, f.data, coalesce(i.note, '') AS note FROM standing f"
        " LEFT JOIN identity i ON i.subject = json_extract(f.data, '$.form') WHERE f.event = ? AND f.kind = 'feedback' ORDER BY f.at DESC, f.id",
        (event,),
    ).fetchall()
    for row in rows:
        _add(found, row, json.loads(row["data"]))
    found.batches = connection.execute(_BATCHES, (event,)).fetchall()
    return found


_BATCHES = (
    "SELECT json_extract(data, '$.batch') AS batch, max(received_at) AS at, sum(quantity) AS cards FROM standing"
    " WHERE event = ? AND kind = 'feedback' AND json_extract(data, '$.batch') IS NOT NULL GROUP BY 1 ORDER BY 2 DESC"
)


def _add(found: Feedback, row: sqlite3.Row, said: Mapping[str, object]) -> None:
    score, count = int(str(said["score"])), row["quantity"]
    found.scores[score] += count
    found.methods[row["method"]] += count
    found.attended += bool(said.get("attended"))
    for name, chosen in (("before", found.before), ("after", found.after)):
        if said.get(name):
            chosen[int(str(said[name]))] += 1
    if row["note"]:
        found.sentences.append(Sentence(row["note"], score, row["at"], bool(said.get("quote"))))
