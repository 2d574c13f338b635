"""The build hook: a wheel without its front-end files would start, then fail on a phone: none is built."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def load_frontend(root: Path) -> ModuleType:
    """kiosk/frontend.py by its path: importing the package would need its dependencies."""
    spec = importlib.util.spec_from_file_location("frontend", root / "kiosk" / "frontend.py")
    if spec is None or spec.loader is None:
        raise RuntimeError("kiosk/frontend.py is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class FrontEndHook(BuildHookInterface):  # type: ignore[type-arg]
    """Editable installs pass: there the files may come later, and `kiosk check` names what is missing."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        root = Path(self.root)
        frontend = load_frontend(root)
        missing = ", ".join(path.relative_to(root).as_posix() for path in frontend.missing_files())
        if missing:
            raise RuntimeError(f"Front-end files are missing; `make wheel` brings them: {missing}")
        build_data["artifacts"] += [f"/kiosk/static/vendor/{served}" for served in frontend.placed_files()]
