"""Signed files: whole and as they were signed, or refused by name."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.errors import Refusal
from kiosk.ids import new_id
from kiosk.joining import signed_file
from kiosk.joining.identity import Identity
from kiosk.joining.signed_file import (
    AlteredFile,
    FileTooLarge,
    NewerFile,
    NotASignedFile,
    OtherPurpose,
    Sender,
    SignedFile,
    open_signed_file,
    write_signed_file,
)

KIOSK = Identity(new_id(), Ed25519PrivateKey.generate())
OFFICE = Sender(id=new_id(), code="Q", name="區民政局")
PARTS: dict[str, object] = {"campaign.json": {"code": "WEEK"}, "topics.jsonl": [{"code": f"T{number}"} for number in range(500)]}


def write(parts: Mapping[str, object] = PARTS) -> bytes:
    target = io.BytesIO()
    write_signed_file(
        target, KIOSK, "plan", OFFICE, parts, made_at=1_490_000_000_000, ledger_position=7, plan_version=3, about={"campaign": "WEEK"}
    )
    return target.getvalue()


def read(content: bytes) -> SignedFile:
    return open_signed_file(io.BytesIO(content), "plan")


def rebuilt(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same archive with other contents, as somebody who knows ZIP would make it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def signed_again(content: bytes, **claims: object) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        said = json.dumps(json.loads(parts["manifest.json"]) | claims).encode()
        parts["manifest.json"], parts["manifest.sig"] = said, KIOSK.sign(said)

    return rebuilt(content, change)


def refusal_of(content: bytes) -> type[Refusal]:
    with pytest.raises(Refusal) as caught:
        read(content)
    return caught.type


def test_what_was_written_is_read() -> None:
    file = read(write())
    assert file.read_json("campaign.json") == {"code": "WEEK"}
    assert [line["code"] for line in file.read_lines("topics.jsonl")][-1] == "T499"
    assert (file.manifest.organisation.name, file.manifest.plan_version) == ("區民政局", 3)


def test_equal_content_of_one_moment_makes_equal_bytes() -> None:
    assert write() == write()


def test_every_altered_byte_is_refused_or_changes_nothing() -> None:
    content = write({"campaign.json": {"code": "WEEK"}})
    whole = read(content).read_json("campaign.json")
    for at in range(0, len(content), 7):
        altered = content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]
        with suppress(NotASignedFile, AlteredFile, FileTooLarge):
            assert read(altered).read_json("campaign.json") == whole


def test_a_truncated_file_is_refused_wherever_it_ends() -> None:
    content = write()
    for length in range(0, len(content), 97):
        assert refusal_of(content[:length]) is NotASignedFile


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x05\x06" + bytes(18), b"\xff" * 4000], ids=["empty", "text", "empty zip", "noise"])
def test_what_no_kiosk_made_is_no_signed_file(content: bytes) -> None:
    assert refusal_of(content) is NotASignedFile


def test_a_changed_part_is_named() -> None:
    content = rebuilt(write(), lambda parts: parts.update({"campaign.json": b'{"code":"WEAK"}\n'}))
    with pytest.raises(AlteredFile) as caught:
        read(content)
    assert caught.value.values == {"part": "campaign.json"}


def test_a_part_more_or_less_is_refused() -> None:
    assert refusal_of(rebuilt(write(), lambda parts: parts.update({"extra.json": b"{}\n"}))) is AlteredFile
    assert refusal_of(rebuilt(write(), lambda parts: parts.__delitem__("campaign.json"))) is AlteredFile
    assert refusal_of(rebuilt(write(), lambda parts: parts.update({"../../x.json": b"{}\n"}))) is AlteredFile


def test_a_name_that_stands_twice_is_refused() -> None:
    target = io.BytesIO(write())
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("campaign.json", b'{"code":"OTHER"}\n')
    assert refusal_of(target.getvalue()) is NotASignedFile


def test_a_manifest_signed_by_somebody_else_is_refused() -> None:
    other = Ed25519PrivateKey.generate()
    content = rebuilt(write(), lambda parts: parts.update({"manifest.sig": other.sign(parts["manifest.json"])}))
    assert refusal_of(content) is AlteredFile


@pytest.mark.parametrize(
    "claims",
    [{"parts": []}, {"kiosk": "../x"}, {"made_at": -1}, {"made_at": "soon"}, {"public_key": "00" * 32}, {"surprise": 1}, {"version": True}],
)
def test_a_manifest_with_claims_of_another_kind_is_refused(claims: dict[str, object]) -> None:
    assert refusal_of(signed_again(write(), **claims)) is AlteredFile


def test_a_part_with_a_name_that_leads_elsewhere_is_refused_though_signed() -> None:
    parts = [{"name": "../../secrets/secret_key", "size": 0, "sha256": "0" * 64}]
    assert refusal_of(signed_again(write(), parts=parts)) is AlteredFile


def test_a_newer_version_says_so_whatever_else_it_holds() -> None:
    assert refusal_of(signed_again(write(), version=2, surprise=[1])) is NewerFile


def test_a_file_for_another_purpose_says_so() -> None:
    with pytest.raises(OtherPurpose):
        open_signed_file(io.BytesIO(write()), "facts")


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    content = write({"bomb.json": "0" * 3_000_000})
    assert len(content) < 6_000
    monkeypatch.setattr(signed_file, "MOST_JSON_BYTES", 1_000_000)
    with pytest.raises(FileTooLarge):
        read(content).read_json("bomb.json")
    longer = rebuilt(write(), lambda parts: parts.update({"campaign.json": b"0" * 3_000_000}))
    assert refusal_of(longer) is AlteredFile


def test_a_list_of_very_many_names_is_refused_before_it_is_read() -> None:
    target = io.BytesIO(write())
    with zipfile.ZipFile(target, "a") as archive:
        for number in range(1_000):
            archive.writestr(f"part_{number}.json", b"")
    assert refusal_of(target.getvalue()) is FileTooLarge


@pytest.mark.parametrize("line", [b"[" * 50_000, b'{"a":' * 50_000, b"NaN", b'{"a"', b'"\\ud800"', b"\xff"], ids=["lists", "objects", "NaN", "cut", "surrogate", "no text"])
def test_hostile_json_is_refused_also_where_it_is_signed(line: bytes) -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts["topics.jsonl"] = line + b"\n"

    content = rebuilt(write(), change)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = json.loads(archive.read("manifest.json"))["parts"]
    part = signed_file.Part(name="topics.jsonl", size=len(line) + 1, sha256=hashlib.sha256(line + b"\n").hexdigest())
    content = signed_again(content, parts=[parts[0], part.model_dump()])
    with pytest.raises((NotASignedFile, FileTooLarge)):
        list(read(content).read_lines("topics.jsonl"))


def test_a_line_without_end_is_refused_in_constant_memory() -> None:
    with pytest.raises(FileTooLarge):
        list(read(write({"topics.jsonl": ["x" * 400_000]})).read_lines("topics.jsonl"))
