"""What the command line says and shows: sentences in the terminal's language, and a bar that moves."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from kiosk import languages

_LANGUAGE_OPTION = {"zh": "zh-Hans"}


def say(key: str, /, **values: object) -> str:
    """Return a text in the terminal's language (KIOSK_LANGUAGE, else LANG, else English)."""
    return languages.text(language(), key, **values)


def language() -> str:
    """Return the terminal's language."""
    wanted = os.environ.get("KIOSK_LANGUAGE", "")
    return languages.choose(os.environ.get("LANG", "").split(".")[0].replace("_", "-"), _LANGUAGE_OPTION.get(wanted, wanted), "en")


_REFUSED = {errno.ENOENT: "no_such_place", errno.ENOTDIR: "no_such_place", errno.EACCES: "no_permission", errno.EPERM: "no_permission"}


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error; what is yielded moves it to done of total."""
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def move(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        yield move


def say_os_error(error: OSError) -> str:
    """Return what the system refused, as one sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return say("errors.no_room", path=error.filename) if error.filename else say("errors.disk_full")
    if error.errno == errno.EROFS:
        return say("errors.cannot_write", path=error.filename or "")
    reason = _REFUSED.get(error.errno or 0)
    if reason and error.filename:
        return say(f"errors.{reason}", path=error.filename)
    return f"{error.strerror or error}: {error.filename or ''}".rstrip(": ")


@contextmanager
def whole_file(output: Path) -> Iterator[BinaryIO]:
    """Open a file that takes its name only when it is whole: a refusal leaves what stood there before; OSError.

    A link stays one, and what is no file, as a pipe, is written into.
    """
    if output.exists() and not output.is_file():
        with output.open("wb") as file:
            yield file
        return
    output = output.resolve() if output.is_symlink() else output
    part = output.with_name(f"{output.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            written = file.tell()
        if written:
            part.replace(output)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(output)) from error
    finally:
        part.unlink(missing_ok=True)
