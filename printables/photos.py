"""Photographs and logos: from bytes that anybody may have sent to pixels cut for their place on paper."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageOps

from printables.errors import PictureAnimated, PictureTooBig, PictureTooSmall, PictureUnreadable

Focus = Literal["centre", "top", "bottom", "left", "right"]
FOCUSES: dict[str, tuple[float, float]] = {
    "centre": (0.5, 0.5),
    "top": (0.5, 0.0),
    "bottom": (0.5, 1.0),
    "left": (0.0, 0.5),
    "right": (1.0, 0.5),
}
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 20_000_000
# 200 MB while it is being read; a phone's 50-megapixel photograph passes
MOST_PIXELS = 52_000_000
MOST_DPI, LEAST_DPI = 300, 120
# The longer side of the smallest logo on paper (8.5 mm on an A6 flyer), and a shorter side that is still a shape.
LOGO_PIXELS, LOGO_STROKE_PIXELS = 40, 8
# one pixel of rounding is no reason to refuse
_SLACK = 0.99
MM_PER_INCH = 25.4
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error, MemoryError, IndexError, KeyError, OverflowError)


@dataclass(frozen=True)
class Photo:
    """Upright pixels without anything that the camera wrote beside them; `name` is the field that it came in."""

    name: str
    image: Image.Image

    @property
    def ratio(self) -> float:
        """Width by height."""
        return self.image.width / self.image.height

    def cut(self, width: float, height: float, focus: str = "centre") -> Image.Image:
        """What of it fills a frame of this size in mm, at no more than 300 dpi. Raises PictureTooSmall."""
        box = self._crop(width / height, *FOCUSES[focus])
        self._check_pixels(box[2] - box[0], width, height)
        most = (max(1, round(width / MM_PER_INCH * MOST_DPI)), max(1, round(height / MM_PER_INCH * MOST_DPI)))
        if box[2] - box[0] > most[0]:
            return self.image.resize(most, Image.Resampling.LANCZOS, box, reducing_gap=3.0)
        return self.image.crop(tuple(round(edge) for edge in box))  # type: ignore[arg-type]  # four stay four

    def _crop(self, ratio: float, across: float, down: float) -> tuple[float, float, float, float]:
        width = min(self.image.width, self.image.height * ratio)
        height = min(self.image.height, self.image.width / ratio)
        left, top = (self.image.width - width) * across, (self.image.height - height) * down
        return left, top, left + width, top + height

    def _check_pixels(self, pixels: float, width: float, height: float) -> None:
        if pixels < _SLACK * width / MM_PER_INCH * LEAST_DPI:
            needed = [-int(-side / MM_PER_INCH * LEAST_DPI // 1) for side in (width, height)]
            has = f"{self.image.width} × {self.image.height}"
            raise PictureTooSmall(field=self.name, has=has, needed=f"{needed[0]} × {needed[1]}")


def read_photo(field: str, data: bytes) -> Photo:
    """A JPEG, PNG or WebP picture on white, turned upright. Raises PictureUnreadable, PictureTooBig, PictureAnimated."""
    image = _decode(field, data)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        solid = image.convert("RGBA")
        image = Image.new("RGB", solid.size, "white")
        image.paste(solid, mask=solid.getchannel("A"))
    return Photo(field, image.convert("RGB"))


def read_logo(field: str, data: bytes) -> Photo:
    """The same with its transparency kept, its empty margins cut off. Raises PictureTooSmall too: a dot or a hair is no logo."""
    image = _decode(field, data).convert("RGBA")
    inked = image.getchannel("A").getbbox()
    if inked is None:
        raise PictureUnreadable(field=field)
    logo = image.crop(inked)
    if max(logo.size) < LOGO_PIXELS or min(logo.size) < LOGO_STROKE_PIXELS:
        raise PictureTooSmall(field=field, has=f"{logo.width} × {logo.height}", needed=f"{LOGO_PIXELS} × {LOGO_PIXELS}")
    return Photo(field, logo)


def _decode(field: str, data: bytes) -> Image.Image:
    """Nothing is unpacked before the file's own head says that it is of a kind and size that we take."""
    if len(data) > MOST_BYTES:
        raise _too_big(field)
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        if image.width * image.height > MOST_PIXELS:
            raise _too_big(field)
        # a phone's JPEG may carry a second picture (its depth, its preview); only a moving one is refused
        if image.format in ("PNG", "WEBP") and getattr(image, "is_animated", False):
            raise PictureAnimated(field=field)
        image.load()
        return ImageOps.exif_transpose(image)
    except (PictureTooBig, PictureAnimated):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_big(field) from error
    except _BROKEN as error:
        raise PictureUnreadable(field=field) from error


def _too_big(field: str) -> PictureTooBig:
    return PictureTooBig(field=field, megabytes=MOST_BYTES // 1_000_000, megapixels=MOST_PIXELS // 1_000_000)


def to_jpeg(image: Image.Image, quality: int = 88) -> bytes:
    """Without any metadata: a new picture made from its pixels."""
    file = io.BytesIO()
    # not optimised: the encoder would have to hold the whole file, and fails on a large one
    image.save(file, "JPEG", quality=quality, subsampling=0 if quality > 85 else 2)
    return file.getvalue()


def to_png(image: Image.Image) -> bytes:
    """The same for what has transparent parts."""
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()
