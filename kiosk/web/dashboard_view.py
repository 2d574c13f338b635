"""What a dashboard shows beside plain figures: figures with where they come from, questions and answers in words, charts, aims and comparison."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from flask import url_for
from markupsafe import Markup, escape

from kiosk.consultations import say_topics
from kiosk.figures.comparison import Pair
from kiosk.figures.costs import CURRENCY
from kiosk.figures.glance import Aim, Glance, Part, Stated
from kiosk.figures.provenance import Address, parse
from kiosk.figures.questions import Answer, Line, answer_all
from kiosk.figures.suppression import AtLeast, Hidden
from kiosk.languages import parts, plain, say_number, say_percent
from kiosk.records import split_words, variant_of
from kiosk.web.context import language, t
from kiosk.web.summary_view import say_explained
from kiosk.web.tallies_tables import MARKS, marks_of
from kiosk.web.tallies_view import hour_label, say_shown
from printables import charts

SHARES = ("handed_share", "handed_of_printed", "response_rate", "action_rate", "counted_share")
TILES = {
    "handed_out": "handed_out", "unique_responses": "responses", "visits": "visits", "consultations": "consultations", "new_volunteers": "registrations",
    "notes": "notes", "wishes_delivered": "wishes", "feedback": "", "service_hours": "",
}  # fmt: skip
"""The big figures, and the figure whose ways of counting are theirs."""
_TABLES = {"share": "material", "responders": "material", "works": "booth-material", "volunteers": "volunteer", "wishes": "wall"}
"""Question → the table of the event's page that tells it in detail; of the others the top of the page does."""
MOST_TOPICS, MOST_PARTS = 8, 12
_WIDTH = 360
LARGE = ("handed_out", "visits", "consultations", "unique_responses", "new_volunteers", "notes", "wishes_claimed", "wishes_delivered")
MOST_LARGE = 6
"""More cannot be read from five metres."""
_SPACE = {"en": " "}


@dataclass(frozen=True, slots=True)
class Tile:
    """One big figure with how it was counted."""

    name: str
    said: Markup
    marks: tuple[str, ...]
    note: Markup = field(default_factory=Markup)


@dataclass(frozen=True, slots=True)
class Said:
    """One question with its answer and where the detail is."""

    question: str
    state: str
    sentence: Markup
    url: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the comparison."""

    name: str
    now: Markup
    before: Markup
    difference: str
    reason: str


@dataclass(frozen=True, slots=True)
class DashboardView:
    """The dashboard as words and drawings."""

    tiles: Sequence[Tile]
    answers: Sequence[Said]
    drawings: Sequence[tuple[str, Markup]]
    outcomes: Sequence[Markup]
    on_duty: Sequence[Markup]
    wishes: Sequence[tuple[str, Markup]]
    advice: Sequence[tuple[sqlite3.Row, Markup]]
    so_far: bool


def dashboard_view(glance: Glance) -> DashboardView:
    """Return what the template needs."""
    figures = glance.figures
    tiles = [Tile(name, stated(glance, glance.of(name)), marks_of(figures, counted)) for name, counted in TILES.items() if glance.of(name).value]
    wishes = [(name, stated(glance, glance.of(name))) for name in ("wishes", "wishes_claimed", "wishes_delivered")] if figures.wishes else []
    return DashboardView(
        tiles, [_answer(glance, answer) for answer in answer_all(glance)], draw(glance), _outcomes(glance), _on_duty(glance), wishes,
        [(part.row, stated(glance, part.stated)) for part in glance.advice if part.row is not None], glance.is_going_on,
    )  # fmt: skip


def say_value(figure: Stated) -> str:
    """Say a figure as the page shows it: a share in per cent, money with its sign, a small count only as it may be published."""
    value, name = figure.value, figure.address.figure
    if value is None:
        return t("common.reconciliation.not_measurable")
    if isinstance(value, Hidden | AtLeast):
        return say_shown(value)
    if name in SHARES:
        return say_percent(language(), Decimal(value))
    if name.startswith("cost"):
        return f"{CURRENCY}{say_number(language(), round(Decimal(value), 2))}"
    return say_number(language(), value if isinstance(value, int) else plain(round(Decimal(str(value)), 2)))


def stated(glance: Glance, figure: Stated) -> Markup:
    """Return a figure that tells, where somebody points at it, how it was worked out, from which records, and how they were counted."""
    ask = "" if glance.tells(figure.address) else url_for("dashboard.campaign_figure", campaign=glance.campaign["id"], address=str(figure.address))
    link = Markup('<a href="{}">{}</a>').format(ask, t("dashboard.where_from"))
    tip = link if ask else say_explained(glance.reader.explain(figure.address))
    return Markup('<span class="stated" tabindex="0" data-ask="{}" data-address="{}" data-figure="{}">{}<span class="tip" role="tooltip">{}</span></span>').format(
        ask, figure.address, figure.address, say_value(figure), tip
    )  # fmt: skip


def fill(key: str, said: Mapping[str, object], count: int | None = None) -> Markup:
    """Return a text filled with words and figures; ``count`` chooses between one and other, where a language does."""
    whole = Markup()
    for words, name in parts(language(), key, count):
        whole += escape(words) + (escape(said[name]) if name else Markup())
    return whole


def _answer(glance: Glance, answer: Answer) -> Said:
    sentence = escape(_SPACE.get(language(), "")).join(_line(glance, line) for line in answer.lines)
    return Said(answer.question, answer.state, sentence, _url(glance, answer.question))


def _line(glance: Glance, line: Line) -> Markup:
    said = {name: _word(glance, value) for name, value in line.said.items()}
    first = next((value.value for value in line.said.values() if isinstance(value, Stated)), None)
    return fill(f"dashboard.answer.{line.key}", said, 1 if first == 1 else 2)


def _word(glance: Glance, value: Stated | sqlite3.Row | str) -> object:
    if isinstance(value, Stated):
        return stated(glance, value)
    if isinstance(value, sqlite3.Row):
        if "title" in value.keys():  # noqa: SIM118 - a row has no `in`
            return variant_of(value, "title", language())  # 《…》 holds a title and no code
        return f"{value['code']} {variant_of(value, 'name', language())}".strip()
    kind, _, rest = value.partition(".")
    return say_topic(glance, rest) if kind == "topic" else t(value) if kind == "common" else value


def say_topic(glance: Glance, topic: str) -> str:
    """Say a topic in the reader's language."""
    for row in (glance.campaign, *glance.scope.events):
        if topic in split_words(row["topics"]):
            return say_topics(row, language())[topic]
    return topic or t("tallies.no_topic")


def _url(glance: Glance, question: str) -> str:
    """Return where the detail of a question is."""
    if question == "next":
        return "#next"
    if glance.event is None:
        there = {"adds_up": "desk.campaign", "trust": "roll_up.home", "volunteers": "roll_up.home"}.get(question, "")
        return url_for(there, campaign=glance.campaign["id"]) if there else "#events"
    return url_for("desk.one" if question in ("adds_up", "trust") else "tallies.event", event=glance.event["id"], _anchor=_TABLES.get(question))


def _outcomes(glance: Glance) -> list[Markup]:
    """Say what came of the consultations, as it may be published."""
    names = glance.scope.published.outcomes
    return [fill(f"tallies.outcome.{name}", {"count": stated(glance, glance.of("outcomes", detail=name))}) for name in names]


def _on_duty(glance: Glance) -> list[Markup]:
    """Say who is there now, who was to come, and who did not."""
    if not (glance.number("planned") or glance.number("staff")):
        return []
    names = ["on_duty", *(["planned"] if glance.number("planned") else []), *(["missing"] if glance.number("missing") else [])]
    return [fill(f"dashboard.duty.{name}", {"figure": stated(glance, glance.of(name))}) for name in names if name != "on_duty" or glance.is_going_on]


def draw(glance: Glance) -> list[tuple[str, Markup]]:
    """Return the charts that have something to show, each with its heading."""
    made = [_aims(glance), _hours(glance), _places(glance), _topics(glance), _attendance(glance)]
    return [(chart.title, _svg(glance, chart)) for chart in made if chart is not None]


def _svg(glance: Glance, chart: charts.Chart) -> Markup:
    addresses = {reading.figure for reading in chart.readings() if reading.figure}
    tips = {said: say_explained(glance.reader.explain(address)) for said, address in _parsed(addresses).items() if glance.tells(address)}
    return Markup(charts.to_svg(chart, language(), _WIDTH, tips))  # noqa: S704 - our own drawing, escaped by the drawer


def _parsed(addresses: set[str]) -> dict[str, Address]:
    return {said: parse(said) for said in sorted(addresses)}


def _aims(glance: Glance) -> charts.Chart | None:
    """Figures against what was to be reached; one that cannot be measured yet is said in a table of the plan, not drawn."""
    goals = [_goal(aim) for aim in glance.aims if aim.outcome.actual is not None]
    return charts.Targets(t("dashboard.aims"), tuple(goals)) if goals else None


def _goal(aim: Aim) -> charts.Goal:
    return charts.Goal(variant_of(aim.row, "text", language()), aim.outcome.actual or 0, aim.outcome.target, figure=str(aim.stated.address))


def _hours(glance: Glance) -> charts.Chart | None:
    for name in ("handed_out", "visits", "responses"):
        found = glance.hours_of(name)
        if found and glance.event is not None:
            bars = [charts.Bar(hour_label(glance.event, each.name, len(found)), each.stated.number, figure=str(each.stated.address)) for each in found]
            return charts.Columns(t(f"tallies.chart.{name}"), tuple(bars))
    return None


def _places(glance: Glance) -> charts.Chart | None:
    found = [part for part in (glance.by_booth if glance.event is not None else glance.by_event) if part.stated.number]
    if glance.event is None:
        found = sorted(found, key=lambda part: part.stated.number, reverse=True)
        return _largest("by_event", MOST_PARTS, [_bar(part) for part in found])
    return charts.Rows(t("dashboard.by_booth"), tuple(_bar(part) for part in found)) if found else None


def _largest(title: str, most: int, bars: Sequence[charts.Bar]) -> charts.Chart | None:
    """Return the first bars; a title over fewer than there are says so."""
    said = t(f"dashboard.{title}")
    if len(bars) > most:
        said = t("dashboard.most", title=said, count=most)
    return charts.Rows(said, tuple(bars[:most])) if bars else None


def _bar(part: Part) -> charts.Bar:
    assert part.row is not None
    booth = "colour" in part.row.keys()  # noqa: SIM118 - a row has no `in`
    name = variant_of(part.row, "name" if booth else "title", language())
    colour = (part.row["colour"] or 1) if booth else 0
    return charts.Bar(name, part.stated.number, figure=str(part.stated.address), code=part.row["code"], colour=colour)


def _topics(glance: Glance) -> charts.Chart | None:
    counted = [(topic, count) for topic, count in glance.figures.topics.most_common() if count > 0]
    bars = [charts.Bar(say_topic(glance, topic), count, figure=str(glance.address.of("topics", detail=topic)) if topic else "") for topic, count in counted]
    return _largest("by_topic", MOST_TOPICS, bars)


def _attendance(glance: Glance) -> charts.Chart | None:
    """Sign-ins by method; the heads that somebody counted stand beside."""
    came = glance.figures.methods["visits"]
    shares = [_share(glance, method, count) for method, count in came.items() if count > 0]
    seen = glance.of("head_count") if glance.event is not None and glance.number("head_count") else None
    if seen is not None and shares:
        shares.append(charts.Share(t("figures.name.head_count"), "estimate", seen.number, figure=str(seen.address)))
    return charts.Strip(t("dashboard.attendance"), tuple(shares)) if shares else None


def _share(glance: Glance, method: str, count: int) -> charts.Share:
    mark: charts.Method = {"scan": "scan", "paper": "paper"}.get(MARKS.get(method, "count"), "count")  # type: ignore[assignment]
    return charts.Share(t(f"dashboard.came.{method}"), mark, count, figure=str(glance.address.of("visits_by", detail=method)))


def compared(now: Glance, before: Glance, pairs: Sequence[Pair]) -> list[Compared]:
    """Return the comparison in words; what cannot be compared has no difference, and says why."""
    return [Compared(pair.name, stated(now, pair.now), stated(before, pair.before), _say_difference(pair), pair.reason) for pair in pairs]


def _say_difference(pair: Pair) -> str:
    value = pair.difference
    if value is None:
        return t(f"dashboard.not_comparable.{pair.reason}")
    if pair.name in SHARES:
        points = round(Decimal(value) * 100, 1)
        return t("dashboard.points", points=_signed(points))
    return _signed(value if isinstance(value, int) else round(value, 2))


def _signed(value: int | Decimal) -> str:
    if not value:
        return "±0"
    said = say_number(language(), value if isinstance(value, int) else plain(value))
    return f"+{said}" if value > 0 else said


def large_figures(glance: Glance) -> list[tuple[str, str]]:
    """Return the figures that anybody may see from afar, each with its address: no referrals, no differences, nobody's name."""
    wanted = [glance.of(name) for name in LARGE]
    return [(each.address.figure, say_value(each)) for each in wanted if each.number][:MOST_LARGE]
