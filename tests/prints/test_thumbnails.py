"""A kept picture of what is printed names nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pypdfium2
import pytest

from kiosk.prints.first_page import picture_first_page
from kiosk.prints.thumbnails import draw_first_page, without_names
from printables.demo import samples
from tests.printables.reading import text_of

SAMPLES: dict[str, Any] = {name: sample for name, sample in samples() if name.endswith("-zh-Hant")}


def people_in(sheet: Any) -> set[str]:
    """The names of people that a sample holds."""
    rows = [row.get("name", "") for row in getattr(sheet, "rows", ()) if isinstance(row, dict)]
    badges = [badge.name for badge in getattr(sheet, "badges", ())]
    leaders = [each.leader for name in ("cards", "groups") for each in getattr(sheet, name, ()) if hasattr(each, "leader")]
    holders = [card.holder for card in getattr(sheet, "cards", ()) if hasattr(card, "holder")]
    return {name for name in (*rows, *badges, *leaders, *holders) if name}


@pytest.mark.parametrize("name", [name for name, sample in SAMPLES.items() if people_in(sample)])
def test_the_first_page_for_a_picture_holds_no_name_of_a_person(name: str) -> None:
    text = text_of(draw_first_page(without_names(SAMPLES[name])))
    assert [person for person in people_in(SAMPLES[name]) if person in text] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_a_picture_is_made_of_one_page_whatever_is_printed(name: str) -> None:
    document = pypdfium2.PdfDocument(draw_first_page(without_names(SAMPLES[name])))
    assert len(document) == 1
    document.close()


def test_pictures_asked_for_at_once_are_drawn_one_at_a_time() -> None:
    pdf = draw_first_page(SAMPLES["flyer-A6-zh-Hant"])
    with ThreadPoolExecutor(8) as pool:
        pictures = set(pool.map(lambda _: picture_first_page(pdf, 96), range(40)))
    assert len(pictures) == 1
