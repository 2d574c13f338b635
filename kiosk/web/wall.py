"""The wall's area: notes and wishes at the office, paper cards keyed in, the large screen."""

from __future__ import annotations

from kiosk.web import wall_cards, wall_screen
from kiosk.web.wall_notes import blueprint

__all__ = ["blueprint", "wall_cards", "wall_screen"]
