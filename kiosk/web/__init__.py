"""The pages and the API, by audience; the only part, with the command line, that knows Flask."""

from __future__ import annotations

from importlib import import_module

from flask import Blueprint, Flask

AREAS = ("public", "codes", "phone", "app_shell", "pairing", "accounts", "erasures", "retention", "access_log", "plan", "joining", "search", "printing", "phones", "screens", "lan", "keying", "keying_photos", "tallies", "dashboard", "desk", "roll_up", "reports", "exports", "summary", "inbox", "community", "referrals", "wall", "feedback", "event_photos", "volunteers", "volunteers_person", "projects", "programme", "demo", "api")
"""Each is a module of this package with a blueprint called ``blueprint``."""


def add_pages(app: Flask) -> None:
    """Register every area's routes."""
    for area in AREAS:
        blueprint: Blueprint = import_module(f"kiosk.web.{area}").blueprint
        app.register_blueprint(blueprint)
