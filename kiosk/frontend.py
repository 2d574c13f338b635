"""Which third-party front-end files the pages expect; they are installed from a lockfile, never committed."""

from __future__ import annotations

from pathlib import Path

VENDOR = Path(__file__).parent / "static" / "vendor"

# Served file ← file of the npm package. The module and the wasm must be of one version, so both come from the
# one locked package; their folders keep the package's shape because the module imports "../share.js".
SERVED_FILES = {
    "zxing-wasm/reader/index.js": "zxing-wasm/dist/es/reader/index.js",
    "zxing-wasm/reader/zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
    "zxing-wasm/share.js": "zxing-wasm/dist/es/share.js",
    "zxing-wasm/LICENSE": "zxing-wasm/LICENSE",
}

# Beside these stands the same file squeezed with Brotli, `NAME.br`, by Node where the packages are installed: the reader's 410 KB
# of gzip are 320 KB then, for every browser on https; gzip, made by the server, stays for plain http.
SQUEEZED_FILES = ("zxing-wasm/reader/zxing_reader.wasm",)


def placed_files() -> list[str]:
    """What belongs into the vendor folder, squeezed files included."""
    return [*SERVED_FILES, *(f"{name}.br" for name in SQUEEZED_FILES)]


def missing_files() -> list[Path]:
    """The expected files that are not there or are empty: until `make run` or a wheel has brought them."""
    return [path for path in map(VENDOR.joinpath, placed_files()) if not path.is_file() or path.stat().st_size == 0]
