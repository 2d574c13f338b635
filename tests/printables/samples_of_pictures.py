"""Pictures as people send them: good ones, turned ones, and files that only say that they are pictures."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

ORIENTATION, DESCRIPTION, MAKE = 0x0112, 0x010E, 0x010F


def halves(width: int, height: int, first: str = "red", second: str = "blue", format: str = "JPEG", **options: object) -> bytes:
    """The left half in one colour, the right half in the other."""
    image = Image.new("RGB", (width, height), first)
    image.paste(second, (width // 2, 0, width, height))
    file = io.BytesIO()
    image.save(file, format, **options)  # type: ignore[arg-type]
    return file.getvalue()


def turned(width: int, height: int) -> bytes:
    """Held upright while it was taken (orientation 6: turn right by 90°), with what a camera writes beside it."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[DESCRIPTION], exif[MAKE] = 6, "GPS 48.7N 123.4E", "PhoneMaker"
    return halves(width, height, exif=exif, quality=95)


def ring() -> bytes:
    """A logo: a dark square with a wide transparent margin and a hole."""
    image = Image.new("RGBA", (900, 900))
    image.paste((0, 60, 120, 255), (200, 200, 700, 700))
    image.paste((0, 0, 0, 0), (300, 300, 600, 600))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def moving(format: str) -> bytes:
    """Two frames."""
    frames = [Image.new("RGB", (400, 400), colour) for colour in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, format, save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def bomb(side: int = 30_000) -> bytes:
    """A small PNG that says it is vast."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><script>alert(1)</script></svg>'
GIF = moving("GIF")
