"""Commands open the database in one place: what one of them forgets (a missing file, a lock, closing) none forgets."""

from __future__ import annotations

import re

from tests.lint.sources import list_product_files

OPENER = "kiosk/commands/opened.py"


def test_no_command_opens_the_database_to_read_by_itself() -> None:
    paths = [path for path in list_product_files(".py") if path.parts[:2] == ("kiosk", "commands") or path.as_posix() == "kiosk/cli.py"]
    found = [path.as_posix() for path in paths if re.search(r"\bconnect\(", path.read_text(encoding="utf-8"))]
    assert found == [OPENER]
