"""What somebody looked at in one request and confirms in the next: kept in memory only, for half an hour, because it may name people."""

from __future__ import annotations

import secrets
import threading
import time
from typing import Generic, TypeVar

Kept = TypeVar("Kept")
_SECONDS = 1_800
_MOST = 8


class Waiting(Generic[Kept]):
    """A few things by token, each handed out once."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Kept]] = {}
        self._lock = threading.Lock()

    def keep(self, thing: Kept) -> str:
        """Keep a thing and return its token; the oldest ones give way."""
        token, now = secrets.token_urlsafe(24), time.monotonic()
        with self._lock:
            for old in sorted(self._kept, key=lambda each: self._kept[each][0]):
                if self._kept[old][0] < now - _SECONDS or len(self._kept) >= _MOST:
                    del self._kept[old]
            self._kept[token] = (now, thing)
        return token

    def take(self, token: str) -> Kept | None:
        """Return what was kept and forget it; None when it is gone."""
        with self._lock:
            at, thing = self._kept.pop(token, (0.0, None))
        return thing if at > time.monotonic() - _SECONDS else None
