"""Serials in blocks, seals on a ring: what a printed code stands for, for ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.codes import PRACTICE_FIRST, ForgedCode, MistypedCode, PracticeCode, practice_code, write_code
from kiosk.printed_codes import NoMoreSerials, add_seal_key, allot_block, block_of, find_code_use, look_up
from kiosk.storage import Store
from tests.ledger.street import new_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = new_store(tmp_path)
    store.write(add_seal_key)
    yield store
    store.close()


def allot(store: Store, count: int, kind: str = "slip", run: str = "R") -> list[str]:
    return store.write(lambda c: list(allot_block(c, count, kind=kind, event="E", subject="S", run=run).codes()))  # type: ignore[arg-type]


def test_blocks_follow_one_another_and_every_code_is_found_in_its_own(store: Store) -> None:
    first, second = allot(store, 30), allot(store, 5, kind="sheet", run="Q")
    assert len({*first, *second}) == 35
    uses = [look_up(store.read(), code) for code in (*first, *second)]
    assert [(use.run, use.kind, use.number) for use in uses if use] == [
        *(("R", "slip", number) for number in range(1, 31)), *(("Q", "sheet", number) for number in range(1, 6)),
    ]  # fmt: skip


def test_reprinting_gives_the_same_codes(store: Store) -> None:
    codes = allot(store, 12)
    block = block_of(store.read(), "R", "slip")
    assert block is not None
    assert list(block.codes()) == codes
    assert list(block.codes(3, 5)) == codes[2:5]
    assert list(block.codes(1, 0)) == []


def test_a_forged_code_is_refused_inside_and_outside_the_blocks(store: Store) -> None:
    codes = allot(store, 10)
    for serial in (5, 500):
        with pytest.raises(ForgedCode):
            look_up(store.read(), write_code(serial, b"somebody else's key of 32 bytes."))
    assert find_code_use(store.read(), "0000000001") is None
    assert look_up(store.read(), codes[0]) is not None


def test_a_mistyped_code_says_so(store: Store) -> None:
    code = allot(store, 1)[0]
    with pytest.raises(MistypedCode):
        look_up(store.read(), code[:-1] + ("0" if code[-1] != "0" else "1"))


def test_old_codes_open_after_a_new_key_is_put_on_the_ring(store: Store) -> None:
    before = allot(store, 3)
    store.write(add_seal_key)
    after = allot(store, 3, run="Q")
    uses = [look_up(store.read(), code) for code in (*before, *after)]
    assert [use.run for use in uses if use] == ["R", "R", "R", "Q", "Q", "Q"]


def test_a_code_of_ours_that_no_block_knows_is_an_orphan_not_a_forgery(store: Store) -> None:
    """As after a restore: the run was printed after the backup, and its serials were allotted again under a newer key."""
    lost = allot(store, 4)
    store.write(lambda connection: connection.execute("DELETE FROM code_block"))
    assert look_up(store.read(), lost[0]) is None
    store.write(add_seal_key)
    allot(store, 4, run="Q")
    assert look_up(store.read(), lost[0]) is None


def test_a_copy_belongs_to_its_bundle_only_where_there_are_bundles(store: Store) -> None:
    store._writer.execute("PRAGMA foreign_keys = OFF")  # a run without an event is enough here
    for run, size in (("bundled", 4), ("loose", 0)):
        codes = allot(store, 6, kind="copy", run=run)
        store.write(
            lambda c, run=run, size=size: c.execute(
                "INSERT INTO print_run (id, event, code, kind, copies, bundle_size, language, base_url, made_by, made_at)"
                " VALUES (?, 'E', ?, 'flyer', 6, ?, 'en', '', 'test', 0)",
                (run, run, size),
            )
        )
        bundles = [use.bundle for code in codes if (use := look_up(store.read(), code))]
        assert bundles == ([1, 1, 1, 1, 2, 2] if size else [0] * 6)


def test_an_erase_code_on_a_stub_is_its_own_and_the_same_when_printed_again(store: Store) -> None:
    codes = allot(store, 40, kind="sheet", run="SLIPS")
    block = block_of(store.read(), "SLIPS", "sheet")
    assert block is not None
    stubs = [block.erase_code(number) for number in range(1, 41)]
    assert len(set(stubs)) == 40
    assert {len(stub) for stub in stubs} == {26}
    assert not any(code in stub for code in codes for stub in stubs)
    store.write(add_seal_key)
    again = block_of(store.read(), "SLIPS", "sheet")
    assert again is not None
    assert [again.erase_code(number) for number in range(1, 41)] == stubs


def test_a_practice_code_is_told_apart_and_never_printed(store: Store) -> None:
    with pytest.raises(PracticeCode):
        look_up(store.read(), practice_code(1))
    assert find_code_use(store.read(), practice_code(1)) is None
    last = PRACTICE_FIRST - 1
    store.write(lambda c: c.execute("INSERT INTO code_block VALUES (?, ?, 'copy', '', '', '', 1, 0)", (last, last)))
    with pytest.raises(NoMoreSerials):
        store.write(lambda c: allot_block(c, 1, kind="copy", event="", subject="", run=""))
