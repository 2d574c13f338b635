"""One phone, two places to keep things: the app on the home screen takes over from the browser by a six-digit code.

On some phones the app on the home screen cannot see what the browser has stored.  What is handed over waits in memory, for five
minutes at most, and is given out once.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field

from kiosk.errors import Refusal
from kiosk.ids import now_ms
from kiosk.web.security import RateLimit

Json = dict[str, object]
VALID_MS = 300_000
_MOST_WAITING = 500
_TRIES = RateLimit(60, 60)
"""Guesses at all codes together: a million codes, five minutes, a handful of them alive."""


class HandoverEnded(Refusal):
    """The six digits are wrong, were used already, or have expired."""

    reason = "handover_ended"
    area = "api"
    status = 410


class TooManyHandovers(Refusal):
    """Too many phones are changing over at this moment; try again in a minute."""

    reason = "too_many_handovers"
    area = "api"
    status = 503


@dataclass(frozen=True, slots=True)
class _Waiting:
    device: str
    luggage: Json
    expires_at: int


@dataclass(slots=True)
class Handovers:
    """What waits to be taken over, by its code; one process serves, so memory is enough."""

    waiting: dict[str, _Waiting] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def offer(self, device: str, luggage: Json) -> tuple[str, int]:
        """Keep what a phone hands over and return (its code, when that ends in ms); TooManyHandovers."""
        now = now_ms()
        with self.lock:
            self.waiting = {
                code: one for code, one in self.waiting.items() if one.expires_at > now and one.device != device
            }
            if len(self.waiting) >= _MOST_WAITING:
                raise TooManyHandovers()
            code = next(code for code in iter(_new_code, "") if code not in self.waiting)
            self.waiting[code] = _Waiting(device, luggage, now + VALID_MS)
        return code, now + VALID_MS

    def take(self, code: str) -> tuple[str, Json]:
        """Return (the device, what it handed over), once; HandoverEnded, TooMany."""
        _TRIES.take("take-over")
        with self.lock:
            found = self.waiting.pop(code, None)
        if found is None or found.expires_at <= now_ms():
            raise HandoverEnded()
        return found.device, found.luggage


def _new_code() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"
