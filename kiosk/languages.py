"""Says what a person reads in one of three languages, from hand-written catalogues; converts no scripts."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

LANGUAGES: tuple[str, ...] = ("zh-Hans", "zh-Hant", "en")
CATALOGUES = Path(__file__).parent / "translations"

# Regions that write in traditional script, where a browser names the region and not the script.
_TRADITIONAL_REGIONS = frozenset({"tw", "hk", "mo"})
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_MINUS = "\N{MINUS SIGN}"
_DASH = "\N{EN DASH}"


class UnknownLanguage(LookupError):
    """A language that has no catalogue was asked for."""


class UnknownText(LookupError):
    """A key that the catalogue does not hold was asked for; the page must fail rather than show the key."""


class MissingValue(LookupError):
    """A text has a placeholder for which no value was given."""


class BadCatalogue(ValueError):
    """A catalogue file holds something other than texts and tables of texts."""


class Named(str):
    """A name that has forms in further languages (language → form): ``text`` says the reader's, everything else the usual one."""

    forms: Mapping[str, str]

    def __new__(cls, name: str, forms: Mapping[str, str] | None = None) -> Self:
        """Return the name as it is usually said."""
        made = super().__new__(cls, name)
        made.forms = forms or {}
        return made

    def said_in(self, language: str) -> str:
        """Return the name's form in a language, the usual one where it has none."""
        return self.forms.get(language) or str(self)


def text(language: str, key: str, /, **values: object) -> str:
    """The text `area.name` with its `{placeholders}` filled in; `count` picks `name_one` or `name_other`.

    Values are inserted as they are, never read as a pattern; `count` is written with thousands separators.
    Raises UnknownLanguage, UnknownText, MissingValue.
    """
    pattern = _pattern(language, key, values.get("count"))
    if "{" not in pattern:
        return pattern
    said = {name: value.said_in(language) if isinstance(value, Named) else str(value) for name, value in values.items()}
    if isinstance(values.get("count"), int):
        said["count"] = say_number(language, int(said["count"]))

    def fill(match: re.Match[str]) -> str:
        if match[1] not in said:
            raise MissingValue(f"{key} in {language} needs a value for {{{match[1]}}}")
        return said[match[1]]

    return _PLACEHOLDER.sub(fill, pattern)


def parts(language: str, key: str, count: int | None = None) -> Iterator[tuple[str, str]]:
    """Yield a text as (words, the placeholder after them or ''), for whoever fills it with more than words; UnknownLanguage, UnknownText."""
    pattern, at = _pattern(language, key, count), 0
    for match in _PLACEHOLDER.finditer(pattern):
        yield pattern[at : match.start()], match[1]
        at = match.end()
    yield pattern[at:], ""


def catalogue(language: str) -> Mapping[str, str]:
    """Every text of one language by its full key, read once from `translations/<language>/*.toml`."""
    if language not in LANGUAGES:
        raise UnknownLanguage(f"no catalogue for the language {language!r}")
    return _load(language)


def choose(accept_language: str, wanted: str | None, default: str = "zh-Hans") -> str:
    """The language to answer in: the one wanted, else the best that the browser accepts, else the default."""
    if wanted in LANGUAGES:
        return wanted
    for tag in _accepted(accept_language):
        language = _language_of(tag)
        if language:
            return language
    return default


def variant(original: str, variants: Mapping[str, str], language: str) -> str:
    """A plan text's hand-typed variant in this language, else the original as it was typed."""
    return variants.get(language) or original


def say_number(language: str, number: int | Decimal) -> str:
    """A number with thousands separators and a real minus sign."""
    catalogue(language)
    return f"{number:,}".replace("-", _MINUS)


def plain(amount: Decimal) -> Decimal:
    """Return an amount without idle noughts after the point."""
    return Decimal(f"{amount.normalize():f}")


def say_percent(language: str, share: Decimal | float, places: int = 1) -> str:
    """A share of one as a percentage, rounded half up to `places` decimals."""
    step = Decimal(1).scaleb(-places)
    rounded = (Decimal(str(share)) * 100).quantize(step, ROUND_HALF_UP)
    return f"{say_number(language, rounded)}%"


def say_date(language: str, day: date, form: Literal["long", "short"] = "long") -> str:
    """2017年3月24日（星期五） or, short, 3月24日: never a leading zero."""
    return text(
        language,
        f"common.date.{form}",
        year=day.year,
        month=text(language, f"common.month.{day.month}"),
        day=day.day,
        weekday=text(language, f"common.weekday.{day.isoweekday()}"),
    )


def say_time(language: str, moment: time | datetime) -> str:
    """Hours and minutes of the clock on the wall, 09:05; the moment is already in the event's zone."""
    catalogue(language)
    return f"{moment:%H:%M}"


def say_time_range(language: str, start: time | datetime, end: time | datetime) -> str:
    """09:00–11:30."""
    return f"{say_time(language, start)}{_DASH}{say_time(language, end)}"


def say_day_and_time(language: str, start: datetime, end: datetime | None = None) -> str:
    """The day with its hours; an end on another day is said with that day."""
    day = say_date(language, start)
    if end is None:
        return text(language, "common.date.and_time", date=day, time=say_time(language, start))
    if end.date() == start.date():
        return text(language, "common.date.and_time", date=day, time=say_time_range(language, start, end))
    return f"{say_day_and_time(language, start)} {_DASH} {say_day_and_time(language, end)}"


def say_ago(language: str, seconds: float) -> str:
    """How long ago something was last heard of, in the largest whole unit."""
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= length:
            return text(language, f"common.ago.{unit}", count=int(seconds // length))
    return text(language, "common.ago.now")


def say_list(language: str, items: Sequence[str]) -> str:
    """Items joined as the language joins them: 、 in Chinese, commas and "and" in English."""
    *first, last = items or [""]
    if not first:
        return last
    return text(language, "common.list.last", first=text(language, "common.list.comma").join(first), last=last)


def _pattern(language: str, key: str, count: object) -> str:
    texts = catalogue(language)
    if count is not None:
        counted = f"{key}_one" if count == 1 else f"{key}_other"
        if counted in texts:
            return texts[counted]
    if key not in texts:
        raise UnknownText(f"no text {key!r} in {language}")
    return texts[key]


@cache
def _load(language: str) -> Mapping[str, str]:
    texts: dict[str, str] = {}
    for path in sorted((CATALOGUES / language).glob("*.toml")):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        texts.update(_flat(path.stem, content))
    return texts


def _flat(prefix: str, content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in content.items():
        key = f"{prefix}.{name}"
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, dict):
            yield from _flat(key, value)
        else:
            raise BadCatalogue(f"{key} is neither a text nor a table of texts")


def _accepted(header: str) -> list[str]:
    """Language tags of an Accept-Language header, the most wanted first; what cannot be read is left out."""
    weighted: list[tuple[float, str]] = []
    for part in header.split(","):
        tag, _, rest = part.partition(";")
        weight = _weight(rest)
        if tag.strip() and weight > 0:
            weighted.append((weight, tag.strip().lower()))
    return [tag for _, tag in sorted(weighted, key=lambda pair: -pair[0])]


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 0.0
    except ValueError:
        return 0.0


def _language_of(tag: str) -> str | None:
    main, *rest = tag.split("-")
    if main != "zh":
        return main if main in LANGUAGES else None
    if "hant" in rest:
        return "zh-Hant"
    if "hans" in rest:
        return "zh-Hans"
    return "zh-Hant" if _TRADITIONAL_REGIONS & set(rest) else "zh-Hans"
