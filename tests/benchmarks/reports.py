"""How long a report of 100,000 facts takes: written, taken in, taken in again, and how large the file is.

    python -m tests.benchmarks.reports [FACTS]
"""

from __future__ import annotations

import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path

from kiosk import ledger
from kiosk.ids import new_id
from kiosk.joining.receive import receive_report
from tests.joining.test_receive import AT, Pair


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        pair = Pair(Path(folder))
        said = {"event": pair.event, "booth": pair.booth, "material": pair.material, "source": f"booth:{pair.booth}", "target": "public"}
        for start in range(0, count, 5_000):
            facts = [
                ledger.make_fact("hand_out", id=new_id(), device=f"phone-{one % 24}", at=AT + one * 90, quantity=one % 5 + 1, bundle=one % 60 + 1, run="run", **said)
                for one in range(start, min(count, start + 5_000))
            ]
            pair.kiosk.store.write(lambda connection, facts=facts: ledger.append(connection, facts))  # type: ignore[misc]
        began = time.perf_counter()
        content = pair.report()
        print(f"written: {time.perf_counter() - began:.1f} s, {len(content) / 1e6:.1f} MB")
        for word in ("taken in", "taken in again"):
            began = time.perf_counter()
            outcome = receive_report(pair.district.store, BytesIO(content), "account")
            print(f"{word}: {time.perf_counter() - began:.1f} s, {outcome.added} new, {outcome.known} known")


if __name__ == "__main__":
    main()
