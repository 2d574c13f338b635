"""Which counts of people in difficulty may be published, so that no small one can be found out from the others; pure.

A count under five is said as "fewer than 5"; where subtraction would still tell it, further counts are withheld, beginning with
the smallest and keeping roll-ups as long as possible.  A hidden count is safe when a second value of it agrees with everything
that stays visible: such a second table is looked for, and where none is found more is withheld, so that every mistake is on
the safe side.  The same table always gives the same view.

Complementary suppression, and the second table that shows a cell to be safe, follow L. H. Cox, "Suppression Methodology and
Statistical Disclosure Control", Journal of the American Statistical Association 75 (1980), 377-385.  Where several kiosks publish
each its own part, no complement could be agreed on: what is said of the parts together (``add_up``) is made of what each part says
of itself, as in J. Wooton and B. Fraser, "A Review of Confidentiality Protections for Statistical Tables, with Special Reference to
the Differencing Problem", Australian Bureau of Statistics 1352.0.55.072 (2005), technique 1: independently protected building blocks.
Whoever subtracts one from the other then learns what was public before, today and after every later report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

SMALLEST = 5
"""The smallest count of persons that is published as it is."""
_MOST_CHANGES = 24
_TRIES_PER_TABLE, _TRIES_IN_ALL, _MOST_REPAIRS = 120, 8_000, 16
"""How long another table is looked for: then more is withheld instead."""
_NO_LIMIT = 10**9


class Hidden(Enum):
    """How a count that is not published is said."""

    FEWER = "fewer_than_5"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """How a sum is said of which some parts are hidden: what the other parts publish, added up.

    It tells nothing new.  A reader has every part's own words, and the rule: the figures among them can be added up by anybody, and a
    hidden part is 0 or more anyway, so that the true sum was known to be no less before this was said.  Nothing goes into ``least`` but
    figures that stand published beside it: no hidden count, no bound of one ("fewer than 5" of tips is 1 or more, and is added as 0).  So
    it changes only where a published part changes, today and after every later report, and is never above the truth.
    """

    least: int


Shown = int | Hidden | AtLeast
Key = tuple[str, str]
"""Where (an event, or the roll-up) and what is counted."""
Table = dict[Key, int]
"""The counts that differ from the true ones."""


@dataclass(frozen=True, slots=True)
class Count:
    """One count.  ``small``: protected under five.  ``listed``: published at all, else only what others betray of it.

    ``least`` is what a reader knows anyway; ``sized``: the words of a hidden one tell small from large;
     ``rollup`` stays visible as long as possible; ``movable`` may be withheld.
    """

    value: int
    small: bool = True
    listed: bool = True
    least: int = 0
    sized: bool = True
    rollup: bool = False
    movable: bool = True


@dataclass(frozen=True, slots=True)
class Sum:
    """What readers know of counts: the parts are together the whole, or (``at_most``) no more than it."""

    whole: Key
    parts: tuple[Key, ...]
    at_most: bool = False

    @property
    def members(self) -> tuple[Key, ...]:
        """The whole and its parts."""
        return (self.whole, *self.parts)


def suppress(counts: Mapping[Key, Count], sums: Sequence[Sum]) -> dict[Key, Shown]:
    """Return how each listed count is published."""
    view = _View(counts, sums)
    while (bare := view.find_bare()) is not None:
        if view.tries > _TRIES_IN_ALL:
            view.cover_all()
            break
        view.cover(bare)
    else:
        view.uncover()
    return {key: view.said(key) for key, count in counts.items() if count.listed}


def add_up(parts: Sequence[Shown]) -> Shown:
    """Return how a sum is said whose parts are published already: it tells nothing that they do not tell.  At least one part."""
    if len(parts) == 1:
        return parts[0]
    known = sum(one.least if isinstance(one, AtLeast) else one for one in parts if not isinstance(one, Hidden))
    if all(isinstance(one, int) for one in parts):
        return known
    return AtLeast(known) if known else Hidden.WITHHELD


def code_of(shown: Shown) -> int | str:
    """Return how programs read a published count: the figure, or a word in every language alike."""
    if isinstance(shown, AtLeast):
        return f"at_least_{shown.least}"
    return shown.value if isinstance(shown, Hidden) else shown


class _View:
    """What is hidden so far, and which hidden counts are known to be safe."""

    def __init__(self, counts: Mapping[Key, Count], sums: Sequence[Sum]) -> None:
        self.counts, self.sums = counts, sums
        self.withheld: set[Key] = set()
        self.blurred: set[Key] = set()
        """Withheld although small: their words say nothing about their size."""
        self.safe: set[Key] = set()
        self.tries = 0
        self.order = sorted(counts, key=lambda key: (not counts[key].listed, key))  # what is withheld for the listed ones hides much of the rest
        self.about: dict[Key, list[int]] = {key: [] for key in counts}
        for place, one in enumerate(sums):
            for key in one.members:
                self.about[key].append(place)
        self.slack = [counts[one.whole].value - sum(counts[part].value for part in one.parts) for one in sums]

    def said(self, key: Key) -> Shown:
        if key in self.withheld or key in self.blurred:
            return Hidden.WITHHELD
        return Hidden.FEWER if self._is_small(key) else self.counts[key].value

    def is_hidden(self, key: Key) -> bool:
        return not self.counts[key].listed or key in self.withheld or self._is_small(key)

    def find_bare(self) -> Key | None:
        """Return a hidden count, in order, of which only one value agrees with what is visible."""
        secret = (key for key in self.order if self._is_small(key) or key in self.withheld)
        return next((key for key in secret if not self._is_safe(key)), None)

    def _is_safe(self, key: Key) -> bool:
        """Tell whether a second value agrees.  Who is safe once stays so: whatever is withheld later only allows more tables."""
        if key not in self.safe:
            self.safe |= self._second_table(key).keys()
        return key in self.safe

    def cover(self, bare: Key) -> None:
        """Withhold the nearest count beside a bare one; where all are hidden already, words become vaguer."""
        for beside in self._tied(bare):
            visible = [key for key in beside if not self.is_hidden(key) and self.counts[key].movable]
            if visible:
                self.withheld.add(min(visible, key=self._order))
                return
        vague = [key for beside in self._tied(bare) for key in beside if self.counts[key].listed and self.said(key) is Hidden.FEWER]
        if vague:
            self.blurred.add(max(vague, key=lambda key: (self.counts[key].rollup, key)))
        else:
            self.safe.add(bare)  # nothing about it is published

    def uncover(self) -> None:
        """Say again what need not have been withheld, because a later choice protects the same count: event by event, and roll-ups last.

        A sum that stays withheld is still said as "at least" what its parts say; and whoever kept the parts' words of yesterday reads the
        same today, so that less can be subtracted.
        """
        scopes: dict[tuple[bool, str], set[Key]] = {}
        for key in self.withheld:
            scopes.setdefault((self.counts[key].rollup, key[0]), set()).add(key)
        for _scope, keys in sorted(scopes.items()):
            if not self._say_again(keys):
                for key in sorted(keys):
                    self._say_again({key})

    def _say_again(self, keys: set[Key]) -> bool:
        """Say some counts again if every hidden one stays safe, each of which has to be looked at anew."""
        if self.tries > _TRIES_IN_ALL:
            return False
        safe, self.safe = self.safe, set()
        self.withheld -= keys
        if self.find_bare() is None:
            return True
        self.withheld |= keys
        self.safe = safe
        return False

    def cover_all(self) -> None:
        """Withhold whatever may be: there are too many counts to look at each."""
        movable = [key for key in self.order if self.counts[key].movable and self.counts[key].listed]
        self.blurred.update(key for key in movable if self._is_small(key))
        self.withheld.update(key for key in movable if not self._is_small(key))

    def _tied(self, key: Key) -> Iterator[list[Key]]:
        """Yield the counts that hang together with ``key``: itself, those in its own sums, then ever further ones."""
        edge, reached = [key], {key}
        while edge:
            yield edge
            places = {place for one in edge for place in self.about[one]}
            edge = sorted({each for place in places for each in self.sums[place].members} - reached)
            reached.update(edge)

    def _order(self, key: Key) -> tuple[bool, int, Key]:
        return self.counts[key].rollup, self.counts[key].value, key

    def _is_small(self, key: Key) -> bool:
        return self.counts[key].small and self.counts[key].value < SMALLEST

    def range_of(self, key: Key) -> tuple[int, int]:
        """Return the least and most that a hidden count's words allow."""
        count = self.counts[key]
        if key in self.blurred or not (count.listed and count.small and count.sized):
            return count.least, _NO_LIMIT
        return (count.least, SMALLEST - 1) if self._is_small(key) else (max(SMALLEST, count.least), _NO_LIMIT)

    def _second_table(self, key: Key) -> Table:
        """Return another table that agrees with what is visible and has another value for ``key``; {} when none is found."""
        least, most = self.range_of(key)
        value = self.counts[key].value
        for other in (value - 1, value + 1, value - 2, value + 2):
            if least <= other <= most:
                search = _Search(self)
                found = search.agree({key: other})
                self.tries += search.tries
                if found:
                    return found
        return {}


class _Search:
    """Looks for another table that agrees with everything visible, repairing one broken sum after the other."""

    def __init__(self, view: _View) -> None:
        self.view = view
        self.tries = 0

    def agree(self, changed: Table) -> Table:
        """Return ``changed`` with what has to change beside it, {} when nothing is found."""
        self.tries += 1
        broken = self._broken(changed)
        if not broken:
            return changed
        if len(changed) == _MOST_CHANGES or self.tries > _TRIES_PER_TABLE:
            return {}
        repaired = sorted(islice(self._repairs(*broken[0], changed), _MOST_REPAIRS), key=lambda table: len(self._broken(table)))  # stable, so always the same
        return next((table for better in repaired if (table := self.agree(better))), {})

    def _broken(self, changed: Table) -> list[tuple[Sum, int]]:
        """Return the sums that do not hold any more, and how much each one's whole is too small (below 0: too large)."""
        view, moved = self.view, Counter[int]()
        for key, value in changed.items():
            step = value - view.counts[key].value
            for place in view.about[key]:
                moved[place] += step if view.sums[place].whole != key else -step
        at_most = {place: view.sums[place].at_most for place in moved}
        missing = {place: max(0, step - view.slack[place]) if at_most[place] else step for place, step in moved.items()}
        return [(view.sums[place], much) for place, much in missing.items() if much]

    def _repairs(self, one: Sum, missing: int, changed: Table) -> Iterator[Table]:
        for key in one.members:
            if key in changed or not self.view.is_hidden(key):
                continue
            least, most = self.view.range_of(key)
            value = self.view.counts[key].value + (missing if key == one.whole else -missing)
            if least <= value <= most:
                yield {**changed, key: value}
