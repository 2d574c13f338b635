"""The house style that a machine can check: sizes, names, return types, nothing left open or behind."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.lint.sources import (
    check_files,
    list_files,
    list_product_files,
    list_python_files,
    parse_source,
    read_source,
)

FUNCTION_LINES = 60
FILE_LINES = 400
SOURCE_SUFFIXES = (".py", ".js", ".mjs", ".html", ".css", ".sql")
BINARY_SUFFIXES = {
    ".png",
    ".jpg",
    ".ico",
    ".pdf",
    ".ttf",
    ".otf",
    ".db",
    ".sqlite",
    ".gz",
    ".zip",
    ".webp",
    ".woff2",
}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "services", "service", "manager", "managers", "misc"}

# Written in pieces, so that this file does not find itself.
LEFT_OPEN = re.compile("|".join(["TO" + "DO", "FIX" + "ME", r"\bXX" + r"X\b"]))
MACHINE_PATH = re.compile("|".join(["/ho" + r"me/\w", "/Use" + r"rs/\w", "/ro" + "ot/", "/wo" + "rk/", r"[A-Z]:\\\w"]))
REGISTRY = re.compile("|".join(["npm" + r"js\.(org|com)", "pyp" + r"i\.org", "python" + r"hosted\.org"]))


def find_functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def find_long_functions(tree: ast.AST) -> list[str]:
    sizes = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in find_functions(tree)}
    return [f"{name} has {size} lines" for name, size in sizes.items() if size > FUNCTION_LINES]


def find_untyped_returns(tree: ast.AST) -> list[str]:
    return [f"line {node.lineno}: {node.name}" for node in find_functions(tree) if node.returns is None]


def read_lines(path: Path) -> list[str]:
    return [] if path.suffix in BINARY_SUFFIXES else read_source(path).splitlines()


def find_in_files(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:80]}"
        for path in list_files()
        for number, line in enumerate(read_lines(path), 1)
        if pattern.search(line)
    ]


def test_no_function_is_longer_than_a_screen() -> None:
    assert check_files(find_long_functions, list_python_files()) == []


def test_every_function_names_its_return_type() -> None:
    assert check_files(find_untyped_returns, list_product_files(".py")) == []


def test_no_file_of_the_product_is_longer_than_four_hundred_lines() -> None:
    sizes = {str(path): len(read_lines(path)) for path in list_product_files(*SOURCE_SUFFIXES)}
    assert {path: size for path, size in sizes.items() if size > FILE_LINES} == {}


def test_every_module_says_first_what_it_is_for() -> None:
    written = [path for path in list_python_files() if read_source(path).strip()]
    assert [str(path) for path in written if not ast.get_docstring(parse_source(path))] == []


def test_nothing_is_left_open() -> None:
    assert find_in_files(LEFT_OPEN) == []


def test_nothing_is_left_unimplemented_in_the_product() -> None:
    unfinished = "NotImplemented" + "Error"
    assert [str(path) for path in list_product_files(".py") if unfinished in read_source(path)] == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert find_in_files(MACHINE_PATH) == []


def test_no_file_names_a_package_registry() -> None:
    assert find_in_files(REGISTRY) == []


def test_modules_are_named_after_what_they_are_about() -> None:
    vague = [str(path) for path in list_files() if VAGUE_NAMES & {path.stem, *path.parent.parts}]
    assert vague == []


def test_a_long_function_and_an_untyped_return_are_found() -> None:
    tree = ast.parse("def long():\n" + "    x = 1\n" * FUNCTION_LINES)
    assert find_long_functions(tree) == [f"long has {FUNCTION_LINES + 1} lines"]
    assert find_untyped_returns(tree) == ["line 1: long"]
