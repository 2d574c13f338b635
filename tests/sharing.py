"""What every app would compile anew and alike: pages and routes, compiled once in each process of the tests.

A kiosk makes one app and keeps it; the tests make one for nearly every test, and spent most of their time on compiling the same.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Compiled(BytecodeCache):
    """The code of every template, by its name, its file and its text."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self.kept[bucket.key, bucket.checksum] = bucket.code


def share_compiled() -> None:
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Compiled()}
    # Werkzeug has no door for this; where its inside has changed, the tests are slower and no less true.
    if compile_builder := getattr(Rule, "_compile_builder", None):
        Rule._compile_builder = _remember(compile_builder)  # type: ignore[method-assign]


def _remember(compile_builder: Callable[[Any, bool], Builder]) -> Callable[[Any, bool], Builder]:
    """The function that builds a route's address: it follows from the route's text, and is bound to its route by the caller."""
    kept: dict[Hashable, Builder] = {}

    def shared(rule: Any, append_unknown: bool = True) -> Builder:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    return shared
