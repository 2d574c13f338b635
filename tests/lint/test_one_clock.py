"""One clock: what time it is comes from kiosk/ids.py, so that a test (and a wrong server clock) moves every page and every fact alike."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.lint.sources import list_product_files, parse_source

OTHER_CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
THE_CLOCK = "kiosk/ids.py"


def name_of(node: ast.expr) -> str:
    return ".".join(ast.unparse(node).split(".")[-2:])


def of_file_ages(tree: ast.AST) -> set[ast.AST]:
    """The calls whose answer is set against a file's own time, which is the disk's and not ours: ``time.time() - path.stat().st_mtime``."""
    subtractions = (node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub))
    return {node.left for node in subtractions if isinstance(node.right, ast.Attribute) and node.right.attr == "st_mtime"}


def find_clocks(tree: ast.AST) -> Iterator[str]:
    allowed = of_file_ages(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node not in allowed and name_of(node.func) in OTHER_CLOCKS:
            yield f"line {node.lineno}: {ast.unparse(node)}"


def test_only_the_one_clock_is_asked_for_the_time() -> None:
    paths = [path for path in list_product_files(".py") if path.parts[0] == "kiosk" and path.as_posix() != THE_CLOCK]
    found = [f"{path.as_posix()} {clock}" for path in paths for clock in find_clocks(parse_source(path))]
    assert found == [], "ask kiosk.clock (or kiosk.ids.now_ms)"


@pytest.mark.parametrize("source", ["datetime.now(UTC)", "datetime.datetime.now()", "date.today()", "time.time()", "x - time.time()"])
def test_another_clock_is_found(source: str) -> None:
    assert len(list(find_clocks(ast.parse(source)))) == 1


def test_the_age_of_a_file_is_no_other_clock() -> None:
    assert list(find_clocks(ast.parse("time.time() - path.stat().st_mtime > 5"))) == []
