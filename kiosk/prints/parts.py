"""Which part of a run goes on paper, and the codes that it carries: always the same ones."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any, cast

from kiosk.errors import InvalidFields, NotFound
from kiosk.printed_codes import CodeKind, block_of
from kiosk.prints.kinds import Kind, kind_of
from kiosk.prints.texts import Row, prefix_of
from printables.checks import Mark

SIDES = ("all", "flyers", "slips")


@dataclass(frozen=True, slots=True)
class Part:
    """Copies ``first`` … ``last`` (from 1) of a run; of bundled ones the pieces, their slips, or both (``which``).

    ``slot`` is where a part-used sheet begins, 0 for where the run was planned to begin.
    """

    run: Row
    first: int
    last: int
    which: str = "all"
    slot: int = 0

    @property
    def id(self) -> str:
        return str(self.run["id"])

    @property
    def kind(self) -> Kind:
        return kind_of(self.run["kind"])

    @property
    def copies(self) -> int:
        return self.last - self.first + 1

    @property
    def layout(self) -> dict[str, Any]:
        """What was frozen when the run was planned."""
        return dict(json.loads(self.run["layout"]))

    @property
    def says(self) -> dict[str, Any]:
        """The words that were kept when the run was planned, {} of one from before runs kept them."""
        return dict(self.layout.get("says") or {})

    @property
    def mark(self) -> Mark:
        return cast(Mark, self.run["sample"])

    @property
    def prefix(self) -> str:
        """What stands before every code."""
        return prefix_of(self.run["base_url"])

    @property
    def whole(self) -> Part:
        """The whole run that this is a part of."""
        return Part(self.run, 1, self.run["copies"])

    @property
    def serials(self) -> tuple[int, int] | None:
        """The part's copies, None for all of them."""
        return None if (self.first, self.last) == (1, self.run["copies"]) else (self.first, self.last)

    @property
    def bundles(self) -> range:
        """The numbers of the bundles that these copies belong to."""
        return range(self.bundle_of(self.first), self.bundle_of(self.last) + 1)

    def bundle_of(self, copy: int) -> int:
        return int((copy - 1) // self.run["bundle_size"] + 1)


def part_of(run: Row, first: int | None = None, last: int | None = None, which: str = "all", slot: int = 0) -> Part:
    """Return a part of a run, all of it where it cannot be printed in parts; NotFound, InvalidFields."""
    if which not in SIDES:
        raise NotFound()
    if not kind_of(run["kind"]).in_parts:
        return Part(run, 1, run["copies"], slot=slot)
    start, stop = first or 1, last or run["copies"]
    if not 1 <= start <= stop <= run["copies"]:
        least = start if 1 <= start <= run["copies"] else 1
        raise InvalidFields({"last": ("printing.between", {"least": least, "most": run["copies"]})})
    return Part(run, start, stop, which, slot)


def codes_of(connection: sqlite3.Connection, part: Part, kind: CodeKind) -> tuple[str, ...]:
    """Return the codes of one kind on a part's copies, or on their bundles."""
    block = block_of(connection, part.id, kind)
    if block is None:
        return ()
    if part.kind.shared:
        return tuple(block.codes(1, 1))
    if part.kind.bundled and kind != "copy":
        return tuple(block.codes(part.bundles[0], part.bundles[-1]))
    return tuple(block.codes(part.first, part.last))
