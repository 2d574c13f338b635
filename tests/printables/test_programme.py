"""The programme: ten groups in order, each with its time, act, people and minutes, and the sums below."""

from __future__ import annotations

from datetime import time

import pytest

from printables.demo.show import MINUTES, PERFORMERS, SHOWS
from printables.document import to_bytes
from printables.errors import FieldEmpty, FieldInvalid, MissingGlyphs, PrintError, TextTooLong, TooManyRows
from printables.programme import Act, Programme
from tests.printables.reading import read_codes, text_of

PREFIX, CODE = "HTTPS://KIOSK.EXAMPLE/F/", "7K3QX9M2T0"
TEN = tuple(Act(*act, minutes, people) for act, minutes, people in zip(SHOWS["zh-Hant"].acts, MINUTES, PERFORMERS, strict=True))


def make(**fields: object) -> Programme:
    given: dict[str, object] = {"languages": ("zh-Hant",), "title": "文藝展演", "acts": TEN, "starts": time(9, 30)}
    return Programme(**(given | fields))  # type: ignore[arg-type]


def test_every_act_has_its_time_after_those_before_it() -> None:
    assert list(make().times()) == [
        *("09:30", "09:36", "09:44", "09:52", "10:02"),
        *("10:08", "10:13", "10:19", "10:26", "10:32"),
    ]
    assert set(make(starts=None).times()) == {""}


def test_the_sums_of_the_ten_groups_stand_below() -> None:
    assert "共 10 個節目　133 人　70 分鐘" in text_of(to_bytes(make()))


def test_a_sum_that_is_not_known_of_every_act_is_left_out() -> None:
    text = text_of(to_bytes(make(acts=(*TEN, Act("秧歌隊", minutes=5)))))
    assert "共 11 個節目　75 分鐘" in text


@pytest.mark.parametrize(("paper", "copies"), [("A4", 1), ("A5", 2)])
@pytest.mark.parametrize("acts", [1, 10, 18])
def test_one_or_eighteen_acts_fill_a_page_and_leave_its_code_readable(paper: str, copies: int, acts: int) -> None:
    pdf = to_bytes(make(paper=paper, acts=(TEN * 2)[:acts], prefix=PREFIX, code=CODE, mark="local", languages=("zh-Hant", "en")))
    assert read_codes(pdf) == [[PREFIX + CODE] * copies]


def test_a_programme_without_a_code_shows_none() -> None:
    assert read_codes(to_bytes(make())) == [[]]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"title": ""}, FieldEmpty),
        ({"acts": ()}, FieldEmpty),
        ({"acts": (TEN * 2)[:19]}, TooManyRows),
        ({"paper": "A6"}, FieldInvalid),
        ({"code": CODE}, FieldEmpty),
    ],
)
def test_a_programme_that_cannot_be_is_refused_when_it_is_described(fields: dict[str, object], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal):
        make(**fields)


def test_an_act_that_cannot_be_is_refused() -> None:
    with pytest.raises(FieldEmpty):
        Act(" ")
    with pytest.raises(FieldInvalid):
        Act("舞蹈隊", minutes=-1)
    with pytest.raises(FieldInvalid):
        Act("舞蹈隊", performers=-1)


@pytest.mark.parametrize(
    ("acts", "refusal"),
    [((Act("隊" * 200),), TextTooLong), ((Act("舞蹈隊", "舞" * 200),), TextTooLong), ((Act("隊\u200b"),), MissingGlyphs)],
)
def test_an_act_that_cannot_be_set_is_refused_before_the_first_page(acts: tuple[Act, ...], refusal: type[PrintError]) -> None:
    with pytest.raises(refusal):
        to_bytes(make(acts=acts))


def test_markup_in_an_act_prints_as_it_is_typed() -> None:
    assert '<img src="/etc/passwd">' in text_of(to_bytes(make(acts=(Act("舞蹈隊", '<img src="/etc/passwd">'),))))
