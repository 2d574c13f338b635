"""A photo's bytes → pixels, its size known before anything is decoded."""

from __future__ import annotations

import io
import struct
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from kiosk.paper.problems import CutOff, Heic, NotAPicture, TooHeavy, TooLarge, TooSmall

Pixels = NDArray[np.uint8]
LEAST_PIXELS = 1500
MOST_MEGAPIXELS = 64
MOST_BYTES = 20 * 1024 * 1024
USEFUL_PIXELS = 3600
"""More than this on the long side tells nothing about a row, and takes its time."""
_FORMATS = ("JPEG", "PNG", "WEBP")
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"hevx", b"mif1", b"msf1", b"avif")


def read_picture(data: bytes) -> Pixels:
    """Return a photo the way it was held, as RGB; TooHeavy, Heic, NotAPicture, TooSmall, TooLarge, CutOff."""
    if len(data) > MOST_BYTES:
        raise TooHeavy(most=MOST_BYTES // 1024**2)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise Heic()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own notice of large pictures: the limit below is ours
            picture: Image.Image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as error:
        raise TooLarge(most=MOST_MEGAPIXELS) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error) as error:
        raise NotAPicture() from error
    _check_size(*picture.size)
    try:
        picture.draft("RGB", (USEFUL_PIXELS, USEFUL_PIXELS))  # a JPEG is decoded at half its size where that is enough
        picture = ImageOps.exif_transpose(picture).convert("RGB")
        picture.thumbnail((USEFUL_PIXELS, USEFUL_PIXELS), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, struct.error) as error:
        raise CutOff() from error
    return np.asarray(picture)


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_MEGAPIXELS * 1_000_000:
        raise TooLarge(most=MOST_MEGAPIXELS)
    if max(width, height) < LEAST_PIXELS:
        raise TooSmall(least=LEAST_PIXELS, width=width, height=height)
