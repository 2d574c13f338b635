"""One instance's settings, read once at start and checked aloud."""

from __future__ import annotations

import ipaddress
import os
import re
import secrets
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from kiosk.errors import SetupError
from kiosk.languages import LANGUAGES

DATABASE = "kiosk.db"
CONFIG = "config.toml"
SECRETS = "secrets"
_KNOWN = ("public_url", "trusted_proxies", "default_language", "zone", "retention_days", "wall_days")
_ADDRESS = re.compile(r"(?P<address>https?://(?:[0-9a-z.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?)/*\Z", re.IGNORECASE)
"""Only what a QR code can carry and a phone can open: a name with other letters is written as its xn-- form."""
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of one instance folder; ``public_url`` is '' until somebody says where the site is reached."""

    instance: Path
    secret_key: str = field(repr=False)
    public_url: str = ""
    trusted_proxies: tuple[Network, ...] = ()
    default_language: str = "zh-Hans"
    zone: str = "Asia/Shanghai"
    retention_days: int = 90
    wall_days: int = 365
    demonstration: bool = False
    install_url: str = ""
    """Where phones fetch the certificate while this process serves the local network (`kiosk serve --lan`), else ''."""

    @property
    def database(self) -> Path:
        """The path of the instance's SQLite file."""
        return self.instance / DATABASE


def instance_folder(wanted: str | Path | None = None) -> Path:
    """Return the instance folder: as told, else KIOSK_INSTANCE, else ``instance`` here."""
    return Path(wanted or os.environ.get("KIOSK_INSTANCE") or "instance").resolve()


def load_config(instance: Path) -> Config:
    """Return the settings of ``instance``, which ``kiosk init`` made; SetupError names the first thing that is wrong."""
    secret = instance / SECRETS / "secret_key"
    if not secret.is_file():
        raise SetupError("no_instance", path=str(instance))
    values = _read_values(instance / CONFIG)
    return Config(
        instance=instance,
        secret_key=secret.read_text(encoding="ascii").strip(),
        public_url=check_public_url(os.environ.get("PUBLIC_URL") or str(values.get("public_url", ""))),
        trusted_proxies=_networks(os.environ.get("TRUSTED_PROXIES") or values.get("trusted_proxies", "")),
        default_language=_one_of(values.get("default_language", "zh-Hans"), LANGUAGES, "default_language"),
        zone=_zone(str(values.get("zone", "Asia/Shanghai"))),
        retention_days=_days(values.get("retention_days", 90), "retention_days"),
        wall_days=_days(values.get("wall_days", 365), "wall_days"),
        demonstration=(instance / "DEMONSTRATION").exists(),
        install_url=os.environ.get("KIOSK_INSTALL_URL", ""),
    )


def make_instance_folder(instance: Path, *, demonstration: bool = False) -> None:
    """Make the folder and its secrets, readable by the owner only; what is there already stays."""
    secret = instance / SECRETS / "secret_key"
    secret.parent.mkdir(parents=True, exist_ok=True)
    for folder in (instance, secret.parent):
        folder.chmod(0o700)
    if not secret.exists():
        write_secret(secret, secrets.token_hex(32).encode())
    if demonstration:
        (instance / "DEMONSTRATION").touch()


def write_secret(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read (on Windows the profile folder sees to that), whole or not at all."""
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_bytes(content)
    unfinished.replace(path)


def check_public_url(address: str) -> str:
    """Return ``address`` without a closing slash; SetupError unless it is http(s)://HOST[:PORT] and nothing more."""
    if not address:
        return ""
    found = _ADDRESS.match(address.strip())
    if found is None or int(found["port"] or 80) > 65_535:
        raise SetupError("bad_public_url", address=address[:200])
    try:
        urlsplit(found["address"])
    except ValueError as error:
        raise SetupError("bad_public_url", address=address[:200]) from error
    return found["address"]


def is_local_address(address: str) -> bool:
    """Tell whether phones outside this network cannot reach ``address`` (loopback, private, .local, no address yet)."""
    host = urlsplit(address).hostname or ""
    if (
        host in ("", "localhost")
        or host.endswith((".local", ".localhost", ".lan", ".test"))
        or "." not in host.strip("[]").replace(":", ".")
    ):
        return True
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return False
    return ip.is_private or ip.is_loopback or ip.is_link_local


def _read_values(path: Path) -> dict[str, object]:
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SetupError("bad_config", path=path.name, said=str(error)) from error
    if unknown := sorted(set(values) - set(_KNOWN)):
        raise SetupError("unknown_setting", names=", ".join(unknown))
    return values


def _networks(value: object) -> tuple[Network, ...]:
    parts = value if isinstance(value, list) else str(value).replace(",", " ").split()
    try:
        return tuple(ipaddress.ip_network(str(part)) for part in parts)
    except ValueError as error:
        raise SetupError("bad_trusted_proxies", said=str(error)) from error


def _one_of(value: object, choices: tuple[str, ...], name: str) -> str:
    if value not in choices:
        raise SetupError("bad_setting", name=name, choices=", ".join(choices))
    return str(value)


def _zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (ValueError, OSError, KeyError) as error:
        raise SetupError("bad_setting", name="zone", choices="Asia/Shanghai, Asia/Taipei, …") from error


def _days(value: object, name: str) -> int:
    if not isinstance(value, int) or not 1 <= value <= 3650:
        raise SetupError("bad_setting", name=name, choices="1 … 3650")
    return value
