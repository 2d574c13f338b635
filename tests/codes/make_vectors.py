"""Makes vectors.json: what every reader of codes, in whatever language, must answer.

Run: python -m tests.codes.make_vectors
The file holds 10,000 rows [typed, serial]; serial is null where the text is not a code.  The seal is not checked here: a phone cannot.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from kiosk.codes import ALPHABET, CHECK_TABLE, LENGTH, LOOK_ALIKES, MAX_SERIAL, write_code

PATH = Path(__file__).with_name("vectors.json")
KEY = b"a key for tests, not a secret one"[:32]
PER_KIND = 2000


def spoil(chance: random.Random, code: str) -> str:
    """One wrong character."""
    place = chance.randrange(LENGTH)
    return code[:place] + chance.choice([letter for letter in ALPHABET if letter != code[place]]) + code[place + 1 :]


def swap(chance: random.Random, code: str) -> str:
    """Two neighbours the wrong way round; the code itself where all neighbours are alike."""
    places = [place for place in range(LENGTH - 1) if code[place] != code[place + 1]]
    if not places:
        return code
    place = chance.choice(places)
    return code[:place] + code[place + 1] + code[place] + code[place + 2 :]


def dress(chance: random.Random, code: str) -> str:
    """The same code as hands and input methods write it."""
    unlike = {right: [wrong for wrong, meant in LOOK_ALIKES.items() if meant == right] for right in set(LOOK_ALIKES.values())}
    letters = [chance.choice([letter, *unlike.get(letter, [])]) for letter in code]
    typed = "".join(chance.choice((letter, letter.lower())) for letter in letters)
    typed = chance.choice(
        (typed, f"{typed[:5]} {typed[5:]}", f" {typed[:5]}-{typed[5:]} ", f"{typed[:3]}.{typed[3:6]}·{typed[6:]}")
    )
    return chance.choice(
        (typed, typed, "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in typed))
    )


def mangle(chance: random.Random, code: str) -> str:
    """No code at all: too short, too long, or with a stranger in it."""
    place = chance.randrange(LENGTH)
    return chance.choice(
        (code[:place], code + chance.choice(ALPHABET), code[:place] + chance.choice("*?中,/") + code[place + 1 :])
    )


def make_vectors() -> list[list[object]]:
    chance = random.Random(20170324)
    serials = [0, 1, 31, 32, 2**15, MAX_SERIAL - 1, MAX_SERIAL]
    serials += [chance.randint(0, MAX_SERIAL) for _ in range(PER_KIND - len(serials))]
    codes = [write_code(serial, KEY) for serial in serials]
    rows: list[list[object]] = [[code, serial] for code, serial in zip(codes, serials)]
    rows += [[dress(chance, code), serial] for code, serial in zip(codes, serials)]
    rows += [[spoil(chance, code), None] for code in codes]
    rows += [[typed, serial if typed == code else None] for code, serial in zip(codes, serials) for typed in [swap(chance, code)]]
    rows += [[mangle(chance, code), None] for code in codes]
    return rows


def main() -> None:
    rules = {"alphabet": ALPHABET, "length": LENGTH, "look_alikes": LOOK_ALIKES, "check_table": CHECK_TABLE}
    rows = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in make_vectors())
    head = json.dumps(rules, separators=(",", ":"))[:-1]
    PATH.write_text(f'{head},"vectors":[\n{rows}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
