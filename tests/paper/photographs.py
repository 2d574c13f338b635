"""Synthetic photographs of paper: curl, creases, tilt, light, shadows, a thumb, blur, noise, JPEG; seeded.

No camera took these.  They are built to be as unkind as a phone in a hurried hand, and are no proof of what a real one gives.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.paper.hands import Random
from tests.paper.written import Picture

Field = NDArray[np.float32]
COARSE = 8


@dataclass(frozen=True)
class Shot:
    """How a photo is taken: long side in pixels, quarter turns, and what troubles it."""

    long_side: int
    turns: int = 0
    tilt: float = 12.0
    curl: float = 0.0
    blur: float = 0.6
    noise: float = 3.0
    quality: int = 80
    shadow: bool = False
    creased: bool = False
    thumb: bool = False
    photocopied: bool = False

    @classmethod
    def of(cls, random: Random) -> Shot:
        """A shot as somebody would take it; most are fair, some are poor."""
        return cls(
            int(random.choice([1500, 1600, 2000, 2400, 3000], p=[0.3, 0.25, 0.25, 0.15, 0.05])), int(random.choice(4, p=[0.6, 0.15, 0.1, 0.15])),
            random.uniform(2, 22), random.uniform(0, 7) if random.random() < 0.5 else 0.0, random.uniform(0.3, 1.1), random.uniform(1.5, 7),
            int(random.integers(55, 93)), random.random() < 0.5, random.random() < 0.3, random.random() < 0.1, random.random() < 0.12,
        )  # fmt: skip


def photograph(page: Picture, pixels_per_mm: float, shot: Shot, random: Random) -> bytes:
    """A JPEG of the page (RGB) lying on a table."""
    sheet = _photocopy(page, random) if shot.photocopied else page
    picture = _seen(sheet, pixels_per_mm, shot, random)
    light = _light(picture.shape[:2], shot, random)
    seen = picture.astype(np.float32) * light
    if shot.thumb:
        _lay_thumb(seen, shot, random)
    seen = cv2.GaussianBlur(seen, (0, 0), shot.blur)
    seen += random.normal(0, shot.noise, seen.shape[:2]).astype(np.float32)[..., None] * random.uniform(0.8, 1.2, 3).astype(
        np.float32
    )
    done = np.clip(seen, 0, 255).astype(np.uint8)
    done = np.ascontiguousarray(np.rot90(done, shot.turns))
    return cv2.imencode(".jpg", cv2.cvtColor(done, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, shot.quality])[1].tobytes()


def _photocopy(page: Picture, random: Random) -> Picture:
    """Harder contrast, specks of toner, a dark edge, hairlines half gone."""
    grey = cv2.GaussianBlur(cv2.cvtColor(page, cv2.COLOR_RGB2GRAY), (0, 0), 1.0).astype(np.float32)
    copied = 255 / (1 + np.exp(-(grey - random.uniform(120, 165)) / random.uniform(14, 24)))
    copied += random.normal(0, 4, copied.shape)
    height, width = copied.shape
    for _ in range(random.integers(20, 120)):
        at = (int(random.integers(0, width)), int(random.integers(0, height)))
        cv2.circle(copied, at, int(random.integers(0, 3)), float(random.integers(20, 140)), -1)
    copied[: random.integers(1, 14)] = 60
    return np.repeat(np.clip(copied, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def _seen(page: Picture, scale: float, shot: Shot, random: Random) -> Picture:
    """The page through a lens from above, a little aslant, on a table."""
    high, wide = page.shape[0] / scale, page.shape[1] / scale
    size, forward = _camera(wide, high, shot, random)
    height, width = size
    ys, xs = np.mgrid[0 : height + COARSE : COARSE, 0 : width + COARSE : COARSE].astype(np.float32)
    flat = cv2.perspectiveTransform(np.stack([xs, ys], -1).reshape(-1, 1, 2), np.linalg.inv(forward)).reshape(*xs.shape, 2)
    bent = _bend(flat, wide, high, shot, random)
    maps = [
        cv2.resize(bent[..., axis] * scale, (bent.shape[1] * COARSE, bent.shape[0] * COARSE))[:height, :width] for axis in (0, 1)
    ]
    # cv2.resize samples between pixel centres: half a coarse cell is put right here
    maps = [
        cv2.warpAffine(
            each,
            np.float32([[1, 0, -(COARSE - 1) / 2], [0, 1, -(COARSE - 1) / 2]]),
            (width, height),
            borderMode=cv2.BORDER_REPLICATE,
        )
        for each in maps
    ]
    # The camera sees the paper no finer than its own pixels.
    own = scale / (max(height, width) / (max(wide, high) * 1.12))
    soft = cv2.GaussianBlur(page, (0, 0), max(0.01, 0.35 * own)) if own > 1.2 else page
    paper = cv2.remap(soft, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(0, 0, 0))
    inside = (maps[0] >= 0) & (maps[1] >= 0) & (maps[0] < page.shape[1] - 1) & (maps[1] < page.shape[0] - 1)
    table = _table((height, width), random)
    fall = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), 9)[..., None]
    table = table * (1 - 0.35 * fall)
    return np.where(inside[..., None], paper, table.astype(np.uint8))


def _camera(wide: float, high: float, shot: Shot, random: Random) -> tuple[tuple[int, int], NDArray[np.float64]]:
    """(height, width) of the photo and the homography from millimetres to its pixels."""
    yaw, pitch = np.radians(random.uniform(-1, 1, 2) * shot.tilt)
    roll = np.radians(random.normal(0, 3.5))
    turn = (
        cv2.Rodrigues(np.array([0, yaw, 0.0]))[0]
        @ cv2.Rodrigues(np.array([pitch, 0, 0.0]))[0]
        @ cv2.Rodrigues(np.array([0, 0, roll]))[0]
    )
    corners = np.array([(x - wide / 2, y - high / 2, 0.0) for x, y in ((0, 0), (wide, 0), (wide, high), (0, high))])
    space = corners @ turn.T + np.array([0, 0, 1.35 * max(wide, high)])
    image = space[:, :2] / space[:, 2:]
    margins = random.uniform(0.01, 0.06, 4)
    least, most = image.min(0), image.max(0)
    extent = most - least
    lower, upper = least - extent * margins[:2], most + extent * margins[2:]
    factor = shot.long_side / (upper - lower).max()
    target = ((image - lower) * factor).astype(np.float32)
    source = np.float32([(0, 0), (wide, 0), (wide, high), (0, high)])
    width, height = np.ceil((upper - lower) * factor).astype(int)
    return (int(height), int(width)), cv2.getPerspectiveTransform(source, target)


def _bend(flat: Field, wide: float, high: float, shot: Shot, random: Random) -> Field:
    """Where on the paper each point lies when it is not flat: rolled paper shifts what a tilted camera sees."""
    bent = flat.copy()
    x, y = flat[..., 0] / wide, flat[..., 1] / high
    if shot.curl:
        across = random.random() < 0.5
        along = y if across else x
        height = np.sin(np.pi * np.clip(along + random.normal(0, 0.08), -0.1, 1.1)) + 0.25 * np.sin(
            2 * np.pi * (x + y) + random.uniform(0, 6)
        )
        lean = random.uniform(0, 2 * np.pi)
        bent[..., 0] += shot.curl * 0.35 * np.cos(lean) * height
        bent[..., 1] += shot.curl * 0.55 * np.sin(lean) * height
    if shot.creased:
        fold = random.uniform(0.3, 0.7)
        bent[..., 1] += random.uniform(-1, 1) * np.maximum(0, 0.25 - np.abs(y - fold))
    return bent


def _table(size: tuple[int, int], random: Random) -> Field:
    height, width = size
    base = random.choice(np.array([(96, 72, 52), (150, 120, 88), (60, 62, 66), (205, 200, 192), (120, 40, 36)]))
    grain = cv2.resize(
        random.normal(0, 1, (height // 90 + 2, 4)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC
    )
    fine = cv2.resize(random.normal(0, 1, (height // 6 + 1, width // 40 + 1)).astype(np.float32), (width, height))
    return np.clip(base + (grain * 9 + fine * 5)[..., None], 0, 255).astype(np.float32)


def _light(size: tuple[int, int], shot: Shot, random: Random) -> Field:
    """Uneven light: a slope, darker corners, the shadow of a head or of the phone, the faces of a crease."""
    height, width = size
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j].astype(np.float32)
    lean = random.uniform(0, 2 * np.pi)
    light = 1 - random.uniform(0, 0.35) * (0.5 + 0.5 * (np.cos(lean) * (x - 0.5) + np.sin(lean) * (y - 0.5)) * 1.4)
    light *= 1 - random.uniform(0, 0.25) * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
    if shot.shadow:
        light *= _shadow(size, random)
    if shot.creased:
        light *= _creases(x, y, random)
    tint = 1 + random.normal(0, 0.035, 3) + np.array([0.02, 0, -0.05])
    return (light * random.uniform(0.75, 1.0))[..., None] * np.clip(tint, 0.8, 1.05).astype(np.float32)


def _shadow(size: tuple[int, int], random: Random) -> Field:
    height, width = size
    mask = np.zeros((height // 8, width // 8), np.float32)
    centre = random.uniform(0, 1, 2) * mask.shape[::-1]
    points = [
        centre + random.uniform(0.3, 0.8) * np.array(mask.shape[::-1]) * (np.cos(a), np.sin(a))
        for a in np.sort(random.uniform(0, 2 * np.pi, 6))
    ]
    cv2.fillPoly(mask, [np.array(points, np.int32)], 1.0)
    soft = cv2.GaussianBlur(mask, (0, 0), random.uniform(0.6, 8))
    return 1 - random.uniform(0.15, 0.5) * cv2.resize(soft, (width, height))


def _creases(x: Field, y: Field, random: Random) -> Field:
    light = np.ones_like(x)
    for _ in range(random.integers(1, 3)):
        along = random.normal(0, 0.25) + (np.pi / 2 if random.random() < 0.5 else 0)
        away = (x - random.uniform(0.25, 0.75)) * np.sin(along) + (y - random.uniform(0.25, 0.75)) * np.cos(along)
        light *= 1 - 0.16 * random.uniform(0.4, 1) * np.exp(-((away / 0.0025) ** 2)) + 0.1 * np.tanh(away / 0.03)
    return light


def _lay_thumb(seen: Field, shot: Shot, random: Random) -> None:
    """A thumb on one corner."""
    height, width = seen.shape[:2]
    x, y = random.choice([0.03, 0.97]), random.choice([0.05, 0.95])
    mask = np.zeros((height, width), np.float32)
    middle, axes = (int(x * width), int(y * height)), (int(0.08 * max(width, height)), int(0.038 * max(width, height)))
    cv2.ellipse(mask, middle, axes, float(random.uniform(20, 70) * (1 if (x < 0.5) == (y < 0.5) else -1)), 0, 360, 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), 3)[..., None]
    seen *= 1 - mask
    seen += mask * np.array([196, 148, 124], np.float32) * (0.8 + 0.2 * mask)
