"""Photos of signed sheets (synthetic) read per CPU-second, and what was right; needs the extra `paper`.

No bar: tests/paper/test_recognising.py holds what must be right.
Twenty take about a minute.  Run: python -m tests.benchmarks.paper_photos [PHOTOS]
"""

from __future__ import annotations

import importlib.util
import sys
import time


def main() -> None:
    if importlib.util.find_spec("cv2") is None:
        print("skipped: kiosk[paper] is not installed")
        return
    import cv2

    from tests.paper.measuring import measure, read_sample
    from tests.paper.samples import sample

    numbers = range(9000, 9000 + (int(sys.argv[1]) if len(sys.argv) > 1 else 20))
    cv2.setNumThreads(1)
    made = [sample(number) for number in numbers]
    started = time.process_time()
    for one in made:
        read_sample(one)
    spent = time.process_time() - started
    print(f"{len(made) / spent:.2f} photos per CPU-second ({spent / len(made):.2f} s each)")
    print(measure(numbers).said)


if __name__ == "__main__":
    main()
