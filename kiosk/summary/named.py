"""Which summary is meant: of what, in which shape, in which language; edits and versions are kept under it."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.summary.scope import Scope


@dataclass(frozen=True, slots=True)
class Named:
    """One summary's name.  ``organisation`` and ``event`` are ids, '' where the summary is of more than one."""

    campaign: str
    organisation: str
    event: str
    collected: bool
    shape: str
    language: str

    @property
    def values(self) -> tuple[str, str, str, int, str, str]:
        """The columns of its name, in the tables' order."""
        return self.campaign, self.organisation, self.event, int(self.collected), self.shape, self.language


COLUMNS = "campaign, organisation, event, collected, shape, language"
IS_NAMED = "campaign = ? AND organisation = ? AND event = ? AND collected = ? AND shape = ? AND language = ?"


def name_summary(scope: Scope, shape: str, language: str) -> Named:
    """Return the name of a scope's summary."""
    return Named(scope.campaign, "" if scope.event else scope.organisation, scope.event, scope.collected, shape, language)
