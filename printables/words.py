"""The fixed words of every printable, one hand-written file per language, alone or as a pair for a bilingual street."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from printables.errors import FieldInvalid, UnknownLanguage

LANGUAGES = ("zh-Hans", "zh-Hant", "en")


@cache
def words_of(language: str) -> dict[str, str]:
    """Every label as "section.key". Raises UnknownLanguage."""
    if language not in LANGUAGES:
        raise UnknownLanguage(language=language, known=", ".join(LANGUAGES))
    text = files("printables").joinpath("words", f"{language}.toml").read_text(encoding="utf-8")
    sections = tomllib.loads(text)
    return {f"{name}.{key}": text for name, section in sections.items() for key, text in section.items()}


class Words:
    """Labels in one language, or in two: the first leads, the second stands smaller beside or under it."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        if not 1 <= len(languages) <= 2 or len(set(languages)) != len(languages):
            raise FieldInvalid(field="languages", value=languages, allowed="one language, or two different ones")
        self._words = [words_of(language) for language in languages]

    def __call__(self, key: str, **values: object) -> str:
        """The label in the leading language."""
        return self._words[0][key].format(**values)

    def second(self, key: str, **values: object) -> str:
        """The label in the second language, empty where there is none, and where it says the same in the same characters."""
        other = self._words[1][key].format(**values) if len(self._words) > 1 else ""
        return other if other != self(key, **values) else ""

    def both(self, key: str, **values: object) -> str:
        """Both on one line; a punctuation mark of the first is enough between them."""
        return f"{self(key, **values)} {self.second(key, **values)}".strip()
