"""Samples for the street: flyers, sheets, slips, cards and signs."""

from __future__ import annotations

from dataclasses import replace

from printables.booth_sign import BoothSign, BoothSigns
from printables.bundle_slip import Bundle, BundleSlips
from printables.demo.scenery import house_mark, street_at_dusk
from printables.demo.week import PAIR_PREFIX, PREFIX, Event, sample_codes
from printables.distribution_record import DistributionRecord, DistributionRow
from printables.document import Printable
from printables.flyer import Flyer
from printables.look import Look
from printables.pairing_card import PairingCard, PairingCards
from printables.sign_in_sheet import SignInSheet
from printables.tally_sheet import TallySheet

# More than six columns turn the page.
WIDE = ("name", "unit", "phone4", "age_band", "resident", "time", "time_out", "signature", "remarks")


def flyer(languages: tuple[str, ...], event: Event, paper: str) -> Flyer:
    return Flyer(
        languages,
        event.headline,
        PREFIX,
        sample_codes("S", 4),
        lines=event.lines,
        when=event.when,
        where=event.where,
        contact=event.contact,
        organiser=event.organiser,
        paper=paper,
        mark="sample",
    )


def designed(languages: tuple[str, ...], event: Event) -> list[tuple[str, Printable]]:
    """The same flyer led by a picture, and with a big headline."""
    picture = Look("picture", "pine", picture=street_at_dusk(), logo=house_mark())
    headline = Look("headline", "cinnabar", logo=house_mark())
    return [
        ("flyer-picture-A5", replace(flyer(languages, event, "A5"), look=picture, codes=sample_codes("S", 2))),
        ("flyer-headline-A6", replace(flyer(languages, event, "A6"), look=headline)),
    ]


def sheets(languages: tuple[str, ...], event: Event) -> list[tuple[str, Printable]]:
    about = (event.title, PREFIX, sample_codes("T", 2), event.date, event.room, event.organiser)
    sign_in = SignInSheet(languages, *about, mark="sample")
    wide = SignInSheet(languages, *about, columns=WIDE, mark="sample")
    tally = TallySheet(
        languages,
        event.title,
        PREFIX,
        sample_codes("U", 1),
        hours=("09–10", "10–11", "11–11:30"),
        items=(event.leaflet, event.trifold),
        booth=f"B2 {event.booths[1]}",
        date=event.date,
        place=event.booths[1],
        mark="sample",
    )
    rows = (
        DistributionRow("B-A5", event.leaflet, "1,500", "500", f"B1 {event.booths[0]}", "476", "17", "4", "3"),
        DistributionRow("B-TRI", event.trifold, "800", "300", f"B1 {event.booths[0]}", "266", "31", "2", "1"),
        DistributionRow("B-A5", event.leaflet, "", "500", f"B2 {event.booths[1]}", "464", "29", "4", "3"),
    )
    record = DistributionRecord(
        languages,
        event.title,
        PREFIX,
        sample_codes("V", 1),
        rows,
        event.title,
        event.date,
        event.organiser,
        mark="sample",
    )
    return [("sign-in-sheet", sign_in), ("sign-in-sheet-wide", wide), ("tally-sheet", tally), ("distribution-record", record)]


def cards(languages: tuple[str, ...], event: Event) -> list[tuple[str, Printable]]:
    codes = sample_codes("W", 4)
    bundles = tuple(Bundle(n, code, 50, n * 50 - 49, n * 50) for n, code in enumerate(codes, start=1))
    slips = BundleSlips(languages, "B-A5-01", event.leaflet, PREFIX, bundles, event.title, total=30, mark="sample")
    tokens = [f"SAMPLE{number:020d}" for number in range(1, 5)]
    cards = PairingCards(
        languages,
        event.title,
        f"B2 {event.booths[1]}",
        event.until,
        PAIR_PREFIX,
        tuple(PairingCard(token) for token in tokens),
        mark="sample",
    )
    printables: list[tuple[str, Printable]] = [("bundle-slips", slips), ("pairing-cards", cards)]
    for paper in ("A4", "A5"):
        printables.append((f"booth-signs-{paper}", _signs(languages, event, paper)))
    return printables


def _signs(languages: tuple[str, ...], event: Event, paper: str) -> BoothSigns:
    public, staff = sample_codes("X", 3), sample_codes("Y", 3)
    signs = tuple(BoothSign(f"B{n}", name, public[n - 1], staff[n - 1]) for n, name in enumerate(event.booths, start=1))
    return BoothSigns(languages, event.title, PREFIX, signs, event.when, event.organiser, paper=paper, mark="sample")
