"""How a flyer looks, whatever it says: one of three designs, its colours, a picture, the organiser's logo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from printables.checks import one_of
from printables.colours import Palette, palette_of
from printables.designs import Design, Notice, Piece
from printables.designs.headline import HeadlineNotice
from printables.designs.picture import PictureNotice
from printables.designs.plain import PlainNotice
from printables.errors import TextTooLong
from printables.fonts import Typeface
from printables.photos import FOCUSES, Photo, read_logo, read_photo

DESIGNS: dict[str, Callable[[Notice, Typeface, Piece, float], Design]] = {
    "plain": PlainNotice,
    "picture": PictureNotice,
    "headline": HeadlineNotice,
}

# What share of its best size the headline keeps, tried in turn.
EASES = (1.0, 0.85, 0.7, 0.6, 0.45)


@dataclass(frozen=True)
class Look:
    """`accent` is #rrggbb and goes before the palette; `picture` and `logo` are whole JPEG, PNG or WebP files.

    `focus` is the part of the picture that stays when it is cropped. Raises FieldInvalid, ContrastTooLow.
    """

    design: str = "plain"
    palette: str = "cinnabar"
    accent: str = ""
    picture: bytes = field(default=b"", repr=False)
    focus: str = "centre"
    logo: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        one_of("design", self.design, DESIGNS)
        one_of("focus", self.focus, FOCUSES)
        palette_of(self.palette, self.accent)

    @property
    def colours(self) -> Palette:
        return palette_of(self.palette, self.accent)

    def read_picture(self) -> Photo | None:
        """Raises PictureUnreadable, PictureTooBig, PictureAnimated."""
        return read_photo("picture", self.picture) if self.picture else None

    def read_logo(self) -> Photo | None:
        """Raises PictureUnreadable, PictureTooBig, PictureAnimated."""
        return read_logo("logo", self.logo) if self.logo else None

    def lay_out(self, notice: Notice, type_: Typeface, piece: Piece) -> Design:
        """As the design is meant, else with a smaller headline and a flatter picture, so that a longer text still finds room.

        Raises TextTooLong, MissingGlyphs, QrTooSmall, PictureTooSmall.
        """
        refused: TextTooLong | None = None
        for ease in EASES:
            try:
                return DESIGNS[self.design](notice, type_, piece, ease)
            except TextTooLong as error:
                if refused is None or error.params["field"] == refused.params["field"]:
                    refused = error
        raise refused or AssertionError("EASES is empty")


PLAIN = Look()
