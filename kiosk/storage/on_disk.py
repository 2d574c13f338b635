"""Looks for words in the database's files, from a process of its own: closing a database's file lets go of every lock that the process
holds on it, and the next command to end would then remove the write-ahead log under the running server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_PIECE = 4 << 20


def words_on_disk(database: Path, words: Iterable[str]) -> list[str]:
    """Return those of the words whose bytes stand in the database or its write-ahead log."""
    said = json.dumps({"files": [str(database), f"{database}-wal"], "words": list(words)})
    command = [sys.executable, "-I", "-S", __file__]  # the words go by the pipe: a command line is for everybody to read
    done = subprocess.run(command, input=said.encode(), capture_output=True, check=True)  # noqa: S603  # our own file, no shell
    found: list[str] = json.loads(done.stdout)
    return found


def _found(file: Path, wanted: set[bytes]) -> set[bytes]:
    """Return those of the byte strings that a file holds, reading it in pieces that overlap."""
    found: set[bytes] = set()
    overlap = max(map(len, wanted), default=1) - 1
    with file.open("rb") as read:
        rest = b""
        while piece := read.read(_PIECE):
            held = rest + piece
            found |= {word for word in wanted - found if word in held}
            rest = held[-overlap:] if overlap else b""
    return found


def _main() -> None:
    said = json.load(sys.stdin.buffer)
    wanted = {word.encode(): word for word in said["words"]}
    found = set().union(*(_found(Path(name), set(wanted)) for name in said["files"] if Path(name).exists()))
    print(json.dumps([word for held, word in wanted.items() if held in found]))  # noqa: T201  # the answer


if __name__ == "__main__":
    _main()
