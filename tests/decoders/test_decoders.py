"""The second decoder reads what it is given, and says so when it finds nothing."""

from __future__ import annotations

import numpy as np
import pytest
import qrcode

from tests.decoders import Picture, read_pictures, read_with_jsqr


def draw_code(text: str, pixels_per_module: int = 4) -> Picture:
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_H)
    code.add_data(text)
    modules = np.array(code.get_matrix(), dtype=bool)
    picture = np.where(modules, 0, 255).astype(np.uint8)
    return np.kron(picture, np.ones((pixels_per_module, pixels_per_module), dtype=np.uint8))


def test_jsqr_reads_every_code_of_a_page_in_the_order_of_its_boxes() -> None:
    texts = [f"HTTPS://EXAMPLE.ORG/F/7K3QX9M2T{letter}" for letter in "ABCD"]
    codes = [draw_code(text) for text in texts]
    size = codes[0].shape[0]
    page = np.vstack([np.hstack(codes[:2]), np.hstack(codes[2:])])
    boxes = [(x, y, x + size, y + size) for y in (0, size) for x in (0, size)]
    assert read_with_jsqr(page, boxes) == texts


def test_a_picture_without_a_code_reads_as_an_empty_text() -> None:
    colours = np.full((60, 80, 4), 255, dtype=np.uint8)
    assert read_pictures([colours, draw_code("A1")]) == ["", "A1"]


def test_a_picture_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="grey or RGBA"):
        read_pictures([np.zeros((4, 4, 3), dtype=np.uint8)])
