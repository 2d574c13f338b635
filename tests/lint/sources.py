"""The files that the lint tests read: what git tracks, and what is new and not ignored."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("kiosk", "printables")


@cache
def list_files() -> tuple[Path, ...]:
    """Every file of the project, relative to its root; files removed but not yet committed are left out."""
    # A checkout that belongs to another user is read all the same: nothing in it is run.
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    names = {name for name in listed.split("\0") if name}
    return tuple(path for path in sorted(map(Path, names)) if (ROOT / path).is_file())


def list_product_files(*suffixes: str) -> list[Path]:
    """The product's own files with one of these endings."""
    return [path for path in list_files() if path.parts[0] in PRODUCT and path.suffix in suffixes]


def list_python_files() -> list[Path]:
    return [path for path in list_files() if path.suffix == ".py"]


@cache
def read_source(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def parse_source(path: Path) -> ast.Module:
    return ast.parse(read_source(path), filename=str(path))


def check_files(find: Callable[[ast.Module], list[str]], paths: Iterable[Path]) -> list[str]:
    """What `find` finds in each file, each finding with its file's name before it."""
    return [f"{path.as_posix()}: {found}" for path in paths for found in find(parse_source(path))]
