"""An event check-in and flyer-tracking kiosk: print, hand out, scan, sign in, tally."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app(instance: str | Path | None = None) -> Flask:
    """Return the WSGI application for an instance folder (default: KIOSK_INSTANCE, else ``instance``); SetupError.

    This is the one place where things are wired.
    """
    from flask import Flask
    from flask_wtf import CSRFProtect

    from kiosk.config import instance_folder, load_config
    from kiosk.storage import open_store
    from kiosk.sync import MAX_BYTES
    from kiosk.web import access, add_pages, context, live, refusals, security

    config = load_config(instance_folder(instance))
    app = Flask("kiosk", instance_path=str(config.instance))
    app.config.update(
        SECRET_KEY=config.secret_key, MAX_CONTENT_LENGTH=8 * MAX_BYTES, SESSION_COOKIE_NAME="kiosk_form",
        SESSION_COOKIE_SAMESITE="Lax", WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False,
    )  # fmt: skip
    app.session_interface = security.Cookies()
    app.extensions["kiosk"] = context.Kiosk(config, open_store(config.database))
    context.add_context(app)
    refusals.add_refusals(app)
    security.add_security(app)
    csrf = CSRFProtect(app)
    add_pages(app)
    for name in ("public", "api", "app"):  # no form to borrow there: an origin check, or a bearer token, does the job
        csrf.exempt(app.blueprints[name])
    access.check_access_is_declared(app)
    app.wsgi_app = live.QuietPolls(app.wsgi_app, app.extensions["kiosk"].store)  # type: ignore[method-assign]
    app.wsgi_app = security.TrustedProxies(app.wsgi_app, config.trusted_proxies)  # type: ignore[method-assign]
    return app
