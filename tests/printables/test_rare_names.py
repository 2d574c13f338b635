"""Every character of the two Chinese code tables that an office may have in a name is in the faces, and none prints as a blank."""

from __future__ import annotations

import unicodedata

import pytest

from printables.document import Printable, to_bytes
from printables.errors import MissingGlyphs
from printables.fonts import OTHER_FACE, load
from printables.volunteer_badge import Badge, VolunteerBadges
from tests.printables.reading import blank_characters, text_of

# names of people who were asked to spell theirs, the mainland's list of 2013 beyond GBK among them
BORNE = "㛃堃喆淼犇囍瑨珺翀旻頔祎赟昇煊驎釗燁淯䶮𬭊𬭛𬬭𬘭𬣙𫖯𬇙𬀩𫍯㭎"
EVERY_NTH = 12


def characters_of(codec: str) -> set[str]:
    """The ideographs that a two-byte code table holds."""
    pairs = (bytes([first, second]) for first in range(0x81, 0xFF) for second in range(0x40, 0xFF))
    decoded = (pair.decode(codec, errors="ignore") for pair in pairs)
    return {text for text in decoded if len(text) == 1 and "CJK " in unicodedata.name(text, "")}


def badges(names: str, language: str = "zh-Hans", length: int = 4) -> Printable:
    """Everybody's name has `length` of the characters."""
    cut = [names[start : start + length] for start in range(0, len(names), length)]
    made = tuple(Badge(name, f"V{number:03d}", f"B{number:09d}", name) for number, name in enumerate(cut))
    return VolunteerBadges((language,), "活动", "HTTPS://KIOSK.EXAMPLE/F/", made)


@pytest.mark.parametrize(("codec", "least"), [("gb2312", 6_763), ("gbk", 20_900), ("big5", 13_053), ("big5hkscs", 17_500)])
@pytest.mark.parametrize("bold", [False, True])
def test_every_ideograph_of_a_code_table_is_in_the_faces(codec: str, least: int, bold: bool) -> None:
    asked = characters_of(codec)
    assert len(asked) >= least
    held = {chr(number) for face in OTHER_FACE for number in load(face, bold).face.charToGlyph}
    assert asked - held == set()


@pytest.mark.parametrize("language", ["zh-Hans", "zh-Hant"])
def test_names_that_people_bear_print_and_are_found(language: str) -> None:
    pdf = to_bytes(badges(BORNE, language, length=3))
    assert all(BORNE[start : start + 3] in text_of(pdf) for start in range(0, len(BORNE), 3))
    assert blank_characters(pdf) == []


def test_a_name_beyond_the_faces_is_named_before_printing() -> None:
    with pytest.raises(MissingGlyphs, match=r"𠮷 \(U\+20BB7\)"):
        to_bytes(badges("𠮷野"))


@pytest.mark.slow
@pytest.mark.parametrize("codec", ["gbk", "big5hkscs"])
def test_no_character_of_a_code_table_prints_as_a_blank(codec: str) -> None:
    names = "".join(sorted(characters_of(codec))[::EVERY_NTH])
    pdf = to_bytes(badges(names, {"gbk": "zh-Hans", "big5hkscs": "zh-Hant"}[codec]))
    assert blank_characters(pdf) == []
