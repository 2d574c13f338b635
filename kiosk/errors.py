"""The refusals that every layer raises: a stable reason, an HTTP status and a sentence in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping


class Refusal(Exception):
    """Something the product will not do; the reader learns what and what to do next.

    ``reason`` is stable and goes to machines; the sentence for people stands in the catalogues under
    ``<area>.<reason>`` and is filled with ``values``.  ``status`` is the HTTP status of the answer.
    """

    reason = "refused"
    area = "errors"
    status = 400

    def __init__(self, **values: object) -> None:
        super().__init__(f"{self.reason}: {values}" if values else self.reason)
        self.values = values

    @property
    def key(self) -> str:
        """The catalogue key of the sentence for people."""
        return f"{self.area}.{self.reason}"


class NotFound(Refusal):
    """There is no such thing, or none that this reader may know of."""

    reason = "not_found"
    status = 404


class NotAllowed(Refusal):
    """The thing exists and the reader may see it, but not do this with it."""

    reason = "not_allowed"
    status = 403


class SignInNeeded(Refusal):
    """Nobody is signed in, or the sign-in has ended."""

    reason = "sign_in_needed"
    status = 401


class TooMany(Refusal):
    """Too many tries in too short a time; ``seconds`` tells when to come back."""

    reason = "too_many"
    status = 429


class DiskFull(Refusal):
    """The disk took nothing more: nothing was recorded."""

    reason = "disk_full"
    status = 503


class Busy(Refusal):
    """Another program held the database for too long: nothing was recorded."""

    reason = "busy"
    status = 503


class InvalidFields(Refusal):
    """One or more fields of a form or file hold something wrong.

    ``fields`` maps a field's name to (catalogue key, values) of the sentence that stands beside it.
    """

    reason = "invalid_fields"
    status = 422

    def __init__(self, fields: Mapping[str, tuple[str, dict[str, object]]]) -> None:
        super().__init__(fields=", ".join(fields))
        self.fields = dict(fields)


class SetupError(Refusal):
    """The instance cannot be used as it stands; ``problem`` is a catalogue key under ``errors``."""

    reason = "setup"
    status = 500

    def __init__(self, problem: str, **values: object) -> None:
        self.reason = problem
        super().__init__(**values)
