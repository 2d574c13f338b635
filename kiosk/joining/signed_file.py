"""The file that one kiosk hands to another: a ZIP of JSON parts, a manifest that lists them, and a signature over the manifest.

    manifest.json   what this is, who made it and when, and the size and SHA-256 of every part
    manifest.sig    64 bytes: Ed25519 over exactly the bytes of manifest.json
    *.json *.jsonl  one JSON object, or one per line

It may come from anywhere, on a stick or through a chat.  So nothing is believed before the signature and every part's hash were
checked, everything is read in streams, and every size has a limit.  Equal content of one moment makes equal bytes.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Annotated, Any, BinaryIO, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from kiosk.errors import Refusal
from kiosk.joining.identity import Identity, is_signed

FORMAT: Final = "outreach-kiosk signed file"
VERSION = 1
MOST_BYTES = 64 * 1024 * 1024
"""Of the file as it comes."""
MOST_PARTS = 32
MOST_PART_BYTES = 256 * 1024 * 1024
"""Of one part, unpacked; a `.json` part is read at once and may hold less."""
MOST_JSON_BYTES = 16 * 1024 * 1024
MOST_LINE_BYTES = 256 * 1024
_MOST_MANIFEST_BYTES = 64 * 1024
_MOST_DIRECTORY_BYTES = 16 * 1024
_MANIFEST, _SIGNATURE, _SIGNATURE_BYTES = "manifest.json", "manifest.sig", 64
_PART_NAME = r"[a-z][a-z0-9_]{0,39}\.jsonl?"
_CHUNK = 64 * 1024
_SAME_DATE = (1980, 1, 1, 0, 0, 0)
_END, _ZIP64_LOCATOR = 22, 20
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
"""What zipfile raises for a broken or hostile archive, an encrypted one and an unknown compression (both RuntimeError) among them."""

Purpose = Literal["plan", "facts"]


class _FileRefusal(Refusal):
    area = "joining"
    status = 422


class NotASignedFile(_FileRefusal):
    """This is no file that a kiosk made, or not a whole one."""

    reason = "not_a_signed_file"


class AlteredFile(_FileRefusal):
    """``part`` is not as the kiosk signed it."""

    reason = "altered_file"


class NewerFile(_FileRefusal):
    """A newer version of the product made it."""

    reason = "newer_file"


class FileTooLarge(_FileRefusal):
    """It holds more than a kiosk takes in."""

    reason = "file_too_large"


class OtherPurpose(_FileRefusal):
    """A plan where facts are wanted, or the other way round."""

    reason = "other_purpose"


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


_Id = Annotated[str, Field(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
_Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
_Count = Annotated[int, Field(ge=0, lt=2**53)]


class Part(_Model):
    """One part: its name, its size in bytes unpacked, and its SHA-256."""

    name: Annotated[str, Field(pattern=f"^{_PART_NAME}$")]
    size: Annotated[int, Field(ge=0, le=MOST_PART_BYTES)]
    sha256: _Hash


class Sender(_Model):
    """The organisation for which a kiosk speaks: its id, code and name there."""

    id: _Id
    code: _Line
    name: _Line


class Manifest(_Model):
    """What a signed file says of itself.

    ``made_at`` is in milliseconds UTC; ``ledger_position`` the last fact, ``plan_version`` the last change of the plan that the maker
    knew; ``about`` holds a few words of the purpose's own, for example the campaign that it is about.
    """

    format: Literal["outreach-kiosk signed file"]
    version: Annotated[int, Field(ge=1, le=VERSION)]
    purpose: Purpose
    kiosk: _Id
    public_key: _Hash
    organisation: Sender
    made_at: _Count
    ledger_position: _Count
    plan_version: _Count
    about: Annotated[dict[_Line, _Line], Field(max_length=20)]
    parts: Annotated[tuple[Part, ...], Field(max_length=MOST_PARTS, strict=False)]


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file whose signature and parts were found in order.  Who signed it, and whether that kiosk is known, is another question."""

    manifest: Manifest
    digest: str
    """The SHA-256 of the manifest, which names every part by its hash: one digest, one content."""
    _archive: zipfile.ZipFile = field(repr=False)

    def read_json(self, name: str) -> Any:
        """Return the one value of a `.json` part; AlteredFile, NotASignedFile where the part is absent or no JSON."""
        if self._part(name).size > MOST_JSON_BYTES:
            raise FileTooLarge()
        return _parse(b"".join(_stream(self._archive, self._part(name))))

    def read_lines(self, name: str) -> Iterator[Any]:
        """Yield the value of each line of a `.jsonl` part, in order, in constant memory; AlteredFile, NotASignedFile, FileTooLarge."""
        rest = b""
        for chunk in _stream(self._archive, self._part(name)):
            *lines, rest = (rest + chunk).split(b"\n")
            if max(map(len, (*lines, rest))) > MOST_LINE_BYTES:
                raise FileTooLarge()
            yield from map(_parse, lines)
        if rest:
            raise NotASignedFile()  # the last line ends like every other

    def _part(self, name: str) -> Part:
        for part in self.manifest.parts:
            if part.name == name:
                return part
        raise NotASignedFile()


def write_signed_file(
    target: BinaryIO, identity: Identity, purpose: Purpose, sender: Sender, parts: Mapping[str, object], *,
    made_at: int, ledger_position: int, plan_version: int, about: Mapping[str, str],
) -> Manifest:  # fmt: skip
    """Write a file and return its manifest: one value per `.json` part, any number of them (an iterator) per `.jsonl` part.

    ``target`` must be able to seek.
    """
    with zipfile.ZipFile(target, "w") as archive:
        written = [_write_part(archive, name, value) for name, value in parts.items()]
        manifest = Manifest(
            format=FORMAT, version=VERSION, purpose=purpose, kiosk=identity.kiosk, public_key=identity.public_key.hex(),
            organisation=sender, made_at=made_at, ledger_position=ledger_position, plan_version=plan_version,
            about=dict(about), parts=tuple(written),
        )  # fmt: skip
        said = _to_line(manifest.model_dump(mode="json"))
        archive.writestr(_entry(_MANIFEST), said)
        archive.writestr(_entry(_SIGNATURE), identity.sign(said))
    return manifest


def open_signed_file(source: IO[bytes], purpose: Purpose) -> SignedFile:
    """Return a file that is whole and as it was signed, for one purpose; a named refusal for everything else.  ``source`` can seek and stays open."""
    _refuse_large(source)
    try:
        archive = zipfile.ZipFile(source)
    except _UNREADABLE:
        raise NotASignedFile() from None
    names = [entry.filename for entry in archive.infolist()]
    if len(names) != len(set(names)) or not {_MANIFEST, _SIGNATURE} <= set(names):
        raise NotASignedFile()
    said = _read_small(archive, _MANIFEST, _MOST_MANIFEST_BYTES)
    manifest = _read_manifest(said, _read_small(archive, _SIGNATURE, _SIGNATURE_BYTES))
    if sorted([*(part.name for part in manifest.parts), _MANIFEST, _SIGNATURE]) != sorted(names):
        raise AlteredFile(part=_MANIFEST)
    for part in manifest.parts:
        for _ in _stream(archive, part):
            pass
    if manifest.purpose != purpose:
        raise OtherPurpose()
    return SignedFile(manifest, hashlib.sha256(said).hexdigest(), archive)


def _write_part(archive: zipfile.ZipFile, name: str, value: object) -> Part:
    digest, size = hashlib.sha256(), 0
    values = value if name.endswith(".jsonl") and isinstance(value, Iterable) else (value,)
    with archive.open(_entry(name), "w", force_zip64=False) as out:
        for each in values:
            line = _to_line(each)
            out.write(line)
            digest.update(line)
            size += len(line)
    return Part(name=name, size=size, sha256=digest.hexdigest())


def _entry(name: str) -> zipfile.ZipInfo:
    """Every file alike: no clock, no user, no system in it."""
    entry = zipfile.ZipInfo(name, _SAME_DATE)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
    return entry


def _to_line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _refuse_large(source: IO[bytes]) -> None:
    """Look at the archive's end before zipfile does: it would take in a list of any length, and believe a second end behind the first."""
    size = source.seek(0, 2)
    if size > MOST_BYTES:
        raise FileTooLarge()
    source.seek(max(0, size - _END - _ZIP64_LOCATOR))
    tail = source.read()
    end = tail[-_END:]
    if size < _END or not end.startswith(b"PK\x05\x06") or end[-2:] != b"\0\0" or tail[:-_END].startswith(b"PK\x06\x07"):
        raise NotASignedFile()
    if int.from_bytes(end[12:16], "little") > _MOST_DIRECTORY_BYTES:
        raise FileTooLarge()


def _read_small(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    try:
        with archive.open(name) as file:
            content = file.read(most + 1)
    except _UNREADABLE:
        raise AlteredFile(part=name) from None
    if len(content) > most:
        raise AlteredFile(part=name)
    return content


def _read_manifest(said: bytes, signature: bytes) -> Manifest:
    """Version before signature: what a newer version signs, and how, is not for this one to judge."""
    claimed = _parse(said)
    if not isinstance(claimed, dict) or claimed.get("format") != FORMAT:
        raise NotASignedFile()
    if isinstance(claimed.get("version"), int) and claimed["version"] > VERSION:
        raise NewerFile()
    try:
        manifest = Manifest.model_validate(claimed)
    except ValidationError:
        raise AlteredFile(part=_MANIFEST) from None
    if not is_signed(bytes.fromhex(manifest.public_key), said, signature):
        raise AlteredFile(part=_MANIFEST)
    return manifest


def _stream(archive: zipfile.ZipFile, part: Part) -> Iterator[bytes]:
    """Yield a part's bytes, never more than the manifest says; AlteredFile at the end, at the latest, where they are others."""
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(part.name) as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                if size > part.size:
                    break
                yield chunk
    except _UNREADABLE:
        raise AlteredFile(part=part.name) from None
    if size != part.size or digest.hexdigest() != part.sha256:
        raise AlteredFile(part=part.name)


def _parse(content: bytes) -> Any:
    """Return a JSON value; its depth is limited by the reader (200 levels).  NotASignedFile."""
    try:
        return from_json(content, allow_inf_nan=False)
    except ValueError:
        raise NotASignedFile() from None
