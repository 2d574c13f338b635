"""The volunteer's registration sheet 志願者登記表: skills, free time, an age band, and a guardian's consent from 14 to 17."""

from __future__ import annotations

from dataclasses import dataclass

from printables.checks import Mark, at_least, check_common, require, same_length
from printables.document import Document, Progress
from printables.errors import FieldInvalid
from printables.form import Place, Row, draw_form, draw_section, place_for
from printables.layout import InSheets, draw_pages
from printables.page import A4
from printables.sheet import HEADER_BOTTOM, MARGIN, PageCodes, draw_heading, heading_of
from printables.surface import MUTED, Surface
from printables.typesetting import Room, fit
from printables.words import Words

WIDTH = A4.width - 2 * MARGIN
BOTTOM = A4.height - 12.0
SECTION_MM = 8.5
LABEL_MM = 26.0
# One person's row, a row of ticks, a statement, a row to sign in.
ROW_MM, TICKS_MM, STATEMENT_MM, SIGN_MM = 14.0, 9.5, 17.0, 13.5
# What a second language adds to a line of ticks, and to the row with the age bands.
SECOND_MM, SECOND_AGE_MM = 0.7, 3.0
MOST_SKILLS, MOST_TASKS = 12, 6


@dataclass(frozen=True)
class RegistrationSheet(InSheets):
    """One person a page, each page with its own code.

    It asks for a name, a telephone and a community, and for an age band only: no ID number, birth date or address has
    a place here. `skills` and `tasks` are ticked; by default those of the leading language. `notice` is by default a
    text that names `retention_days`; `notice_version` is the one agreed to.
    """

    languages: tuple[str, ...]
    title: str
    prefix: str
    codes: tuple[str, ...]
    host: str = ""
    contact: str = ""
    skills: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    notice: str = ""
    notice_version: int = 1
    retention_days: int = 90
    mark: Mark = ""

    def __post_init__(self) -> None:
        check_common(self.languages, self.prefix, self.mark)
        require(title=self.title, codes=self.codes)
        at_least("notice_version", self.notice_version, 1)
        same_length(self.codes)
        self.check_sheets()
        for field, texts, most in (("skills", self.skills, MOST_SKILLS), ("tasks", self.tasks, MOST_TASKS)):
            if len(texts) > most:
                raise FieldInvalid(field=field, value=len(texts), allowed=f"up to {most}")

    @property
    def document_title(self) -> str:
        return self.title

    @property
    def run_sheets(self) -> int:
        return len(self.codes)

    def draw(self, document: Document, progress: Progress | None = None) -> None:
        pages = PageCodes(document, "registration", self.prefix, self.codes, self.mark)
        form = document.form(A4.width, A4.height, _Form(self, pages).draw)

        def draw(surface: Surface, page: int) -> None:
            surface.stamp(form)
            pages.draw(surface, page)

        draw_pages(document, self, A4, draw, progress)


def _ticks(words: Words, key: str, own: tuple[str, ...] = ()) -> tuple[tuple[str, str], ...]:
    """What there is to tick, a line of the word `key` each; the second language beside the first."""
    if own:
        return tuple((text, "") for text in own)
    second = words.second(key).split("\n") if words.second(key) else []
    return tuple((text, second[index] if second else "") for index, text in enumerate(words(key).split("\n")))


class _Form:
    def __init__(self, sheet: RegistrationSheet, codes: PageCodes) -> None:
        self.sheet, self.codes, self.words = sheet, codes, codes.words
        self.second = len(sheet.languages) > 1

    def draw(self, surface: Surface) -> None:
        sheet = self.sheet
        facts = [("host", sheet.host), ("contact", sheet.contact)]
        draw_heading(surface, heading_of(self.words, "registration", sheet.title, facts), self.codes.block(surface))
        self.codes.draw_frame(surface)
        bottom = self._section(surface, HEADER_BOTTOM - 2, "person", self._person())
        bottom = self._section(surface, bottom + 2, "guardian", self._guardian())
        bottom = self._section(surface, bottom + 2, "agreement", ())
        bottom = self._draw_notice(surface, bottom) + 1.5
        draw_form(surface, MARGIN, bottom, WIDTH, self._signatures())

    def _section(self, surface: Surface, top: float, key: str, rows: tuple[Row, ...]) -> float:
        word = f"registration.{key}"
        top = draw_section(surface, (MARGIN, top, WIDTH, SECTION_MM), self.words(word), self.words.second(word))
        if key == "guardian":
            top = self._draw_rule(surface, top)
        return draw_form(surface, MARGIN, top, WIDTH, rows) if rows else top

    def _draw_rule(self, surface: Surface, top: float) -> float:
        """Who needs a guardian, under the heading of that part."""
        texts = [
            text for text in (self.words("registration.guardian_note"), self.words.second("registration.guardian_note")) if text
        ]
        note = fit("guardian", texts, surface.type, Room(WIDTH, 11, 9, 7, spacing=1.4))
        return surface.block(MARGIN, top - 1, note, ink=MUTED) + 1

    def _place(self, key: str, weight: float = 1, text: str = "", label_mm: float = LABEL_MM) -> Place:
        return place_for(self.words, f"registration.{key}", weight, label_mm, text)

    def _choice(self, key: str, across: int, own: tuple[str, ...] = (), weight: float = 1) -> Place:
        choices = _ticks(self.words, f"registration.{key}_choices", own)
        label = self.words(f"registration.{key}")
        return Place(key, label, self.words.second(f"registration.{key}"), weight, LABEL_MM, choices=choices, across=across)

    def _ticked(self, key: str, across: int, own: tuple[str, ...] = ()) -> Row:
        place = self._choice(key, across, own)
        return Row((TICKS_MM + self.second * SECOND_MM) * -(-len(place.choices) // across), (place,))

    def _person(self) -> tuple[Row, ...]:
        words = self.words
        note = (words("registration.community_note"), "")
        label = (words("registration.community"), words.second("registration.community"))
        community = Place("community", *label, weight=1, label_mm=LABEL_MM, note=note)
        return (
            Row(ROW_MM, (self._place("name"), self._place("phone"))),
            Row(ROW_MM + self.second * SECOND_AGE_MM, (community, self._choice("age", 2))),
            self._ticked("skills", 4, self.sheet.skills),
            self._ticked("tasks", 3, self.sheet.tasks),
            self._ticked("free", 3),
        )

    def _guardian(self) -> tuple[Row, ...]:
        statement = self.words("registration.guardian_statement")
        second = self.words.second("registration.guardian_statement")
        text = "\n".join(filter(None, (statement, second)))
        return (
            Row(ROW_MM, (self._place("guardian_name"), self._place("relation", 0.7), self._place("guardian_phone"))),
            Row(STATEMENT_MM, (self._place("consent", text=text),)),
            Row(SIGN_MM, self._sign("guardian_signature")),
        )

    def _sign(self, key: str) -> tuple[Place, Place]:
        return self._place(key, 1.3), self._place("date", text=self.words("registration.date_blank"))

    def _signatures(self) -> tuple[Row, ...]:
        return (
            Row(SIGN_MM, self._sign("signature")),
            Row(SIGN_MM, (self._place("received_by"), self._place("number"))),
        )

    def _draw_notice(self, surface: Surface, top: float) -> float:
        sheet, words = self.sheet, self.words
        text = sheet.notice or words("registration.notice", days=sheet.retention_days)
        version = words("registration.notice_version", version=sheet.notice_version)
        room = Room(WIDTH, BOTTOM - 2 * SIGN_MM - 2 - top, 9, 6.5, spacing=1.45, gap=0.15)
        setting = fit("notice", [*text.strip().splitlines(), version], surface.type, room)
        return surface.block(MARGIN, top, setting, ink=MUTED)
