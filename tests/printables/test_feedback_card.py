"""The feedback card: five scores in words and faces, one sentence, a box for consent, and no name."""

from __future__ import annotations

import numpy as np
import pytest

from printables.document import to_bytes
from printables.errors import FieldEmpty, FieldInvalid, ImpossibleLayout, PrintError, TextTooLong, WrongCodeLength
from printables.feedback_card import FACE_MM, FACES_TOP, MARGIN, FeedbackCards
from tests.printables.reading import DPI, read_codes, render, text_of

PREFIX = "HTTPS://KIOSK.EXAMPLE/F/"
CODES = tuple(f"7K3QX9M2T{number}" for number in range(5))


def make(**fields: object) -> FeedbackCards:
    given: dict[str, object] = {"languages": ("zh-Hant",), "event": "專題講座", "prefix": PREFIX, "codes": CODES}
    return FeedbackCards(**(given | fields))  # type: ignore[arg-type]


def test_four_cards_share_a_sheet_each_with_its_own_code() -> None:
    assert read_codes(to_bytes(make())) == [[PREFIX + code for code in CODES[:4]], [PREFIX + CODES[4]]]
    assert len(read_codes(to_bytes(make(up=1)))) == 5


@pytest.mark.parametrize(
    ("language", "scores"),
    [
        ("zh-Hant", ("很滿意", "滿意", "一般", "不滿意", "很不滿意")),
        ("zh-Hans", ("很满意", "满意", "一般", "不满意", "很不满意")),
        ("en", ("Very happy", "Happy", "So-so", "Unhappy", "Very unhappy")),
    ],
)
def test_every_score_is_said_in_words_and_figures(language: str, scores: tuple[str, ...]) -> None:
    lines = text_of(to_bytes(make(languages=(language,), codes=CODES[:1]))).split("\r\n")
    assert all(said in lines for said in (*scores, *"54321"))


def test_the_faces_smile_from_left_to_right_ever_less() -> None:
    [picture] = render(to_bytes(make(codes=CODES[:1], up=1)))
    scale, step = DPI / 25.4, (105 - 2 * MARGIN) / 5
    heights = []
    for number in range(5):
        x, y = MARGIN + (number + 0.5) * step, FACES_TOP + FACE_MM / 2
        middle = picture[int((y + 0.5) * scale) : int((y + FACE_MM * 0.42) * scale), int(x * scale)]
        corner = picture[int((y + 0.5) * scale) : int((y + FACE_MM * 0.38) * scale), int((x + FACE_MM * 0.2) * scale)]
        heights.append(int(np.argmin(middle)) - int(np.argmin(corner)))
    assert heights == sorted(heights, reverse=True)
    assert heights[0] > 0 > heights[-1]


def test_a_question_of_one_s_own_stands_in_the_place_of_the_usual_one() -> None:
    text = text_of(to_bytes(make(question="講得清楚嗎？ <b>&", languages=("zh-Hant", "en"))))
    assert "講得清楚嗎？ <b>&" in text
    assert "Were you happy" not in text


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"event": ""}, FieldEmpty),
        ({"codes": ()}, FieldEmpty),
        ({"codes": ("7K3QX9M2T0", "7K3")}, FieldInvalid),
        ({"up": 8}, ImpossibleLayout),
    ],
)
def test_cards_that_cannot_be_are_refused_when_they_are_described(fields: dict[str, object], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal):
        make(**fields)


@pytest.mark.parametrize(
    ("fields", "refusal"), [({"question": "好" * 200}, TextTooLong), ({"codes": (*CODES, "7k3qx9m2t0")}, WrongCodeLength)]
)
def test_cards_that_cannot_be_set_are_refused_before_the_first_page(fields: dict[str, object], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal):
        to_bytes(make(**fields))
