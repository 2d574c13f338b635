"""The example settings are settings: with its lines switched on the file loads, and each changes one."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from kiosk.config import Config, load_config, make_instance_folder
from tests.lint.sources import ROOT

EXAMPLE = ROOT / "instance" / "config.example.toml"
SWITCHED_OFF = re.compile(r"^# (?=\w+ = )", re.MULTILINE)
NOT_SETTINGS = {"instance", "secret_key", "demonstration", "install_url"}


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    monkeypatch.delenv("TRUSTED_PROXIES", raising=False)


def load_example(folder: Path, text: str) -> Config:
    make_instance_folder(folder)
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return load_config(folder)


def test_the_example_as_it_comes_changes_nothing(tmp_path: Path) -> None:
    settings = load_example(tmp_path / "example", EXAMPLE.read_text(encoding="utf-8"))
    plain = load_example(tmp_path / "plain", "")
    assert all(
        getattr(settings, field.name) == getattr(plain, field.name) for field in fields(Config) if field.name not in NOT_SETTINGS
    )


def test_every_line_of_the_example_is_a_setting_and_every_setting_has_its_line(tmp_path: Path) -> None:
    switched_on = SWITCHED_OFF.sub("", EXAMPLE.read_text(encoding="utf-8"))
    settings, plain = load_example(tmp_path / "example", switched_on), load_example(tmp_path / "plain", "")
    assert tomllib.loads(switched_on).keys() == {field.name for field in fields(Config)} - NOT_SETTINGS
    changed = {field.name for field in fields(Config) if getattr(settings, field.name) != getattr(plain, field.name)}
    assert changed >= tomllib.loads(switched_on).keys()
