"""The colours of a flyer: six named palettes and a coordinator's own, each with text on it that can be read in the sun."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

from printables.checks import one_of
from printables.errors import ContrastTooLow, FieldInvalid
from printables.surface import INK, PAPER, Ink

# WCAG 2.2, 1.4.6 (AAA): what the house asks of every text
LEAST_CONTRAST = 7.0
_HEX = re.compile("#?([0-9A-Fa-f]{6})")
_BLACK, _WHITE = "#000000", "#ffffff"


@dataclass(frozen=True)
class Palette:
    """One strong colour and the ink that stands on it; `screen` is how the colour looks on a screen, as #rrggbb."""

    ground: Ink
    on: Ink
    screen: str

    @property
    def accent(self) -> Ink:
        """For text and rules on white paper: the colour itself where it is dark enough."""
        return self.ground if self.on == PAPER else INK

    def tint(self, share: float) -> Ink:
        """The ground mixed with white paper; 1 is the ground itself."""
        if not isinstance(self.ground, tuple):
            return 1 - (1 - self.ground) * share
        if len(self.ground) == 4:
            return tuple(part * share for part in self.ground)  # type: ignore[return-value]  # four stay four
        return tuple(1 - (1 - part) * share for part in self.ground)  # type: ignore[return-value]


# At most two inks and black, as a press likes it.
PALETTES: dict[str, Palette] = {
    "cinnabar": Palette((0.0, 0.95, 0.95, 0.35), PAPER, "#a71a15"),
    "pine": Palette((0.85, 0.0, 0.6, 0.62), PAPER, "#005a46"),
    "indigo": Palette((1.0, 0.75, 0.0, 0.42), PAPER, "#01316f"),
    "plum": Palette((0.3, 0.95, 0.0, 0.48), PAPER, "#6d0f59"),
    "gold": Palette((0.0, 0.25, 0.95, 0.0), INK, "#fec221"),
    "ink": Palette(0.1, PAPER, "#1a1a1a"),
}


def palette_of(name: str, accent: str = "") -> Palette:
    """The named palette, or one of the accent where there is one. Raises FieldInvalid, ContrastTooLow."""
    one_of("palette", name, PALETTES)
    return own_palette(accent) if accent else PALETTES[name]


def own_palette(accent: str) -> Palette:
    """White or black on a colour given as #rrggbb. Raises ContrastTooLow with the nearest colour that works."""
    screen = read_colour(accent)
    on = _ink_on(screen)
    if on is None:
        raise ContrastTooLow(accent=screen, nearest=nearest_readable(screen))
    red, green, blue = _parts(screen)
    return Palette((red, green, blue), on, screen)


def read_colour(text: str) -> str:
    """#rrggbb in small letters. Raises FieldInvalid."""
    found = _HEX.fullmatch(text.strip())
    if found is None:
        raise FieldInvalid(field="accent", value=text, allowed="#rrggbb")
    return f"#{found[1].lower()}"


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours, 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def nearest_readable(screen: str) -> str:
    """The same hue, darker or lighter by the least that makes text on it readable."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(screen))
    for step in range(1, 256):
        for turned in (lightness - step / 255, lightness + step / 255):
            if 0 <= turned <= 1:
                other = _hex(colorsys.hls_to_rgb(hue, turned, saturation))
                if _ink_on(other) is not None:
                    return other
    return _BLACK


def _ink_on(screen: str) -> Ink | None:
    if contrast(screen, _WHITE) >= LEAST_CONTRAST:
        return PAPER
    return INK if contrast(screen, _BLACK) >= LEAST_CONTRAST else None


def _luminance(screen: str) -> float:
    """Relative luminance after WCAG 2.2, 0 (black) to 1 (white)."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(screen))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(screen: str) -> tuple[float, float, float]:
    red, green, blue = (int(screen[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
