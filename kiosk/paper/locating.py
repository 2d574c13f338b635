"""Finds the page in a photo: its corner markers, which way up it lies, and the code that says which page it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from kiosk.paper.forms import PageForm
from kiosk.paper.pictures import Pixels
from kiosk.paper.problems import CodeUnread, NoPage, NotOurPage, OtherShape, TwoPages
from printables.markers import PATTERNS

Corners = NDArray[np.float32]
FormOf = Callable[[str], PageForm | None]
"""What a code's text stands for; None when it is no sign-in page of ours."""
_LEAST_MARKERS = 3
_ODD_SIZE = 0.45
"""A marker so much smaller than the largest is something else that looks like one."""
_CROP_SCALE = 12.0


@dataclass(frozen=True)
class Page:
    """A page found: the text of its code, what it looks like, and the way from its millimetres to the photo's pixels."""

    code: str
    form: PageForm
    to_photo: NDArray[np.float64]


def locate_page(photo: Pixels, form_of: FormOf, told: PageForm | None = None) -> Page:
    """Return the one page of a photo; NoPage, TwoPages, CodeUnread, NotOurPage, OtherShape.

    ``told``: what a person says the page looks like; then its code is not asked, and its text is ''.
    """
    grey = cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY)
    markers = find_markers(grey)
    codes = _ours(read_codes(grey), form_of)
    if len(codes) > 1:
        raise TwoPages()
    if len(markers) < _LEAST_MARKERS:
        raise NoPage()
    if told:
        if _lies_across(markers) != (told.width > told.height):
            raise OtherShape()
        return Page("", told, _homography(markers, told))
    if not codes:
        codes = _look_closer(grey, markers, form_of)
    [(text, form)] = codes.items()
    return Page(text, form, _homography(markers, form))


def find_markers(grey: Pixels) -> dict[int, Corners]:
    """Return the corners of each of the four markers in sight; TwoPages when one is there twice."""
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    settings.adaptiveThreshWinSizeMax = 53
    detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50), settings)
    found, ids, _ = detector.detectMarkers(grey)
    seen = [(int(id), corners[0]) for id, corners in zip(np.ravel(ids) if ids is not None else (), found) if id < len(PATTERNS)]
    largest = max((cv2.contourArea(corners) for _, corners in seen), default=0)
    real = [(id, corners) for id, corners in seen if cv2.contourArea(corners) > _ODD_SIZE**2 * largest]
    if any(times > 1 for times in Counter(id for id, _ in real).values()):
        raise TwoPages()
    return dict(real)


def turn_upright(photo: Pixels) -> Pixels:
    """Return a photo of a page turned by quarters, so that a person can read it; as it is when no markers are in sight."""
    markers = find_markers(cv2.cvtColor(photo, cv2.COLOR_RGB2GRAY))
    for left, right in ((0, 1), (3, 2)):
        if left in markers and right in markers:
            x, y = markers[right].mean(axis=0) - markers[left].mean(axis=0)
            return np.ascontiguousarray(np.rot90(photo, round(float(np.arctan2(y, x)) / (np.pi / 2))))
    return photo


def read_codes(grey: Pixels) -> set[str]:
    """Return the text of every QR code in sight."""
    return {found.text for found in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))}


def _ours(texts: set[str], form_of: FormOf) -> dict[str, PageForm]:
    found = ((text, form_of(text)) for text in texts)
    return {text: form for text, form in found if form is not None}


def _look_closer(grey: Pixels, markers: dict[int, Corners], form_of: FormOf) -> dict[str, PageForm]:
    """Read the code where it must be, the page straightened, upright and across."""
    texts: set[str] = set()
    for form in (PageForm(("name",)), PageForm(("name",), landscape=True)):
        left, top, width, height = form.code_box()
        shift = np.array([[1, 0, left], [0, 1, top], [0, 0, 1.0]]) @ np.diag([1 / _CROP_SCALE, 1 / _CROP_SCALE, 1])
        size = (int(width * _CROP_SCALE), int(height * _CROP_SCALE))
        crop = cv2.warpPerspective(grey, _homography(markers, form) @ shift, size, flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)
        even = cv2.createCLAHE(3.0, (4, 4)).apply(crop)
        sharp = cv2.addWeighted(even, 2.2, cv2.GaussianBlur(even, (0, 0), 4), -1.2, 0)
        texts |= read_codes(crop) | read_codes(sharp)
    codes = _ours(texts, form_of)
    if len(codes) != 1:
        raise NotOurPage() if texts or read_codes(grey) else CodeUnread()
    return codes


def _lies_across(markers: dict[int, Corners]) -> bool:
    """Tell whether the page is wider than high, by those of its sides that have a marker at both ends."""
    middles = {id: corners.mean(axis=0) for id, corners in markers.items()}
    width, height = (
        max(float(np.hypot(*(middles[a] - middles[b]))) for a, b in sides if a in middles and b in middles)
        for sides in (((0, 1), (3, 2)), ((0, 3), (1, 2)))
    )
    return width > height


def _homography(markers: dict[int, Corners], form: PageForm) -> NDArray[np.float64]:
    paper = np.array([point for id in markers for point in form.corner(id)], np.float64)
    photo = np.vstack([markers[id] for id in markers]).astype(np.float64)
    matrix, _ = cv2.findHomography(paper, photo)
    if matrix is None:
        raise NoPage()
    return np.asarray(matrix, np.float64)
