"""The look holds: contrast in the sun, small public pages, nothing that the content policy refuses."""

import re
from pathlib import Path

import pytest

import kiosk

STATIC = Path(kiosk.__file__).parent / "static"
TEMPLATES = Path(kiosk.__file__).parent / "templates"
SUNLIGHT = 7.0
PUBLIC_SHEET_BYTES = 6 * 1024


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def sheet(name: str) -> str:
    return (STATIC / name).read_text(encoding="utf-8")


def phone_tokens() -> dict[str, str]:
    root = sheet("tokens.css").partition("}")[0]
    return tokens(root) | tokens(sheet("phone.css").partition("}")[0])


@pytest.mark.parametrize("text", ["ink", "muted", "seal", "good", "warn", "bad", "info"])
def test_a_volunteer_can_read_every_text_in_the_sun(text: str) -> None:
    assert contrast(phone_tokens()[text], phone_tokens()["paper"]) >= SUNLIGHT


def test_the_main_button_can_be_read_in_the_sun() -> None:
    assert contrast(phone_tokens()["seal"], phone_tokens()["on-seal"]) >= SUNLIGHT


def test_each_booth_colour_carries_its_code_in_the_sun() -> None:
    booths = re.findall(r"--booth: (#\w{6}); --on-booth: (#\w{6});", sheet("tokens.css"))
    assert len(booths) == 8
    assert [pair for pair in booths if contrast(*pair) < SUNLIGHT] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_office_text_is_legible_in_both_themes(theme: str) -> None:
    colours = tokens(sheet("tokens.css").partition("}")[0])
    if theme == "dark":
        colours |= tokens(sheet("office.css").partition("}")[0])
    for text in ("ink", "muted", "seal", "good", "warn", "bad", "info"):
        for ground in ("paper", "card", "shade"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
    for tone in ("good", "warn", "bad", "info"):
        assert contrast(colours[tone], colours[f"{tone}-tint"]) >= 4.5, tone
    assert contrast(colours["on-seal"], colours["seal"]) >= 4.5


def test_public_pages_share_the_colours_of_the_others() -> None:
    shared = tokens(sheet("tokens.css").partition("}")[0])
    own = tokens(sheet("public.css").partition("}")[0])
    assert {name: colour for name, colour in own.items() if shared[name] != colour} == {}


def test_the_public_sheet_leaves_room_for_the_page() -> None:
    assert (STATIC / "public.css").stat().st_size <= PUBLIC_SHEET_BYTES


@pytest.mark.parametrize(
    "pattern", [r"\sstyle=", r"<style", r"\son\w+=", r"""(src|href|action)=["']https?://"""]
)
def test_no_template_has_inline_style_or_handlers_or_calls_outside(pattern: str) -> None:
    found = [
        path.name
        for path in sorted(TEMPLATES.rglob("*.html"))
        if re.search(pattern, path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_public_templates_have_no_script() -> None:
    public = [
        path for path in TEMPLATES.rglob("*.html") if "public" in path.relative_to(TEMPLATES).as_posix()
    ]
    assert [path.name for path in public if "<script" in path.read_text(encoding="utf-8")] == []
