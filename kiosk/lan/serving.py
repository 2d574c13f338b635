"""Serving phones on a local network over TLS: this computer's addresses, the event's certificate, and when it is made anew."""

from __future__ import annotations

import re
import socket
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil

from kiosk import clock
from kiosk.config import SECRETS, Config, write_secret
from kiosk.errors import SetupError
from kiosk.lan.certificates import Authority, Names, make_authority, read_authority, read_server, sign_for_server

LONGEST_DAYS = 30
"""A certificate is for one event: nobody needs one for longer, and a lost laptop is dangerous for no longer."""
_PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
_HOTSPOTS = tuple(map(IPv4Address, ("192.168.137.1", "10.42.0.1", "192.168.2.1")))
"""What Windows, Linux (NetworkManager) and macOS call themselves on a hotspot of their own: phones are there, if anywhere."""
VIRTUAL = re.compile(r"docker|lxdbr|br-|veth|virbr|vmnet|vboxnet|utun|tun|tap|wg|zt|vEthernet|VirtualBox|VMware", re.IGNORECASE)
"""Cards that join no phone: other machines inside this computer, and tunnels."""
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for: ``host`` is '' for every private address, ``until`` None for the next event's day and one more."""

    host: str = ""
    port: int = 8000
    install_port: int = 8001
    until: date | None = None
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Lan:
    """What is served: ``address`` goes into every code; ``moved_from`` is the address that phones knew before, else ''."""

    wish: Wish
    authority: Authority
    certificate: Path
    names: Names
    is_new: bool
    moved_from: str

    @property
    def address(self) -> str:
        """The address of this computer that goes into codes."""
        return str(self.names.addresses[0])

    @property
    def open_url(self) -> str:
        """The kiosk's own address."""
        return f"https://{self.address}:{self.wish.port}"

    @property
    def install_url(self) -> str:
        """Where a phone fetches the certificate, over plain http."""
        return f"http://{self.address}:{self.wish.install_port}"


def prepare_lan(config: Config, connection: sqlite3.Connection, wish: Wish, now: datetime | None = None) -> Lan:
    """Return the certificates to serve with; SetupError.  Nobody else may be serving the instance.

    The authority, which phones have installed, stays while it lasts as long as the event.  What it signs is made at every
    start: it costs a millisecond, and so it always fits the addresses of the moment and never ends in the middle of a day.
    """
    now = now or clock.now()
    folder, zone = lan_folder(config), ZoneInfo(config.zone)
    names = find_names(wish.host)
    ends = _end_of(wish.until, now.astimezone(zone).date(), zone) if wish.until else end_of_next_event(connection, now, zone)
    folder.mkdir(mode=0o700, exist_ok=True)
    authority = None if wish.anew else read_known(config)
    is_new = authority is None or authority.ends < ends
    if authority is None or is_new:
        authority = make_authority(names, ends, now)
        write_secret(folder / "authority.pem", authority.to_pem())
    if not names.within(authority.names).addresses:
        raise SetupError("lan_moved", now=", ".join(map(str, names.addresses)), known=", ".join(map(str, authority.names.addresses)))
    before = read_served(config)
    known = before[0].addresses[0] if before else None
    served = _put_first(known, names.within(authority.names))
    write_secret(folder / "server.pem", sign_for_server(authority, served, now))
    moved_from = str(known) if known and known != served.addresses[0] and not is_new else ""
    return Lan(wish, authority, folder / "server.pem", served, is_new, moved_from)


def lan_folder(config: Config) -> Path:
    """Return the folder of the keys."""
    return config.instance / SECRETS / "lan"


def read_known(config: Config) -> Authority | None:
    """Return the authority that phones may have installed, or None; SetupError when its file is damaged."""
    path = lan_folder(config) / "authority.pem"
    try:
        return read_authority(path.read_bytes()) if path.exists() else None
    except ValueError as error:
        raise SetupError("lan_damaged", path=str(path)) from error


def read_served(config: Config) -> tuple[Names, datetime] | None:
    """Return what this computer's own certificate was last made for and when it ends, or None."""
    path = lan_folder(config) / "server.pem"
    try:
        return read_server(path.read_bytes()) if path.exists() else None
    except ValueError:  # made again at every start: a damaged one is no loss
        return None


def last_day(ends: datetime, zone: str) -> date:
    """Return the last day on which a certificate counts whose end is a midnight in ``zone``, or any other moment."""
    return (ends - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).date()


def end_of_next_event(connection: sqlite3.Connection, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the end of the day after the next planned event, or after today when none is near."""
    today = now.astimezone(zone).date()
    row = connection.execute(
        "SELECT min(day) AS day FROM event WHERE archived_at IS NULL AND status NOT IN ('cancelled', 'postponed') AND day BETWEEN ? AND ?",
        (today.isoformat(), (today + timedelta(days=LONGEST_DAYS - 1)).isoformat()),
    ).fetchone()
    return _end_of((date.fromisoformat(row["day"]) if row["day"] else today) + timedelta(days=1), today, zone)


def _end_of(day: date, today: date, zone: ZoneInfo) -> datetime:
    if not today <= day <= today + timedelta(days=LONGEST_DAYS):
        raise SetupError("lan_until", day=day.isoformat(), longest=LONGEST_DAYS)
    return datetime.combine(day + timedelta(days=1), time.min, zone)


def find_names(host: str) -> Names:
    """Return this computer's private addresses, the likeliest first, and its .local name; SetupError when there is none.

    ``host`` narrows it to one address, which may also be a loopback one: a trial on this computer alone.
    """
    found = [address for address in map(IPv4Address, _own_addresses()) if any(address in network for network in _PRIVATE)]
    if host:
        found = [_require_own(host, found)]
    if not found:
        raise SetupError("lan_no_address")
    route = _address_towards_internet()
    found.sort(key=lambda address: (address not in _HOTSPOTS, str(address) != route, address))
    label = _NOT_IN_A_NAME.sub("-", socket.gethostname().split(".")[0].lower()).strip("-")[:63]
    return Names(tuple(dict.fromkeys(found)), f"{label or 'kiosk'}.local")


def _require_own(host: str, found: list[IPv4Address]) -> IPv4Address:
    try:
        address = IPv4Address(host)
    except ValueError:
        address = None
    if address is None or not (address in found or address.is_loopback):
        raise SetupError("lan_not_own", host=host[:200], found=", ".join(map(str, found)) or "—")
    return address


def _own_addresses() -> list[str]:
    cards = psutil.net_if_addrs().items()
    return [each.address for card, each_of in cards if not VIRTUAL.match(card) for each in each_of if each.family == socket.AF_INET]


def _address_towards_internet() -> str:
    """Return the address that this computer would send from, '' without a way out; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("198.51.100.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _put_first(known: IPv4Address | None, names: Names) -> Names:
    """Keep the address that phones know already, while this computer still has it."""
    return Names(tuple(sorted(names.addresses, key=lambda address: address != known)), names.host)
