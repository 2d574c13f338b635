"""A second QR decoder for the tests, independent of zxing: jsQR, run by Node over cut-out pictures."""

from __future__ import annotations

import json
import struct
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.node import find_node

HERE = Path(__file__).parent
Picture = NDArray[np.uint8]  # rows × columns (grey), or rows × columns × 4 (RGBA)
Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels


def read_pictures(pictures: Iterable[Picture]) -> list[str]:
    """The text of the one QR code in each picture, "" where jsQR finds none; one Node process for all."""
    frames = b"".join(_frame(picture) for picture in pictures)
    command = [find_node(), str(HERE / "read.mjs")]
    done = subprocess.run(command, input=frames, capture_output=True, cwd=HERE, check=False, timeout=240)
    if done.returncode != 0:
        raise RuntimeError(f"jsQR could not run (make test installs it): {done.stderr.decode()}")
    texts: list[str] = json.loads(done.stdout)
    return texts


def read_with_jsqr(image: Picture, boxes: Sequence[Box]) -> list[str]:
    """The text found in each box of an image, in the boxes' order, "" where none.

    jsQR finds one code per picture, so a box holds one code with its quiet zone of four modules.
    """
    return read_pictures(image[top:bottom, left:right] for left, top, right, bottom in boxes)


def _frame(picture: Picture) -> bytes:
    height, width = picture.shape[:2]
    channels = 1 if picture.ndim == 2 else picture.shape[2]
    if picture.dtype != np.uint8 or channels not in (1, 4):
        raise ValueError("A picture is grey or RGBA with one byte per channel")
    return struct.pack("<III", width, height, channels) + np.ascontiguousarray(picture).tobytes()
