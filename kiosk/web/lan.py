"""Phones without internet: the two codes while the kiosk serves a local network, and what they are for at any time."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from kiosk.languages import say_date, say_list
from kiosk.web.access import COORDINATOR, staff
from kiosk.web.context import config, language, page, t
from printables import qr

blueprint = Blueprint("lan", __name__)


@blueprint.get("/office/lan")
@staff(*COORDINATOR)
def home() -> ResponseReturnValue:
    """The codes to install and to open, when the kiosk serves like this; else how to."""
    return page("lan/home.html", lan=_served() if config().install_url else None)


def _served() -> dict[str, object]:
    from kiosk.lan.serving import (  # what it stands on takes 8 MB, which the usual server need not carry
        last_day,
        read_known,
        read_served,
    )

    authority, served, zone = read_known(config()), read_served(config()), config().zone
    known = authority and {
        "label": authority.label, "fingerprint": authority.fingerprint, "ends": say_date(language(), last_day(authority.ends, zone)),
        "names": say_list(language(), authority.names.as_strings()),
    }  # fmt: skip
    return {
        "install_url": config().install_url, "open_url": config().public_url, "known": known,
        "install_code": _code(config().install_url, t("lan.page.install_title")),
        "open_code": _code(config().public_url, t("lan.page.open_title")),
        "server_ends": say_date(language(), last_day(served[1], zone)) if served else "",
    }  # fmt: skip


def _code(address: str, said: str) -> Markup:
    return Markup(qr.svg(address.upper(), said))  # noqa: S704 - our own drawing
