"""The look holds: contrast in the sun, small public pages, nothing that the content policy refuses."""

import itertools
import math
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


@pytest.mark.parametrize("pattern", [r"\sstyle=", r"<style", r"\son\w+=", r"""(src|href|action)=["']https?://"""])
def test_no_template_has_inline_style_or_handlers_or_calls_outside(pattern: str) -> None:
    found = [path.name for path in sorted(TEMPLATES.rglob("*.html")) if re.search(pattern, path.read_text(encoding="utf-8"))]
    assert found == []


def test_public_templates_have_no_script() -> None:
    public = [path for path in TEMPLATES.rglob("*.html") if "public" in path.relative_to(TEMPLATES).as_posix()]
    assert [path.name for path in public if "<script" in path.read_text(encoding="utf-8")] == []


# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light.
COLOUR_VISIONS = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
TO_XYZ = (
    (0.4124 / 0.95047, 0.3576 / 0.95047, 0.1805 / 0.95047),
    (0.2126, 0.7152, 0.0722),
    (0.0193 / 1.08883, 0.1192 / 1.08883, 0.9505 / 1.08883),
)
FAR_APART = 30.0

Three = tuple[float, ...]


def times(matrix: tuple[Three, ...], colour: Three) -> Three:
    return tuple(sum(factor * part for factor, part in zip(row, colour, strict=True)) for row in matrix)


def lab_as_seen(colour: str, vision: tuple[Three, ...]) -> Three:
    """CIE L*a*b* of #rrggbb as somebody with this colour vision sees it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    seen = tuple(min(1.0, max(0.0, part)) for part in times(vision, linear))
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in times(TO_XYZ, seen))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("vision", COLOUR_VISIONS)
def test_the_four_results_are_told_apart_under_every_colour_vision(vision: str) -> None:
    colours = dict(re.findall(r"\.result-screen\.tone-(\w+) \{ --c: (#\w{6})", sheet("app/app.css")))
    assert set(colours) == {"good", "info", "bad", "warn"}
    seen = [lab_as_seen(colour, COLOUR_VISIONS[vision]) for colour in colours.values()]
    assert min(math.dist(one, other) for one, other in itertools.combinations(seen, 2)) >= FAR_APART
