"""The form of a tip, the same for a passer-by, at a booth and from a paper slip: what is asked, and what may be kept of it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field

from flask import request

from kiosk.errors import InvalidFields
from kiosk.privacy import notices
from kiosk.referrals import ABOUT, HELP, LONGEST, Tip, due_days, kept_days, take_tip
from kiosk.sealing import require_keys
from kiosk.web.context import config, store, t
from kiosk.web.public_base import kept_words, organisation_row
from kiosk.web.refusals import field_sentences

ASKED = ("note", "reach")


@dataclass
class TipForm:
    """A form as it was sent: what may be kept of it, and a sentence for each field that is wrong."""

    help: tuple[str, ...] = ()
    about: str = ""
    may_contact: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def to_tip(self, id: str, event: str, method: str, notice_version: int | None = None, erase_code: str = "", slip: str = "", number: str = "") -> Tip:
        """Return the tip, handed in as ``method`` says."""
        return Tip(
            id, event, self.help, self.about, self.may_contact == "yes", self.texts["note"], self.texts["reach"], method,
            notice_version, erase_code, slip or None, number,
        )  # fmt: skip


def read_tip() -> TipForm:
    """Return the form that was sent, with what is wrong with it."""
    form = request.form
    chosen = tuple(each for each in HELP if each in form.getlist("help"))
    sent = TipForm(chosen, form.get("about", ""), form.get("may_contact", ""), {name: form.get(name, "") for name in ASKED})
    if not chosen:
        sent.errors["help"] = t("referrals.tip.no_help")
    if sent.about not in ABOUT:
        sent.errors["about"] = t("referrals.tip.choose")
    if sent.may_contact not in ("yes", "no"):
        sent.errors["may_contact"] = t("referrals.tip.choose")
    try:
        sent.texts = notices.clean_personal(form, {name: LONGEST[name] for name in ASKED})
    except InvalidFields as refusal:
        sent.errors |= field_sentences(refusal)
    return sent


def keep_tip(tip: Tip) -> str:
    """Keep a tip and return the number to give out.  SlipKeyedBefore."""
    instance = config().instance
    return store().write(lambda connection: take_tip(connection, require_keys(instance), tip))


def tip_choices() -> dict[str, object]:
    """Return what the form's template needs beside what was typed."""
    return {
        "help_choices": [(each, t(f"referrals.help.{each}")) for each in HELP],
        "about_choices": [(each, t(f"referrals.about.{each}")) for each in ABOUT],
        "contact_choices": [(each, t(f"referrals.tip.contact_{each}")) for each in ("yes", "no")],
        "longest": LONGEST,
    }


def tip_notice(event: sqlite3.Row) -> notices.Notice:
    """Return what whoever hands in a tip is told, with its version."""
    return kept_words(notices.tip_bodies(organisation_row(event), kept_days(store().read())))


def looked_at_within() -> int:
    """Return within how many days a case worker looks at a new tip."""
    return due_days(store().read(), "tip")
