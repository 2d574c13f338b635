"""The work of each day: old salts, names past their time, a backup; run by the server itself and by `kiosk daily`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk import clock
from kiosk.accounts import drop_ended_sessions
from kiosk.backups import write_backup
from kiosk.config import Config
from kiosk.ids import now_ms
from kiosk.prints.folder import KEPT_SECONDS, prints_folder, purge_prints
from kiosk.privacy.erasures import finish_checks
from kiosk.privacy.retention import purge_due
from kiosk.responses import drop_old_salts
from kiosk.safety_copies import drop_old_copies
from kiosk.settings import read_setting, write_setting
from kiosk.sheet_photos import purge_photos
from kiosk.storage import Store

BACKUPS = "backups"
KEPT_BACKUPS = 7


@dataclass(frozen=True, slots=True)
class Done:
    """What the day's work did: salts dropped, people whose names or texts were removed, and the backup that was written."""

    salts: int
    names: int
    backup: Path | None


def do_daily_work(config: Config, store: Store, *, again: bool = False) -> Done | None:
    """Do the day's work unless it was done today (UTC); None when there was nothing to do.  ``again`` does it all the same."""
    today = clock.today().isoformat()
    finish_checks(store, config.instance)
    if not again and read_setting(store.read(), "daily_done") == today:
        return None
    salts = store.write(drop_old_salts)
    store.write(drop_ended_sessions)
    purge_photos(config.instance)
    purge_prints(prints_folder(config.instance), KEPT_SECONDS)
    drop_old_copies(config.database, now_ms())
    names = purge_due(config, store)
    backup = _write_backup(config, today)
    store.write(lambda connection: write_setting(connection, "daily_done", today))
    return Done(salts, names, backup)


def _write_backup(config: Config, today: str) -> Path | None:
    folder = config.instance / BACKUPS
    target = folder / f"kiosk-{today}.db"
    if target.exists():
        return None
    write_backup(config, target)
    folder.chmod(0o700)
    for old in sorted(folder.glob("kiosk-*.db"))[:-KEPT_BACKUPS]:
        old.unlink()
    return target
