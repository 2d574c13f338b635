"""What people are told before they leave something personal, and what they may leave (domain.md §6)."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from unicodedata import category

from kiosk.errors import InvalidFields
from kiosk.ids import now_ms
from kiosk.languages import LANGUAGES, text
from kiosk.privacy.personal_data import hash_secret
from kiosk.records import UNSEEN, variant_of, visible

MOST_NAME, MOST_PHONE, MOST_NOTE = 40, 24, 500
MOST_WORDS = 140
"""On a note for the wall, which is read from five metres away."""
Purpose = Literal["", "volunteer"]
"""What somebody leaves something for, where it is kept longer than for the day: volunteers are called again."""
PURPOSES: tuple[Purpose, ...] = ("", "volunteer")
# Without looking back and without flags, so that a sign-in screen's browser reads the same patterns (``personal_rules``).
_PHONE = r"\+?[\d\s()-]{5,}"
_BETWEEN_DIGITS = r"(\w)[\s.\-–—]+(?=\w)"
_ID_NUMBER = (
    r"(?:^|[^\d])[1-9]\d{5}(?:(?:18|19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX](?!\d)"  # mainland, GB 11643
    r"|(?:^|[^\d])[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)"  # mainland before 1999
    r"|(?:^|[^A-Z\d])[A-Z][1289]\d{8}(?!\d)"  # Taiwan
    r"|(?:^|[^A-Z\d])[A-Z]{1,2}\d{6}\([\dA]\)"  # Hong Kong
)
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters by their class, blanks to the eye: Hangul fillers and the empty Braille cell."""
_HAN_DIGITS = ("〇零一二三四五六七八九壹貳贰參叁肆伍陸陆柒捌玖幺", "001234567891223345667891")
_DATE = r"(^|[^\d])(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}(?!\d)"
_LONG_NUMBER = r"\d(?:[\s.,_/()+*~·・–—-]{0,3}\d){6,}"
_NUMBER_OF = r"(?:qq|vx|wx|wechat|whatsapp|tel|phone|微信|電話|电话|手機|手机)[^\d]{0,8}\d(?:[\s.-]?\d){4,}"
_phone, _between_digits, _id_number = re.compile(_PHONE), re.compile(_BETWEEN_DIGITS), re.compile(_ID_NUMBER)
_date, _dialled, _han_digits = re.compile(_DATE), re.compile(f"{_LONG_NUMBER}|{_NUMBER_OF}"), str.maketrans(*_HAN_DIGITS)


@dataclass(frozen=True, slots=True)
class Notice:
    """One version of the privacy notice in one language."""

    version: int
    body: str


def notice_bodies(organisation: sqlite3.Row, retention_days: int, purpose: Purpose = "") -> dict[str, str]:
    """Return the notice that holds now, per language: the organisation's own words (and what the purpose adds), else the default ones."""
    return {language: _body(organisation, retention_days, purpose, language) for language in LANGUAGES}


def _body(organisation: sqlite3.Row, days: int, purpose: Purpose, language: str) -> str:
    if not organisation["notice"]:
        key = f"public.notice_{purpose}" if purpose else "public.notice"
        return text(language, key, host=variant_of(organisation, "name", language), days=days)
    own = variant_of(organisation, "notice", language)
    return f"{own}\n{text(language, f'public.notice_{purpose}_too', days=days)}" if purpose else own


def tip_bodies(organisation: sqlite3.Row, kept_days: int) -> dict[str, str]:
    """Return per language what whoever hands in a tip is told; its texts go ``kept_days`` after the case is closed."""
    return {
        language: text(language, "referrals.notice", host=variant_of(organisation, "name", language), days=kept_days)
        for language in LANGUAGES
    }


def consent_bodies(organisation: sqlite3.Row) -> dict[str, str]:
    """Return per language what is read to a person before they agree to be referred."""
    return {language: text(language, "referrals.consent_words", host=variant_of(organisation, "name", language)) for language in LANGUAGES}


def find_notice(
    connection: sqlite3.Connection, organisation: sqlite3.Row, retention_days: int, language: str, purpose: Purpose = ""
) -> Notice | None:
    """Return the notice that holds now with its version; None when these words have not been kept yet."""
    return find_words(connection, notice_bodies(organisation, retention_days, purpose), language)


def keep_notice(connection: sqlite3.Connection, organisation: sqlite3.Row, retention_days: int, purpose: Purpose = "") -> int:
    """Keep the notice that holds now, if its words are new, and return its version: what a person agreed to stays on record."""
    return keep_words(connection, notice_bodies(organisation, retention_days, purpose))


def find_words(connection: sqlite3.Connection, bodies: Mapping[str, str], language: str) -> Notice | None:
    """Return these words, given per language, with their version; None when they have not been kept yet."""
    version = _version_of(connection, bodies)
    return Notice(version, bodies[language]) if version else None


def keep_words(connection: sqlite3.Connection, bodies: Mapping[str, str]) -> int:
    """Keep what people are told, given per language, if it is new, and return its version."""
    known = _version_of(connection, bodies)
    if known:
        return known
    version = int(connection.execute("SELECT coalesce(max(version), 0) + 1 FROM notice").fetchone()[0])
    moment = now_ms()
    connection.executemany("INSERT INTO notice VALUES (?, ?, ?, ?)", [(version, *said, moment) for said in bodies.items()])
    return version


def kept_notice(connection: sqlite3.Connection, version: int, language: str) -> Notice | None:
    """Return a version of the notice as it was kept, in one language; None when there is none such."""
    row = connection.execute("SELECT body FROM notice WHERE version = ? AND language = ?", (version, language)).fetchone()
    return Notice(version, row["body"]) if row else None


def _version_of(connection: sqlite3.Connection, bodies: Mapping[str, str]) -> int | None:
    same = " INTERSECT ".join(["SELECT version FROM notice WHERE language = ? AND body = ?"] * len(bodies))
    values = [value for pair in bodies.items() for value in pair]
    row = connection.execute(f"SELECT max(version) FROM ({same})", values).fetchone()
    return int(row[0]) if row[0] else None


def holds_id_number(said: str) -> bool:
    """Tell whether a text holds an identity card's number (mainland 18 and 15 digits, Taiwan, Hong Kong), however spaced."""
    plain = unicodedata.normalize("NFKC", said).upper()
    return any(_id_number.search(form) for form in (plain, _between_digits.sub(r"\1", plain)))


def holds_phone_number(said: str) -> bool:
    """Tell whether a text holds what can be dialled: seven digits in a row and more, however spaced, full-width, in Chinese or circled
    figures, or five behind the name of a telephone or a messenger.  A date is none."""
    plain = "".join(letter for letter in said if category(letter) not in ("Cf", "Me", "Mn"))
    figures = "".join(_figure(letter) for letter in unicodedata.normalize("NFKC", plain).casefold().translate(_han_digits))
    return _dialled.search(_date.sub(r"\1 | ", figures)) is not None


def _figure(letter: str) -> str:
    """Return a digit of any script as 0 to 9, anything else as it is."""
    digit = unicodedata.digit(letter, None)
    return letter if digit is None else str(digit)


def personal_rules() -> dict[str, object]:
    """Return what ``clean_personal`` asks of a visitor's name and telephone number, and what ``holds_phone_number`` looks for, as data
    for a form without a network."""
    longest = {"name": MOST_NAME, "phone": MOST_PHONE, "words": MOST_WORDS}
    return {"longest": longest, "phone": _PHONE, "between_digits": _BETWEEN_DIGITS, "id_number": _ID_NUMBER,
            "date": _DATE, "dialled": f"{_LONG_NUMBER}|{_NUMBER_OF}", "han_digits": dict(zip(*_HAN_DIGITS)), "unseen": UNSEEN, "blanks": _BLANKS}  # fmt: skip


def clean_personal(values: Mapping[str, str], longest: Mapping[str, int], required: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the personal fields as they may be kept, without what nobody sees; InvalidFields where one is missing, too long, no
    telephone number, or holds an identity card's number, which nobody here asks for."""
    cleaned = {name: seen(values.get(name, "").replace("\r\n", "\n")) for name in longest}
    problems = {name: problem for name in longest if (problem := _problem(name, cleaned[name], longest[name], name in required))}
    if problems:
        raise InvalidFields(problems)
    return cleaned


def seen(said: str) -> str:
    """Return a text without marks of direction and width; '' where nothing is left that anybody could see, as from a name of blanks."""
    kept = visible(said).strip()
    return kept if any(category(letter) == "Co" or (category(letter)[0] not in "CMZ" and letter not in _BLANKS) for letter in kept) else ""


def _problem(name: str, said: str, longest: int, required: bool) -> tuple[str, dict[str, object]] | None:
    if not said:
        return ("errors.required", {}) if required else None
    if len(said) > longest:
        return "errors.too_long", {"longest": longest}
    if any(ord(letter) < 32 and letter != "\n" for letter in said):
        return "errors.control_characters", {}
    if holds_id_number(said):
        return "public.no_id_number", {}
    if name == "phone" and not _phone.fullmatch(unicodedata.normalize("NFKC", said)):
        return "public.bad_phone", {}
    return None


def knows_erase_code(connection: sqlite3.Connection, erase_code: str) -> bool:
    """Tell whether somebody who holds this erase code can still be erased."""
    return connection.execute("SELECT 1 FROM identity WHERE erase_hash = ?", (hash_secret(erase_code),)).fetchone() is not None


def notice_made_at(connection: sqlite3.Connection, version: int) -> int:
    """Return since when (ms UTC) a version of the notice has been kept, 0 for one that is not."""
    row = connection.execute("SELECT min(made_at) FROM notice WHERE version = ?", (version,)).fetchone()
    return int(row[0] or 0)
