"""The folder of finished PDFs: what nobody fetched for a day is gone from it."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

KEPT_SECONDS = 86_400


def prints_folder(instance: Path) -> Path:
    """Return the folder of finished PDFs, which only the owner may read; what is a day old is gone from it."""
    folder = instance / "prints"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    purge_prints(folder)
    return folder


def purge_prints(folder: Path, kept_seconds: float = KEPT_SECONDS) -> None:
    """Remove PDFs that nobody fetched for a day: they may hold names, and every run can be printed again."""
    for path in folder.glob("*"):
        with suppress(FileNotFoundError, PermissionError):  # a job that is running renames its files, and Windows keeps them open
            if time.time() - path.stat().st_mtime > kept_seconds:
                path.unlink()
