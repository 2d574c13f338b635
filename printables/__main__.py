"""`python -m printables demo OUT/`: one of every printable in three languages and one pair, to look at and to hold."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from printables.demo import samples
from printables.document import write
from printables.errors import PrintError


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m printables", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="write sample PDFs of every printable")
    demo.add_argument("folder", type=Path, help="where to write them; made if it is missing")
    chosen = parser.parse_args(arguments)
    try:
        write_samples(chosen.folder)
    except (PrintError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def write_samples(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, printable in samples():
        path = folder / f"{name}.pdf"
        with path.open("wb") as file:
            write(printable, file)
        print(path)  # noqa: T201


if __name__ == "__main__":
    raise SystemExit(main())
