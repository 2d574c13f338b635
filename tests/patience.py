"""How long a test waits: a machine on which others are at work too is slow, not broken."""

from __future__ import annotations

import os

PATIENCE_MS = 60_000


def allowed(promised: float) -> float:
    """Seconds within which a promise is kept where others want the processor too; benchmarks hold it to the letter."""
    return promised * 3 * max(1, os.getloadavg()[0] / (os.cpu_count() or 1)) if hasattr(os, "getloadavg") else promised * 6
