"""Who may open which route: each view says so itself, and the app does not start while one does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, g, redirect, request, url_for
from werkzeug.wrappers import Response

from kiosk.accounts import ROLES, Account
from kiosk.devices import Device
from kiosk.errors import NotAllowed, NotFound, SignInNeeded
from kiosk.web.context import account, device, organisation_of

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
View = Callable[Arguments, Answer]

CASE_WORKER = ("case_worker",)
COORDINATOR = ("coordinator",)
PRINTING = ("coordinator", "printing")
READING = ("coordinator", "printing", "district")


def public(view: View[Arguments, Answer]) -> View[Arguments, Answer]:
    """Anybody may open this route."""
    return _marked(view, "public", ())


def phone(view: View[Arguments, Answer]) -> View[Arguments, Answer]:
    """Only an active paired phone may open this route; ``current_device()`` returns it."""

    @wraps(view)
    def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        current_device()
        return view(*args, **kwargs)

    return _marked(guarded, "phone", ())


def staff(*roles: str) -> Callable[[View[Arguments, Answer]], View[Arguments, Answer | Response]]:
    """Only staff holding one of ``roles`` somewhere may open this route (any role when none is named).

    What the route touches must still be checked with ``require_event`` or ``require_organisation``.
    """
    wanted = (*(roles or ROLES), "administrator")

    def guard(view: View[Arguments, Answer]) -> View[Arguments, Answer | Response]:
        @wraps(view)
        def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer | Response:
            who = account()
            if who is None:
                if request.method == "GET":
                    return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
                raise SignInNeeded()
            if not who.has(*wanted):
                raise NotAllowed()
            return view(*args, **kwargs)

        return _marked(guarded, "office", wanted)

    return guard


def current_account() -> Account:
    """Return who is signed in; SignInNeeded."""
    who = account()
    if who is None:
        raise SignInNeeded()
    return who


def current_device() -> Device:
    """Return the active paired phone; SignInNeeded when it is none, or not any more."""
    phone = device()
    if phone is None or phone.state != "active":
        raise SignInNeeded()
    return phone


def require_event(event: str, roles: tuple[str, ...] = COORDINATOR) -> Account:
    """Return the account when it holds one of ``roles`` over the event; a sister's event is NotFound, a wrong role NotAllowed."""
    return _require(roles, organisation_of(event), event)


def require_organisation(organisation: str, roles: tuple[str, ...] = COORDINATOR) -> Account:
    """Return the account when it holds one of ``roles`` over the organisation; NotFound, NotAllowed."""
    return _require(roles, organisation, None)


def _require(roles: tuple[str, ...], organisation: str, event: str | None) -> Account:
    who = current_account()
    if who.may(roles, organisation, event):
        return who
    raise NotAllowed() if who.may(ROLES, organisation, event) else NotFound()


def _marked(view: View[Arguments, Answer], audience: str, roles: tuple[str, ...]) -> View[Arguments, Answer]:
    view.access = (audience, roles)  # type: ignore[attr-defined]
    return view


def check_access_is_declared(app: Flask) -> None:
    """Refuse to start when a route does not say who may open it; tell each request its audience."""
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and not hasattr(view, "access"):
            raise RuntimeError(f"the route {endpoint} does not declare its audience")

    @app.before_request
    def know_audience() -> None:
        view = app.view_functions.get(request.endpoint or "")
        unknown = "api" if request.path.startswith("/api/") else "public"
        g.audience = getattr(view, "access", (unknown, ()))[0]
