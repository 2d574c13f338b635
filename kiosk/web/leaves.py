"""Long tables a leaf at a time: what of them this page shows, by which figure they are sorted, and whether there is more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

Item = TypeVar("Item")
ON_A_LEAF = 100


@dataclass(frozen=True, slots=True)
class Leaf(Generic[Item]):
    """A part of a list: its number ``at`` counts from 1, ``first`` is the place of its first item, ``count`` are all items there are."""

    shown: Sequence[Item]
    at: int
    first: int
    count: int

    @property
    def last(self) -> int:
        """The place of the last item that is shown."""
        return self.first + len(self.shown) - 1

    @property
    def has_more(self) -> bool:
        """Whether items follow."""
        return self.last < self.count


def leaf_of(items: Sequence[Item], at: int, size: int = ON_A_LEAF) -> Leaf[Item]:
    """Return one leaf; beyond the end the last one, for lists grow shorter while somebody turns over."""
    at = max(1, min(at, -(-len(items) // size)))
    start = (at - 1) * size
    return Leaf(items[start : start + size], at, start + 1, len(items))


def asked_leaf(items: Sequence[Item], size: int = ON_A_LEAF) -> Leaf[Item]:
    """Return the leaf that ``?page=`` asks for, else the first."""
    return leaf_of(items, request.args.get("page", 1, type=int), size)
