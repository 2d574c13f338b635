"""Samples for those who come and those who help: slips, badges, registration sheets, feedback cards, the programme."""

from __future__ import annotations

from printables.demo.week import PREFIX, Event, sample_codes
from printables.document import Printable
from printables.sign_in_slip import SignInSlip, SignInSlips

ERASE_PREFIX = "HTTPS://KIOSK.EXAMPLE/E/"


def slips(languages: tuple[str, ...], event: Event) -> list[tuple[str, Printable]]:
    codes = sample_codes("A", 7)
    made = tuple(SignInSlip(number, code, f"SAMPLE{number:020d}") for number, code in enumerate(codes, start=1))
    return [
        (
            f"sign-in-slips-{up}",
            SignInSlips(
                languages, event.title, PREFIX, ERASE_PREFIX, made, event.date, event.room, event.organiser, up=up, mark="sample"
            ),
        )
        for up in (4, 6)
    ]
