"""The README holds: one screen, every link leads to a file, every command and page that it names is there."""

from __future__ import annotations

import re
from pathlib import Path

from kiosk import create_app
from kiosk.cli import cli
from kiosk.config import make_instance_folder

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_it_is_one_screen() -> None:
    assert len(README.splitlines()) <= 70


def test_every_link_leads_to_a_file() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert len(links) > 20
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_command_is_one_and_takes_the_options_that_are_shown() -> None:
    named = re.findall(
        r"\bkiosk ([a-z][a-z-]*)((?: (?:--[a-z-]+|[A-Z]+|\"[^\"]*\"))*)", "\n".join(re.findall(r"`[^`]+`|^    .*$", README, re.M))
    )
    assert {"init", "demo", "serve", "check", "backup"} <= {name for name, _ in named}
    for name, arguments in named:
        assert name in cli.commands, name
        known = {option for parameter in cli.commands[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", arguments)) <= known, f"{name}{arguments}"


def test_every_target_of_make_is_one() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"\bmake ([a-z-]+)", README)) - {"what"} <= targets


def test_every_page_of_the_office_is_one(tmp_path: Path) -> None:
    make_instance_folder(tmp_path)
    rules = {rule.rule for rule in create_app(tmp_path).url_map.iter_rules()}
    assert set(re.findall(r"/office/[a-z]+", README)) <= rules
