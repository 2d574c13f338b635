"""The table of kinds is the one list: every printable has its kind, every kind a planner, a maker, words, an icon and a form."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from kiosk.languages import LANGUAGES, catalogue
from kiosk.prints.areas import MAKERS, PLANS
from kiosk.prints.kinds import GROUPS, KINDS, PAIRING, Kind
from tests.lint.sources import parse_source

TEMPLATES = Path("kiosk/templates")
ICONS = set(re.findall(r"^  '([\w-]+)': '<", (TEMPLATES / "macros/icons.html").read_text(encoding="utf-8"), re.M))
NOT_PRINTED_YET = {
    "pile_contents",
}  # fmt: skip


def printable_modules() -> set[str]:
    """The modules of printables/ that define something with a title and sheets."""
    found = set()
    for path in Path("printables").glob("*.py"):
        names = {node.name for node in ast.walk(parse_source(path)) if isinstance(node, ast.FunctionDef)}
        if "document_title" in names and path.stem != "document":
            found.add(path.stem)
    return found


def modules_made() -> set[str]:
    """The modules of printables/ that the kiosk's areas import."""
    imports = (node for path in Path("kiosk/prints").glob("*.py") for node in ast.walk(parse_source(path)))
    return {
        node.module.split(".")[1]
        for node in imports
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("printables.")
    }


def test_every_printable_is_printed_by_the_kiosk() -> None:
    assert printable_modules() - modules_made() <= NOT_PRINTED_YET


def test_every_kind_is_planned_and_made_and_nothing_else_is() -> None:
    assert set(PLANS) == set(MAKERS) == set(KINDS) - {PAIRING}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_has_a_form_an_icon_and_words_in_three_languages(kind: Kind) -> None:
    assert (TEMPLATES / f"printing/kinds/{kind.name}.html").is_file()
    assert kind.icon in ICONS
    assert kind.group in GROUPS
    wanted = {
        f"printing.kind.{kind.name}",
        f"printing.kind_line.{kind.name}",
        f"printing.run.{kind.counts}",
        f"printing.group.{kind.group}",
    }
    wanted |= {f"printing.code.kind_{code}" for code in kind.codes}
    for language in LANGUAGES:
        assert wanted <= set(catalogue(language))


def test_no_two_kinds_share_a_letter() -> None:
    letters = [kind.letter for kind in KINDS.values() if kind.name != PAIRING]
    assert len(letters) == len(set(letters))
    assert all(re.fullmatch("[A-Z]{1,2}", letter) for letter in letters)


def test_only_the_tables_kinds_have_forms() -> None:
    assert {path.stem for path in (TEMPLATES / "printing/kinds").glob("[!_]*.html")} == set(KINDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_a_small_picture(language: str) -> None:
    """Drawn by .ci/pictures.py from the samples."""
    pictures = {path.stem for path in Path(f"kiosk/static/sheets/{language}").glob("*.webp")}
    assert set(KINDS) <= pictures
