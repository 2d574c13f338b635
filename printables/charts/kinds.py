"""What a chart says, in five kinds: its bars, parts, aims or pairs with the words in print; nothing here draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from printables.checks import at_least, one_of, require

Method = Literal["scan", "count", "paper", "remainder", "estimate"]
MARKS: dict[str, str] = {"scan": "◎", "count": "+", "paper": "▤", "remainder": "−", "estimate": "≈"}
"""How a figure was counted → the mark that says so (look.md)."""
COLOURS = 8
"""Booth colours, 1 to 8; 0 is none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a chart says in words: of what, which figure, and the figure's address ('' where it has none); ``value`` is the bare number."""

    label: str
    said: str
    figure: str = ""
    value: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.  ``said`` is the figure as printed, with its measure word (702份), the bare number where it is ''; ``note`` stands beside it.

    ``code`` and ``colour`` are a booth's: the colour is shown on a screen only, beside the code.
    """

    label: str
    value: int
    note: str = ""
    said: str = ""
    figure: str = ""
    code: str = ""
    colour: int = 0

    def __post_init__(self) -> None:
        one_of("colour", self.colour, range(COLOURS + 1))

    @property
    def words(self) -> str:
        """The figure as printed."""
        return self.said or say(self.value)

    @property
    def name(self) -> str:
        """Whose figure it is: code and label."""
        return f"{self.code} {self.label}".strip()


@dataclass(frozen=True, slots=True)
class _Bars:
    """Bars under a title.  Raises FieldEmpty."""

    title: str
    bars: tuple[Bar, ...]

    def __post_init__(self) -> None:
        require(title=self.title, bars=self.bars)

    def readings(self) -> list[Reading]:
        """All labels with their figures."""
        return [Reading(bar.name, bar.words, bar.figure, bar.value) for bar in self.bars]


class Columns(_Bars):
    """Upright bars in the order of time.  Raises FieldEmpty."""

    __slots__ = ()


class Rows(_Bars):
    """Lying bars by booth, topic or whatever has a name, in the caller's order.  Raises FieldEmpty."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a whole, by how it was counted; ``word`` says that in the reader's language.  Raises FieldInvalid."""

    word: str
    method: Method
    value: int
    said: str = ""
    figure: str = ""

    def __post_init__(self) -> None:
        one_of("method", self.method, MARKS)
        at_least("value", self.value, 0)

    @property
    def words(self) -> str:
        """The figure as printed."""
        return self.said or say(self.value)


@dataclass(frozen=True, slots=True)
class Strip:
    """One whole in its parts by method; an estimate is no part of it and stands beside.  Raises FieldEmpty."""

    title: str
    shares: tuple[Share, ...]

    def __post_init__(self) -> None:
        require(title=self.title, shares=self.shares)

    @property
    def counted(self) -> list[Share]:
        """The parts that make up the whole."""
        return [share for share in self.shares if share.method != "estimate"]

    @property
    def beside(self) -> list[Share]:
        """Estimates."""
        return [share for share in self.shares if share.method == "estimate"]

    @property
    def total(self) -> int:
        """The whole."""
        return sum(share.value for share in self.counted)

    def part(self, share: Share) -> str:
        """Its per cent of the whole, '' for an estimate and where there is no whole."""
        if share.method == "estimate" or not self.total:
            return ""
        return say_parts([each.value for each in self.counted])[self.counted.index(share)]

    def readings(self) -> list[Reading]:
        """All parts with figure and per cent; the mark is for the eye alone."""
        return [Reading(share.word, " · ".join(filter(None, (share.words, self.part(share)))), share.figure, share.value) for share in self.shares]


@dataclass(frozen=True, slots=True)
class Goal:
    """What was to be reached and what was; ``said`` and ``aim`` are both figures as printed.  Raises FieldInvalid."""

    label: str
    value: int
    target: int
    said: str = ""
    aim: str = ""
    figure: str = ""

    def __post_init__(self) -> None:
        at_least("target", self.target, 0)

    @property
    def words(self) -> str:
        """The figure as printed."""
        return self.said or say(self.value)

    @property
    def beside(self) -> str:
        """The target as printed, and how many per cent of it were reached: also more than 100."""
        aim = self.aim or say(self.target)
        return f"/ {aim} · {say_part(self.value, self.target)}" if self.target else f"/ {aim}"


@dataclass(frozen=True, slots=True)
class Targets:
    """Bars against their targets, each on a scale of its own.  Raises FieldEmpty."""

    title: str
    goals: tuple[Goal, ...]

    def __post_init__(self) -> None:
        require(title=self.title, goals=self.goals)

    def readings(self) -> list[Reading]:
        """All labels with figure, target and per cent."""
        return [Reading(goal.label, f"{goal.words} {goal.beside}", goal.figure, goal.value) for goal in self.goals]


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure now and before; ``before`` is None where it was not counted then, which is never 0."""

    label: str
    value: int
    before: int | None
    said: str = ""
    said_before: str = ""
    figure: str = ""

    @property
    def words(self) -> str:
        """The figure as printed."""
        return self.said or say(self.value)

    @property
    def words_before(self) -> str:
        """The figure before, as printed."""
        return "—" if self.before is None else self.said_before or say(self.before)

    @property
    def change(self) -> str:
        """By how much it is more or less, with its sign; '' where there is nothing to compare with."""
        return "" if self.before is None else f"({say_change(self.value - self.before)})"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two series side by side, called ``now`` and ``before``; ``one_scale`` where all pairs count the same thing.  Raises FieldEmpty."""

    title: str
    now: str
    before: str
    pairs: tuple[Pair, ...]
    one_scale: bool = False

    def __post_init__(self) -> None:
        require(title=self.title, now=self.now, before=self.before, pairs=self.pairs)

    def readings(self) -> list[Reading]:
        """All labels with both figures and what lies between."""
        return [
            Reading(pair.label, f"{self.now} {pair.words} · {self.before} {pair.words_before}" + (f" {pair.change}" if pair.change else ""), pair.figure, pair.value)
            for pair in self.pairs
        ]  # fmt: skip


Chart = Columns | Rows | Strip | Targets | Pairs


def say(value: int) -> str:
    """Say a number with its thousands, and a real minus."""
    return f"{value:,}".replace("-", "−")


def say_change(value: int) -> str:
    """Say a difference with its sign: +120, −3, ±0."""
    return "±0" if value == 0 else f"+{value:,}" if value > 0 else say(value)


def say_part(value: int, whole: int) -> str:
    """Say a per cent that is never more than the truth: 103%, and <1% for what is more than nothing."""
    part = value * 100 // whole
    return "<1%" if part == 0 and value > 0 else f"{say(part)}%"


def say_parts(values: Sequence[int]) -> list[str]:
    """Say the parts of a whole in per cent with one decimal, so that what is read adds up to 100: the largest remainders are rounded up."""
    whole = sum(values)
    tenths = [value * 1000 // whole for value in values]
    short = sorted(range(len(values)), key=lambda at: -(values[at] * 1000 % whole))[: 1000 - sum(tenths)]
    rounded = [part + (at in short) for at, part in enumerate(tenths)]
    return [f"{part // 10}.{part % 10}%" if part or not value else "<0.1%" for part, value in zip(rounded, values, strict=True)]


COLON = {"en": ": ", "zh-Hans": "：", "zh-Hant": "："}
_SEMICOLON = {"en": "; ", "zh-Hans": "；", "zh-Hant": "；"}


def say_all(readings: Sequence[Reading], language: str) -> str:
    """Say everything that a chart shows in one line, for a screen reader."""
    return _SEMICOLON[language].join(f"{reading.label}{COLON[language]}{reading.said}" for reading in readings)
