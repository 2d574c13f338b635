"""Samples of what a print room makes of a flyer: covers between the bundles, two sides, a print shop's file, a tri-fold."""

from __future__ import annotations

from dataclasses import replace

from printables.bundle_slip import Bundle, BundleSlips
from printables.demo.fold import tri_fold
from printables.demo.scenery import house_mark, street_at_dusk
from printables.demo.street import flyer
from printables.demo.week import EVENTS, PREFIX, Event, sample_codes
from printables.document import Printable
from printables.flyer import FlyerBack
from printables.look import Look

BUNDLE = 5


def flyers(languages: tuple[str, ...], event: Event) -> list[tuple[str, Printable]]:
    a6 = flyer(languages, event, "A6")
    # a passer-by who cannot read the front turns it over
    front, back = (languages[:1], languages[1:]) if len(languages) > 1 else (languages, _other(languages))
    both = replace(flyer(front, event, "A5"), back=_back(back, EVENTS[back[0]]))
    covers = replace(a6, codes=sample_codes("S", 2), copies_per_code=BUNDLE, covers=_slips(languages, event))
    dusk = Look("picture", "indigo", picture=street_at_dusk())
    shop = replace(flyer(languages, event, "A5"), codes=sample_codes("S", 1), look=dusk, mode="shop")
    return [
        ("flyer-covers", covers),
        ("flyer-both-sides", both),
        ("flyer-print-shop", shop),
        ("tri-fold", tri_fold(languages, event)),
        ("tri-fold-print-shop", replace(tri_fold(languages, event), look=replace(dusk, logo=house_mark()), mode="shop")),
    ]


def _other(languages: tuple[str, ...]) -> tuple[str, ...]:
    return ("zh-Hant",) if languages == ("en",) else ("en",)


def _back(languages: tuple[str, ...], event: Event) -> FlyerBack:
    return FlyerBack(languages, event.headline, event.lines, event.when, event.where, event.contact, event.organiser)


def _slips(languages: tuple[str, ...], event: Event) -> BundleSlips:
    codes = sample_codes("W", 2)
    bundles = tuple(Bundle(n, code, BUNDLE, n * BUNDLE - BUNDLE + 1, n * BUNDLE) for n, code in enumerate(codes, start=1))
    return BundleSlips(languages, "B-A5-01", event.leaflet, PREFIX, bundles, event.title, mark="sample")
