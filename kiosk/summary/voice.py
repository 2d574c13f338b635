"""Says records in one language: numbers with measure words, dates and hours, lists; words that state a figure keep its address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from kiosk.figures.suppression import AtLeast, Hidden
from kiosk.languages import parts, say_number, text
from kiosk.observances import say_ordinal
from kiosk.summary.records import Figure, Money, Text
from printables.report import Kind, Span

Phrase = tuple[Span, ...]
_MOST_NAMES, _NAMED = 12, 3
"""So many names are told one by one; of more, the first few stand for all beside their number."""
UNMEASURED = ("/unaccounted", "/handed_out")
"""Figures that are None only where they cannot be measured."""
Said = str | Span | Phrase


@dataclass(frozen=True, slots=True)
class Passage:
    """What becomes one paragraph: ``key`` names it whatever it says; an empty one is left out."""

    key: str
    phrase: Phrase
    kind: Kind = "body"

    @property
    def text(self) -> str:
        """All its words in a row."""
        return "".join(span.text for span in self.phrase)


class Voice:
    """One language, exact or rounded (never above the truth); ``missing`` collects the texts that nobody typed in it, each once."""

    def __init__(self, language: str, *, rounded: bool = False) -> None:
        self.language, self.rounded = language, rounded
        self._missing: dict[str, None] = {}

    @property
    def missing(self) -> tuple[str, ...]:
        """The texts that had to be used as they were typed in another language."""
        return tuple(self._missing)

    def word(self, key: str, **words: str) -> str:
        """Return a text that states no figure."""
        return text(self.language, f"summary.{key}", **words)

    def say(self, key: str, count: int | None = None, /, **said: Said) -> Phrase:
        """Return a text filled with words and figures; ``count`` chooses between one and other, where a language does."""
        spans: list[Span] = []
        for words, name in parts(self.language, f"summary.{key}", count):
            spans += [Span(words)] if words else []
            spans += spans_of(said[name]) if name else []
        return merge(spans)

    def sentence(self, key: str, count: int | None = None, /, **said: Said) -> Phrase:
        """Return a whole sentence: like ``say``, with a capital where the language has them."""
        return capital(self.say(key, count, **said))

    def number(self, figure: Figure, *, exact: bool = False) -> Span:
        """Return a figure as prose states it; ``exact``: words beside it say already that it is not, or it is compared."""
        if isinstance(figure.value, Hidden | AtLeast):
            return Span(self._hidden(figure.value), figure.address)
        value = figure.number
        return Span(self._rounded(value) if self.rounded and not exact else self._exact(value), figure.address)

    def cell(self, figure: Figure) -> str:
        """Return a figure as a table states it: exact; a difference that cannot be measured says so, and what nobody asked for is a dash."""
        if figure.value is None:
            return text(self.language, "common.reconciliation.not_measurable") if figure.address.endswith(UNMEASURED) else "—"
        return self._exact(figure.value) if isinstance(figure.value, int) else self._hidden(figure.value)

    def _hidden(self, value: Hidden | AtLeast) -> str:
        if isinstance(value, AtLeast):
            return text(self.language, "tallies.shown.at_least", n=self._exact(value.least))
        return text(self.language, f"tallies.shown.{value.value}")

    def alone(self, value: int | float | Decimal | Hidden | AtLeast | None) -> str:
        """Return a figure as it stands by itself in somebody's own sentence: exact, hidden where it is not published, or not measurable."""
        if isinstance(value, Hidden | AtLeast):
            return self._hidden(value)
        if value is None:
            return text(self.language, "common.reconciliation.not_measurable")
        return self._exact(value) if isinstance(value, int) else self.amount(round(Decimal(str(value)), 2))

    def count(self, unit: str, figure: Figure, /, *, exact: bool = False) -> Phrase:
        """Return a figure with its measure word: 46人次, one visit, 2 visits."""
        return self.say(f"count.{unit}", figure.number, n=self.number(figure, exact=exact))

    def money(self, money: Money) -> Phrase:
        """Return an amount with its currency, to the cent where there are cents: 540元, 5.63元, ¥540."""
        return self.say("count.money", n=Span(self.amount(money.amount), money.address))

    def amount(self, amount: Decimal) -> str:
        """Return an amount without its currency, to the cent where there are cents: 540, 5.63, 1,540."""
        said = f"{amount:,}" if self.language == "en" else str(amount)
        return said.removesuffix(".00")

    def text(self, typed: Text) -> str:
        """Return a text of the plan; one that nobody typed in this language is used as it is, marked and remembered."""
        if not typed.lacks(self.language):
            return typed.said(self.language)
        label = text(self.language, f"plan.label.{typed.field}")
        line = text(self.language, "summary.missing", label=label, code=typed.code, text=typed.original)
        self._missing.setdefault(line)
        return text(self.language, "summary.original", text=bare(typed.original))

    def bare(self, typed: Text) -> str:
        """Return a text of the plan without the full stop at its end, to go on after it."""
        return bare(self.text(typed))

    def list(self, items: Iterable[Said], join: str = "list") -> Phrase:
        """Join items as the language does: 甲、乙、丙; one, two and three.  ``join``: list, titles, clauses."""
        first, *rest = [spans_of(item) for item in items] or [()]
        for place, following in enumerate(rest, start=1):
            first = self.say(f"join.{join}" + ("_last" if place == len(rest) else ""), first=first, next=following)
        return first

    def names(self, items: Sequence[Said]) -> Phrase:
        """Join names before their number: 甲、乙、丙等120個; of very many only the first few."""
        return self.list(items) if len(items) <= _MOST_NAMES else self.say("join.more", names=self.list(items[:_NAMED], "names"))

    def together(self, sentences: Iterable[Phrase | None]) -> Phrase:
        """Set sentences one after the other; those whose records are not there are None."""
        spans: list[Span] = []
        for sentence in sentences:
            if sentence:
                spans += [*([Span(" ")] if spans and self.language == "en" else []), *sentence]
        return merge(spans)

    def ordinal(self, number: int) -> str:
        """Return a number as headings and lists count: 一, 十二, in English in figures."""
        return str(number) if self.language == "en" else say_ordinal(self.language, number)

    def day(self, day: date, *, year: bool = False, weekday: bool = False) -> str:
        """Return 3月24日, with its year and weekday where they are wanted; no leading zeros."""
        form = "day" + ("_year" if year else "") + ("_weekday" if weekday else "")
        return text(
            self.language, f"summary.date.{form}", year=day.year, month=text(self.language, f"common.month.{day.month}"), day=day.day,
            weekday=text(self.language, f"common.weekday.{day.isoweekday()}"),
        )  # fmt: skip

    def during(self, first: date, last: date, *, year: bool = False) -> str:
        """Return the same as a sentence says it: from 20 to 26 March, on 24 March."""
        if first == last:
            return self.word("date.on", day=self.day(first, year=year))
        return self.word("date.from", days=self.days(first, last, year=year, said=True))

    def days(self, first: date, last: date, *, year: bool = False, said: bool = False) -> str:
        """Return 3月20日至26日, 20–26 March, and as ``said`` 20 to 26 March."""
        if first == last:
            return self.day(first, year=year)
        same = "month" if (first.year, first.month) == (last.year, last.month) else "year" if first.year == last.year else "none"
        values = {
            "first": first.day, "last": last.day, "month": text(self.language, f"common.month.{first.month}"),
            "last_month": text(self.language, f"common.month.{last.month}"), "year": first.year, "last_year": last.year,
            "to": self.word("date.said_to" if said else "date.to"), "wide_to": self.word("date.said_to" if said else "date.wide_to"),
        }  # fmt: skip
        return text(self.language, f"summary.date.span_{same}" + ("_year" if year or same == "none" else ""), **values)

    def hours(self, starts: datetime, ends: datetime) -> str:
        """Return 上午9時至11時30分, 09:00–11:30; past midnight 晚上10時30分至次日凌晨1時, 22:30–01:00 the next day."""
        next_day = self.word("clock.next_day") if ends.date() > starts.date() else ""
        if self.language == "en":
            return f"{starts:%H:%M}–{ends:%H:%M} {next_day}".rstrip()
        first, last = part_of_day(starts), part_of_day(ends)
        after = "" if first == last and not next_day else next_day + self.word(f"clock.{last}")
        return text(self.language, "summary.clock.span", first=self.word(f"clock.{first}") + self._clock(starts, first), last=after + self._clock(ends, last))

    def hour(self, clock: str) -> str:
        """Return the head of an hour's column: 9時, 09:00."""
        return clock if self.language == "en" else text(self.language, "summary.clock.hour", hour=int(clock[:2]), minute=0)

    def _clock(self, moment: datetime, part: str) -> str:
        hour = moment.hour - 12 if part in ("afternoon", "evening") else moment.hour
        key = "summary.clock.hour" if not moment.minute else "summary.clock.half"
        return text(self.language, key, hour=hour, minute=moment.minute)

    def _exact(self, value: int) -> str:
        return say_number(self.language, value) if self.language == "en" else str(value).replace("-", "−")

    def _rounded(self, value: int) -> str:
        """Return a number of few figures that is never above the truth: 20多, 2000餘, 6萬餘, more than 2,000."""
        least = floor_of(value)
        key = "exact" if least == value else "few" if value < 100 else "many"
        if self.language == "en" or least < 10_000:
            return text(self.language, f"summary.about.{key}", n=self._exact(least))
        unit, size = ("yi", 100_000_000) if least >= 100_000_000 else ("wan", 10_000)
        said = text(self.language, f"summary.about.{unit}", n=f"{least / size:.4f}".rstrip("0").rstrip("."))
        return text(self.language, f"summary.about.{key}", n=said)


def floor_of(value: int) -> int:
    """Return a number cut to two figures, of thousands and more to hundreds, of ten thousands to thousands: never above the truth."""
    step = 1 if value < 10 else 10 if value < 1000 else 100 if value < 10_000 else 1000 if value < 100_000_000 else 10_000_000
    return value // step * step


def part_of_day(moment: datetime) -> str:
    """Return the part of the day as Chinese says hours: noon is twelve, the evening begins at six."""
    hour = moment.hour
    return "night" if hour < 6 else "morning" if hour < 12 else "noon" if hour == 12 else "afternoon" if hour < 18 else "evening"


def spans_of(said: Said) -> Phrase:
    """Return anything that can be said as spans."""
    return (Span(said),) if isinstance(said, str) else (said,) if isinstance(said, Span) else said


def merge(spans: Sequence[Span]) -> Phrase:
    """Put plain words that follow one another together."""
    merged: list[Span] = []
    for span in spans:
        if merged and not span.figure and not merged[-1].figure:
            merged[-1] = Span(merged[-1].text + span.text)
        elif span.text:
            merged.append(span)
    return tuple(merged)


def capital(phrase: Phrase) -> Phrase:
    """Begin with a capital; what has none stays as it is."""
    if not phrase:
        return phrase
    first = phrase[0]
    return (Span(first.text[:1].upper() + first.text[1:], first.figure, first.typed), *phrase[1:])


def lower(words: str) -> str:
    """Return words that go on a sentence: Projector → projector; an abbreviation (TV set) or a name of several words (Lenin Hall) stays."""
    first, *others = words.split(" ")
    if (first.isupper() and len(first) > 1) or (others and all(word[:1].isupper() for word in others)):
        return words
    return words[:1].lower() + words[1:]


def bare(words: str) -> str:
    """Return a text without the full stop at its end."""
    return words.rstrip().rstrip("。.；;")
