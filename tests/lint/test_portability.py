"""Offices run Windows too: the product uses nothing of POSIX alone, and every file name is allowed there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.lint.sources import check_files, list_files, list_product_files

POSIX_MODULES = {"crypt", "fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"}
POSIX_NAMES = {
    "SIGALRM",
    "SIGCHLD",
    "SIGHUP",
    "SIGKILL",
    "SIGUSR1",
    "SIGUSR2",
    "chown",
    "fork",
    "forkpty",
    "getegid",
    "geteuid",
    "getgid",
    "getpgid",
    "getppid",  # exists on Windows, but keeps naming a parent that is gone
    "getuid",
    "killpg",
    "mkfifo",
    "sched_setaffinity",
    "setsid",
    "setuid",
    "sysconf",
    "uname",
}
POSIX_ARGUMENTS = {"preexec_fn", "start_new_session", "process_group"}
REFUSED_IN_NAMES = re.compile(r'[<>:"\\|?*\x00-\x1f]|[. ]$')
RESERVED_NAMES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)),
}
# These open something other than a text file by default.
OTHER_OPENERS = {"os", "gzip", "bz2", "lzma", "tarfile", "zipfile", "archive", "webbrowser", "Image"}


def find_posix_only(tree: ast.AST) -> list[str]:
    """Lines that name what only POSIX has, also as text for getattr."""
    return [f"line {line}: {name}" for line, name in _named(tree) if _is_posix(name)]


def _is_posix(name: str) -> bool:
    return name in POSIX_NAMES or name in POSIX_ARGUMENTS or name in {f"import {module}" for module in POSIX_MODULES}


def _named(tree: ast.AST) -> list[tuple[int, str]]:
    named: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            named += [(node.lineno, f"import {alias.name.split('.')[0]}") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            named.append((node.lineno, f"import {(node.module or '').split('.')[0]}"))
            if node.module in {"os", "signal"}:
                named += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in {"os", "signal"}:
            named.append((node.lineno, node.attr))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("SIG"):
            named.append((node.lineno, node.value))
        elif isinstance(node, ast.keyword) and node.arg:
            named.append((node.value.lineno, node.arg if node.arg in POSIX_ARGUMENTS else ""))
    return named


def find_unnamed_encodings(tree: ast.AST) -> list[str]:
    """Calls that would use the encoding of the machine: on Windows that is seldom UTF-8."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [f"line {call.lineno}: {ast.unparse(call)[:60]}" for call in calls if _lacks_encoding(call)]


def _lacks_encoding(call: ast.Call) -> bool:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if "encoding" in named or None in named:
        return False
    function = call.func
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    if name in {"read_text", "write_text"} and isinstance(function, ast.Attribute):
        return len(call.args) < (1 if name == "read_text" else 2)
    if name == "open":
        return _opens_text(call, named.get("mode"))
    text = named.get("text")
    return isinstance(text, ast.Constant) and text.value is True and name in {"run", "Popen", "check_output"}


def _opens_text(call: ast.Call, mode: ast.expr | None) -> bool:
    """Whether an `open` call is for text: the mode stands second in open(…), first in path.open(…)."""
    function = call.func
    position = 1
    if isinstance(function, ast.Attribute):
        if isinstance(function.value, ast.Name) and function.value.id in OTHER_OPENERS:
            return False
        position = 1 if isinstance(function.value, ast.Name) and function.value.id == "io" else 0
    given = mode or (call.args[position] if len(call.args) > position else None)
    return not (isinstance(given, ast.Constant) and "b" in str(given.value))


def find_refused_names(paths: list[Path]) -> list[str]:
    """Paths that Windows refuses or cannot tell from another."""
    found = [
        path.as_posix()
        for path in paths
        if any(REFUSED_IN_NAMES.search(part) or part.split(".")[0].lower() in RESERVED_NAMES for part in path.parts)
    ]
    folded = Counter(path.as_posix().lower() for path in paths)
    return found + [name for name, count in folded.items() if count > 1]


def test_the_product_uses_nothing_that_only_posix_has() -> None:
    assert check_files(find_posix_only, list_product_files(".py")) == []


def test_every_text_file_is_opened_with_a_named_encoding() -> None:
    assert check_files(find_unnamed_encodings, list_product_files(".py")) == []


def test_every_file_name_is_allowed_on_windows() -> None:
    assert find_refused_names(list(list_files())) == []


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "from pwd import getpwnam",
        "import os\nos.fork()",
        "from os import getppid",
        "import signal\nsignal.SIGKILL",
        "getattr(signal, 'SIGKILL')",
        "Popen(command, start_new_session=True)",
    ],
)
def test_posix_only_code_is_found(source: str) -> None:
    assert len(find_posix_only(ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "open('x')",
        "open('x', 'w')",
        "path.open()",
        "path.open('a')",
        "path.read_text()",
        "path.write_text('x')",
        "subprocess.run(command, text=True)",
    ],
)
def test_a_missing_encoding_is_found(source: str) -> None:
    assert len(find_unnamed_encodings(ast.parse(source))) == 1


@pytest.mark.parametrize(
    "source",
    [
        "open('x', 'rb')",
        "path.open('wb')",
        "os.open('x', 0)",
        "path.read_text('utf-8')",
        "open('x', encoding='utf-8')",
    ],
)
def test_a_binary_file_or_a_named_encoding_is_fine(source: str) -> None:
    assert find_unnamed_encodings(ast.parse(source)) == []


def test_names_that_windows_refuses_are_found() -> None:
    refused = [Path("a:b.txt"), Path("folder/aux.py"), Path("end."), Path("Read.md"), Path("read.md")]
    assert find_refused_names(refused) == ["a:b.txt", "folder/aux.py", "end.", "read.md"]
