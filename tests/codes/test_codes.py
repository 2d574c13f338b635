"""A printed code: every slip of a finger is caught, look-alikes are read, a made-up one fails its seal."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.codes import (
    ALPHABET,
    CHECK_TABLE,
    LENGTH,
    LOOK_ALIKES,
    MAX_SERIAL,
    WEIGHTS,
    MistypedCode,
    code_from_url,
    is_sealed,
    read_code,
    show_code,
    write_code,
)
from tests.codes.make_vectors import KEY, PATH, make_vectors

SAMPLES = [
    write_code(serial, KEY) for serial in (0, 1, 31, 2**15, 123_456_789, MAX_SERIAL, *range(1_000, 900_000_000, 60_000_000))
]


def is_code(text: str) -> bool:
    try:
        read_code(text)
    except MistypedCode:
        return False
    return True


@given(serial=st.integers(0, MAX_SERIAL), key=st.binary(min_size=16, max_size=64))
def test_what_is_written_is_read_back(serial: int, key: bytes) -> None:
    code = read_code(write_code(serial, key))
    assert code.serial == serial
    assert is_sealed(code, key)


def test_the_alphabet_has_no_look_alikes() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("ILOU") & set(ALPHABET)
    assert set(LOOK_ALIKES.values()) <= set(ALPHABET)


@pytest.mark.parametrize("code", SAMPLES)
def test_every_single_wrong_character_is_caught(code: str) -> None:
    for place in range(LENGTH):
        for letter in set(ALPHABET) - {code[place]}:
            assert not is_code(code[:place] + letter + code[place + 1 :])


@pytest.mark.parametrize("code", SAMPLES)
def test_every_swap_of_neighbours_is_caught(code: str) -> None:
    for place in range(LENGTH - 1):
        if code[place] != code[place + 1]:
            assert not is_code(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


def test_all_pairs_of_neighbours_at_every_place_are_caught_when_swapped() -> None:
    """The check is linear: a swap is caught when its own part of the sum is not zero, whatever the rest of the code."""
    for place in range(LENGTH - 1):
        left, right = CHECK_TABLE[place], CHECK_TABLE[place + 1]
        assert all(left[a] ^ right[b] != left[b] ^ right[a] for a in range(32) for b in range(32) if a != b)
    assert len(set(WEIGHTS)) == LENGTH


@pytest.mark.parametrize("code", SAMPLES[:6])
def test_a_missing_or_doubled_character_is_caught(code: str) -> None:
    for place in range(LENGTH):
        assert not is_code(code[:place] + code[place + 1 :])
        assert not is_code(code[:place] + code[place] + code[place:])


@pytest.mark.parametrize("typed", ["o", "O", "０"])
def test_look_alikes_and_full_width_letters_are_read(typed: str) -> None:
    code = next(code for code in SAMPLES if "0" in code)
    assert read_code(code.replace("0", typed)).text == code


def test_groups_lower_case_and_any_dash_are_read() -> None:
    code = SAMPLES[4]
    for typed in (show_code(code), code.lower(), f"{code[:5]}–{code[5:]}", f"{code[:5]}－{code[5:]}", f"\u3000{code}\n"):
        assert read_code(typed).text == code


@pytest.mark.parametrize("serial", [-1, MAX_SERIAL + 1])
def test_a_serial_outside_thirty_bits_is_refused(serial: int) -> None:
    with pytest.raises(ValueError, match="30 bits"):
        write_code(serial, KEY)


def test_a_forged_code_fails_its_seal_all_but_once_in_32_768() -> None:
    key, other = KEY, KEY[::-1]
    passed = sum(is_sealed(read_code(write_code(serial, other)), key) for serial in range(20_000))
    assert passed <= 5


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HTTPS://KIOSK.EXAMPLE/F/7K3QX9M2TD", "7K3QX9M2TD"),
        ("http://10.0.0.5:8000/f/7k3qx9m2td/?utm=1#x", "7K3QX9M2TD"),
        ("7K3QX 9M2TD", "7K3QX 9M2TD"),
        ("ftp://kiosk.example/F/7K3QX9M2TD", "ftp://kiosk.example/F/7K3QX9M2TD"),
    ],
)
def test_the_code_is_taken_from_a_scanned_address(text: str, code: str) -> None:
    assert code_from_url(text) == code


def test_ten_thousand_vectors_hold_for_every_reader() -> None:
    """The same file is read by JavaScript."""
    kept = json.loads(PATH.read_text(encoding="utf-8"))
    assert len(kept["vectors"]) == 10_000
    assert PATH.stat().st_size < 400_000
    assert kept["alphabet"] == ALPHABET
    assert kept["check_table"] == [list(row) for row in CHECK_TABLE]
    for typed, serial in kept["vectors"]:
        assert (read_code(typed).serial if is_code(typed) else None) == serial, typed


def test_the_file_of_vectors_is_what_its_script_makes() -> None:
    assert json.loads(PATH.read_text(encoding="utf-8"))["vectors"] == make_vectors()
