"""Paper of the street, planned and made: flyers with their bundle slips, tri-folds, posters, booth signs."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, TypedDict, cast

from kiosk import campaigns, records
from kiosk.errors import InvalidFields, NotFound
from kiosk.printed_codes import CodeKind
from kiosk.prints.flyers import make_flyer, make_poster, make_tri_fold, slip_words
from kiosk.prints.kinds import kind_of
from kiosk.prints.parts import Part, codes_of
from kiosk.prints.plans import (
    Maker,
    Payloads,
    Planner,
    chosen_booths,
    chosen_material,
    materials_for,
    pages_plan,
)
from kiosk.prints.runs import MOST_BUNDLE, RunPlan, bundle_count, bundle_serials
from kiosk.prints.sheet_words import words_on
from kiosk.prints.wishes import Asked, Wish
from printables.booth_sign import BoothSign, BoothSigns
from printables.bundle_slip import Bundle, BundleSlips
from printables.document import Printable
from printables.flyer import USUAL_QR_MM
from printables.page import LAYOUTS, USUAL_UP
from printables.poster import PAPERS as POSTER_PAPERS

USUAL_COPIES, MOST_COPIES = 100, 100_000
USUAL_BUNDLE = 50
FLYER_PAPERS = tuple(USUAL_QR_MM)
SIGN_PAPERS = ("A4", "A5")
USUAL_POSTERS = 3
THE_EVENT = "event"
"""In place of a material: a poster that says what the event itself says."""


def ups_of(paper: str) -> tuple[int, ...]:
    """Return how many flyers of a paper size may share a sheet, the usual number first."""
    return tuple(sorted({1, *(up for name, up in LAYOUTS if name == paper)}, reverse=True))


def flyer_plan(
    connection: sqlite3.Connection, event: str, material: str, *, by: str, base_url: str, copies: int = USUAL_COPIES,
    bundle_size: int = USUAL_BUNDLE, per_copy: bool = False, paper: str = "", up: int = 0, language: str = "", unit_cost: str = "",
    sample: bool = False, local_confirmed: bool = False, id: str = "", more: Mapping[str, object] | None = None,
) -> RunPlan:  # fmt: skip
    """Return the plan of a run of flyers, with the material's own paper, language and cost where none is said.

    ``more`` is how they are laid out (see ``_bundled_layout``).  NotFound, InvalidFields.
    """
    row = records.get(connection, campaigns.MATERIAL, material)
    paper = paper or (row["paper"] if row["paper"] in FLYER_PAPERS else "A4")
    up = up or USUAL_UP.get(paper, 1)
    if paper not in FLYER_PAPERS or up not in ups_of(paper):
        raise InvalidFields({"layout": ("errors.bad_choice", {"value": f"{paper} × {up}"})})
    return _bundled_plan(
        connection, event, "flyer", row, {"paper": paper, "up": up, **(more or {})}, by=by, base_url=base_url, copies=copies,
        bundle_size=bundle_size, per_copy=per_copy, language=language, unit_cost=unit_cost, sample=sample,
        local_confirmed=local_confirmed, id=id,
    )  # fmt: skip


def _bundled_plan(
    connection: sqlite3.Connection, event: str, kind: str, material: sqlite3.Row, layout: Mapping[str, object], *, by: str,
    base_url: str, copies: int, bundle_size: int, per_copy: bool, unit_cost: str, language: str = "", sample: bool = False,
    local_confirmed: bool = False, id: str = "",
) -> RunPlan:  # fmt: skip
    if material["campaign"] != records.get(connection, campaigns.EVENT, event)["campaign"]:
        raise NotFound()
    language = language or str(material["language"])
    if layout.get("back") and len(language.split()) < 2:
        raise InvalidFields({"back": ("printing.two_languages_needed", {})})
    return RunPlan(
        event, kind, by, base_url, copies, id=id, material=str(material["id"]), bundle_size=bundle_size, per_copy=per_copy,
        layout=layout, language=language, unit_cost=unit_cost or material["unit_cost"], sample=sample, local_confirmed=local_confirmed,
    )  # fmt: skip


def plan_flyers(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: material, copies, bundle_size, layout (A5/2), per_copy, unit_cost, and those of ``_bundled_layout``; back."""
    paper, _, up = wish.text("layout").partition("/")
    more = _bundled_layout(wish) | ({"back": True} if wish.ticked("back") else {})
    return [flyer_plan(
        connection, event, chosen_material(connection, event, "flyer", wish), paper=paper, up=int(up) if up in ("1", "2", "4") else 0,
        more=more, **_how_many(wish), **wish.asked,
    )]  # fmt: skip


class _HowMany(TypedDict):
    copies: int
    bundle_size: int
    per_copy: bool
    unit_cost: str


def _how_many(wish: Wish) -> _HowMany:
    cost = records.clean_values(campaigns.MATERIAL, {"unit_cost": wish.text("unit_cost")}, partial=True)["unit_cost"]
    return {
        "copies": wish.number("copies", USUAL_COPIES, MOST_COPIES),
        "bundle_size": wish.number("bundle_size", USUAL_BUNDLE, MOST_BUNDLE),
        "per_copy": wish.ticked("per_copy"),
        "unit_cost": str(cost),
    }


def _bundled_layout(wish: Wish) -> dict[str, object]:
    """Fields: covers (between the bundles, instead of slips); across (not cut-and-stack)."""
    return {"covers": wish.ticked("covers"), "stacked": not wish.ticked("across")}


def make_flyers(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    """Flyers, then the slips of their bundles."""
    return _with_slips(connection, part, make_flyer)


def _with_slips(connection: sqlite3.Connection, part: Part, make: Callable[..., Printable]) -> list[Printable]:
    pieces = [make(connection, part, **_laid_out(connection, part))] if part.which != "slips" else []
    slips = part.which == "slips" or (part.which == "all" and not part.layout.get("covers"))
    return [*pieces, *([_slips(connection, part)] if slips else [])]


def _laid_out(connection: sqlite3.Connection, part: Part) -> dict[str, Any]:
    """Return what pieces of a bundled run have in common: all their codes, which of them are printed, how they lie on paper."""
    layout, own = part.layout, "copy" if part.run["per_copy"] else "bundle"
    return {
        "codes": codes_of(connection, part.whole, cast(CodeKind, own)),
        "copies_per_code": 1 if own == "copy" else part.run["bundle_size"],
        "copies": part.run["copies"],
        "serials": part.serials,
        "covers": _slips(connection, part.whole) if layout.get("covers") and part.which == "all" else None,
        "stacked": layout.get("stacked", True),
    }


def _slips(connection: sqlite3.Connection, part: Part) -> BundleSlips:
    words, run = slip_words(connection, part), cast(sqlite3.Row, part.run)
    serials = [bundle_serials(run, number) for number in part.bundles]
    bundles = tuple(
        Bundle(number, code, last - first + 1, first, last)
        for number, code, (first, last) in zip(part.bundles, codes_of(connection, part, "slip"), serials, strict=True)
    )
    languages, number = tuple(run["language"].split()), f"{words['event']}-{run['code']}"
    return BundleSlips(languages, number, words["name"], part.prefix, bundles, words["title"], bundle_count(run), part.mark)


def payloads_of_bundled(connection: sqlite3.Connection, part: Part) -> list[str]:
    """A cover lies only before the first copy of its bundle; a slip goes with any of them."""
    own: CodeKind = "copy" if part.run["per_copy"] else "bundle"
    slips = codes_of(connection, part, "slip")
    if part.layout.get("covers"):
        heads = [bundle_serials(cast(sqlite3.Row, part.run), number)[0] for number in part.bundles]
        slips = tuple(code for code, head in zip(slips, heads, strict=True) if head >= part.first)
    return [part.prefix + code for code in (*codes_of(connection, part, own), *slips)]


def plan_tri_folds(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: material, copies, bundle_size, per_copy, unit_cost, and those of ``_bundled_layout``.

    InvalidFields where nobody has written a text yet: three panels would be blank.
    """
    material = chosen_material(connection, event, "tri_fold", wish)
    texts = (records.get(connection, campaigns.MATERIAL, material)["body"], records.get(connection, campaigns.EVENT, event)["line"])
    if not any(texts):
        raise InvalidFields({"material": ("printing.text_needed", {})})
    return [tri_fold_plan(connection, event, material, more=_bundled_layout(wish), asked=wish.asked, **_how_many(wish))]


def tri_fold_plan(
    connection: sqlite3.Connection, event: str, material: str, *, copies: int = USUAL_COPIES, bundle_size: int = USUAL_BUNDLE,
    per_copy: bool = False, unit_cost: str = "", more: Mapping[str, object] | None = None, asked: Asked,
) -> RunPlan:  # fmt: skip
    """Return the plan of a run of tri-folds; see ``flyer_plan``."""
    row = records.get(connection, campaigns.MATERIAL, material)
    many: _HowMany = {"copies": copies, "bundle_size": bundle_size, "per_copy": per_copy, "unit_cost": unit_cost}
    return _bundled_plan(connection, event, "tri_fold", row, {"paper": "A4", **(more or {})}, **many, **asked)


def make_tri_folds(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    """Tri-folds, then the slips of their bundles."""
    return _with_slips(connection, part, make_tri_fold)


def plan_posters(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: material (``event``: what the event itself says), copies, paper.  Every poster has a code of its own."""
    known = materials_for(connection, event, "poster")
    itself = wish.text("material", "" if known else THE_EVENT) == THE_EVENT
    material = "" if itself else chosen_material(connection, event, "poster", wish)
    layout = {"paper": wish.one_of("paper", POSTER_PAPERS, POSTER_PAPERS[0])}
    copies = wish.number("copies", USUAL_POSTERS, kind_of("poster").most)
    return [pages_plan(event, "poster", copies, layout, wish.asked, material=material)]


def make_posters(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    return [make_poster(connection, part, codes_of(connection, part, "poster"))]


def plan_booth_signs(connection: sqlite3.Connection, event: str, wish: Wish) -> list[RunPlan]:
    """Fields: booths, paper (A4, a tent; A5)."""
    paper = wish.one_of("paper", SIGN_PAPERS, "A4")
    return [booth_sign_plan(connection, booth, paper=paper, asked=wish.each) for booth in chosen_booths(connection, event, wish)]


def booth_sign_plan(connection: sqlite3.Connection, booth: str, *, paper: str = "A4", asked: Asked) -> RunPlan:
    """Return the plan of a booth's sign, in the booth's language where none is said."""
    row = records.get(connection, campaigns.BOOTH, booth)
    return pages_plan(row["event"], "booth_sign", 1, {"paper": paper}, {"language": row["language"], **asked}, booth=booth)


def make_booth_signs(connection: sqlite3.Connection, part: Part) -> list[Printable]:
    words = words_on(connection, part)
    [public], [staff] = codes_of(connection, part, "booth"), codes_of(connection, part, "booth_staff")
    sign = BoothSign(words.more["code"], words.more["name"], public, staff)
    paper = part.layout.get("paper", "A4")
    return [BoothSigns(words.languages, words.title, part.prefix, (sign,), words.when, words.host, paper, part.mark)]


def join_signs(printables: Sequence[Printable]) -> list[Printable]:
    """Return the same, signs that differ in nothing but their booths as one printable, so that A5 signs share their sheets."""
    joined: dict[tuple[object, ...], BoothSigns] = {}
    for sign in printables:
        if isinstance(sign, BoothSigns):
            key = tuple(getattr(sign, each.name) for each in fields(sign) if each.name != "signs")
            joined[key] = replace(joined[key], signs=joined[key].signs + sign.signs) if key in joined else sign
    return [*(one for one in printables if not isinstance(one, BoothSigns)), *joined.values()]


PLANS: dict[str, Planner] = {
    "flyer": plan_flyers, "tri_fold": plan_tri_folds, "poster": plan_posters, "booth_sign": plan_booth_signs,
}  # fmt: skip
MAKERS: dict[str, Maker] = {
    "flyer": make_flyers, "tri_fold": make_tri_folds, "poster": make_posters, "booth_sign": make_booth_signs,
}  # fmt: skip
PAYLOADS: dict[str, Payloads] = {"flyer": payloads_of_bundled, "tri_fold": payloads_of_bundled}
