"""A process that writes facts as fast as it can and prints each id once it was acknowledged; tests kill it.

Run: python -m tests.ledger.writing_child DATABASE
"""

from __future__ import annotations

import itertools
import sys
import threading
from pathlib import Path

from kiosk.storage import open_store
from tests.ledger.street import make_fact, send

THREADS = 4


def main(path: Path) -> None:
    store = open_store(path)
    numbers, talking = itertools.count(1), threading.Lock()

    def work() -> None:
        while True:
            batch = [make_fact(next(numbers), "hand_out", booth="B1") for _ in range(3)]
            answers = send(store, *batch)
            with talking:
                sys.stdout.write("".join(f"{answer.id}\n" for answer in answers))
                sys.stdout.flush()

    for _ in range(THREADS):
        threading.Thread(target=work).start()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
