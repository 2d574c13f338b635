"""The app's modules, tested by Node: pure logic and the queue on a store in memory; and their types, checked by TypeScript."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.node import find_node

HERE = Path(__file__).parent
FILES = sorted(path.name for path in (HERE / "js").glob("*.test.mjs"))


def run_node(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Node in this folder; its packages come from the lockfile (make test)."""
    return subprocess.run(
        [find_node(), *arguments], cwd=HERE, capture_output=True, text=True, encoding="utf-8", check=False, timeout=300
    )


@pytest.mark.parametrize("name", FILES)
def test_the_modules_do_what_their_tests_say(name: str) -> None:
    done = run_node(f"js/{name}")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "# pass 0" not in done.stdout


def test_there_are_tests_to_run() -> None:
    assert len(FILES) >= 6


def test_the_types_in_the_modules_hold() -> None:
    done = run_node("node_modules/typescript/bin/tsc", "-p", ".")
    assert done.returncode == 0, done.stdout[-4000:]
