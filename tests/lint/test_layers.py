"""The direction of imports: printables stand alone, and in kiosk a later stage may import an earlier one.

A new module of kiosk/ gets its place in STAGES: after everything that it imports, before all that import it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lint.sources import list_product_files, parse_source

# From the ground up; `__init__` is create_app.  A package stands as a whole (`storage`, `web`), or each of its modules has a place
# of its own (`figures.tallies`), where the flow passes through the package more than once.
STAGES = [
    # ground
    "errors",
    "languages",
    "folding",
    "readings",
    "config",
    "ids",
    "clock",
    "entries",
    "codes",
    "frontend",
    "safety_copies",
    "lan.certificates",
    "sealing",
    "figures.suppression",
    "storage",
    # the domain, in the order of the flow: who and what, what happened, what is made from it
    "settings",
    "joining.kiosk_names",
    "joining.who_reports",
    "joining.keepers",
    "records",
    "proposed_codes",
    "privacy.personal_data",
    "privacy.notices",
    "observances",
    "summary_texts",
    "venues",
    "posts",
    "printed_codes",
    "privacy.deletions",
    "privacy.pending_checks",
    "privacy.access_log",
    "organisations",
    "joining.identity",
    "joining.signed_file",
    "joining.known_kiosks",
    "kept_order",
    "groups",
    "acts",
    "on_stage",
    "co_organisers",
    "people",
    "looks",
    "features",
    "campaigns",
    "joining.plan_file",
    "joining.plans",
    "joining.origins",
    "post_flyers",
    "week_presets",
    "event_photos",
    "programme",
    "leader_links",
    "plan.index",
    "code_paths",
    "devices",
    "presence",
    "screens",
    "accounts",
    "ledger",
    "recount",
    "distribution",
    "attendance",
    "consultations",
    "responses",
    "feedback",
    "volunteers",
    "wall",
    "wishes",
    "improvements",
    "referrals",
    "duty",
    "service_hours",
    "projects",
    "plan.copies",
    "snapshots",
    "roster",
    "sealed_tips",
    "reception",
    "sync",
    "queue_files",
    "api.plan",
    "api.models",
    "api.tallies",
    "api.openapi",
    "figures.response_cells",
    "figures.building_blocks",
    "figures.published",
    "figures.week",
    "figures.addresses",
    "books.closings",
    "books.closing_words",
    "figures.persons",
    "figures.tallies",
    "figures.totals",
    "figures.rates",
    "figures.costs",
    "figures.print_advice",
    "figures.objectives",
    "figures.staffing",
    "figures.plan_figures",
    "figures.measures",
    "figures.listed",
    "figures.known",
    "figures.provenance",
    "summary",
    "prints",
    "sheet_photos",
    "privacy.erasures",
    "first_event",
    "sheets",
    "sheet_rows",
    "sheet_counts",
    "paper",
    "photo_reading",
    "plan.references",
    "plan.forms",
    "plan.meanwhile",
    "plan.scope",
    "plan.files",
    "plan.imports",
    "search",
    "figures.holdings",
    "replacements",
    "late_phones",
    "phone_desk",
    "inbox.cases",
    "inbox.copies",
    "inbox.people",
    "inbox.phones",
    "inbox.volunteers",
    "inbox.decisions",
    "inbox.reminders",
    "figures.live_event",
    "figures.glance",
    "figures.questions",
    "figures.comparison",
    "figures.roll_up",
    "exports",
    "archive_contents",
    "archive_packs",
    "joining.goes_up",
    "joining.kept_aside",
    "joining.report",
    "joining.reported_rows",
    "joining.reported_plan",
    "joining.receive",
    "joining.unsealed",
    "joining.reports",
    "joining.reminders",
    "figures.breakdown",
    "books.since_closing",
    "books.reconciliation",
    "books.reconciliation_lines",
    "backups",
    "privacy.disclosures",
    "privacy.retention",
    "lan.serving",
    "lan.notice",
    "lan.install_page",
    "checks",
    "daily",
    "privacy.retention_lines",
    "demonstration",
    # the edges
    "web",
    "__init__",
    "instance_lock",
    "server",
    "commands.terminal",
    "commands.opened",
    "commands.printing",
    "commands.referrals",
    "commands.summary",
    "commands.exports",
    "commands.reconcile",
    "commands.joining",
    "commands.plans",
    "cli",
    "__main__",
]
KNOWS_FLASK = {"web", "__init__", "cli"}
MAKES_PDF = {"prints", "sheets", "summary"}
DRAWS_SVG = {"web"}
READS_SHEETS = {"paper"}
SHEET_MODULES = {"printables.markers", "printables.sheet", "printables.sign_in_sheet"}
SVG_MODULES = {"printables.qr", "printables.charts", "printables.report"}
STRANGERS_TO_PRINTABLES = {"kiosk", "flask", "flask_wtf", "sqlite3", "sqlite_utils"}


def stage_of(path: Path) -> str:
    """`kiosk/web/staff.py` → web, `kiosk/figures/rates.py` → figures.rates, `kiosk/ledger.py` → ledger, `kiosk/__init__.py` → __init__."""
    if len(path.parts) == 2:
        return path.stem
    folder = path.parts[1]
    return folder if folder in STAGES else f"{folder}.{path.stem}"


def find_imports(tree: ast.AST, package: str) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of every import, also inside functions; relative ones made whole from `package`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def imported_stage(name: str) -> str | None:
    """The stage that an imported name belongs to: `kiosk.create_app` is of `__init__`; None outside kiosk."""
    parts = name.split(".")
    if parts[0] != "kiosk":
        return None
    for stage in (".".join(parts[1:3]), *parts[1:2]):
        if stage in STAGES:
            return stage
    return "__init__"


def find_back_edges(stage: str, tree: ast.AST, package: str) -> list[str]:
    found = []
    for line, name in find_imports(tree, package):
        target = imported_stage(name)
        if target is not None and STAGES.index(target) > STAGES.index(stage):
            found.append(f"line {line}: {stage} imports {name}, but {target} stands after {stage}")
    return found


def find_strangers(stage: str, tree: ast.AST, package: str) -> list[str]:
    """Flask below the edges, and PDF drawing outside the modules that make PDFs."""
    found = []
    for line, name in find_imports(tree, package):
        root = name.split(".")[0]
        if root in {"flask", "flask_wtf"} and stage not in KNOWS_FLASK:
            found.append(f"line {line}: {stage} imports {name}; only {sorted(KNOWS_FLASK)} know Flask")
        if root == "printables" and stage not in MAKES_PDF and not may_draw(stage, name):
            found.append(f"line {line}: {stage} imports {name}; only {sorted(MAKES_PDF)} make PDFs")
    return found


def may_draw(stage: str, name: str) -> bool:
    module = ".".join(name.split(".")[:2])
    return (stage in DRAWS_SVG and module in SVG_MODULES) or (stage in READS_SHEETS and module in SHEET_MODULES)


def kiosk_modules() -> list[Path]:
    """Every module but the first lines of the packages without a place as a whole: those hold one sentence each."""
    return [path for path in list_product_files(".py") if path.parts[0] == "kiosk" and not is_gathering(path)]


def is_gathering(path: Path) -> bool:
    return path.name == "__init__.py" and len(path.parts) == 3 and path.parts[1] not in STAGES


def package_of(path: Path) -> str:
    return ".".join(path.parent.parts)


def test_every_module_has_its_place_among_the_stages() -> None:
    unplaced = sorted({stage_of(path) for path in kiosk_modules()} - set(STAGES))
    assert unplaced == [], (
        f"Add {', '.join(unplaced)} to STAGES in tests/lint/test_layers.py, "
        "after every module that it imports and before every module that imports it"
    )


def test_a_package_whose_modules_have_places_of_their_own_holds_only_a_sentence() -> None:
    gathering = [path for path in list_product_files(".py") if path.parts[0] == "kiosk" and is_gathering(path)]
    assert gathering
    assert [path.as_posix() for path in gathering if len(parse_source(path).body) != 1] == []


def test_a_module_imports_only_earlier_stages() -> None:
    placed = [path for path in kiosk_modules() if stage_of(path) in STAGES]
    edges = [
        f"{path.as_posix()} {edge}"
        for path in placed
        for edge in find_back_edges(stage_of(path), parse_source(path), package_of(path))
    ]
    assert edges == []


def test_flask_and_pdf_drawing_stay_where_they_belong() -> None:
    strangers = [
        f"{path.as_posix()} {found}"
        for path in kiosk_modules()
        for found in find_strangers(stage_of(path), parse_source(path), package_of(path))
    ]
    assert strangers == []


def test_printables_know_neither_the_service_nor_a_database() -> None:
    printables = [path for path in list_product_files(".py") if path.parts[0] == "printables"]
    found = [
        f"{path}:{line} imports {name}"
        for path in printables
        for line, name in find_imports(parse_source(path), package_of(path))
        if name.split(".")[0] in STRANGERS_TO_PRINTABLES
    ]
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "from kiosk import tallies",
        "from kiosk.figures.tallies import read_tallies",
        "import kiosk.figures.tallies",
        "from . import tallies",
        "from .tallies import read_tallies",
        "def late() -> None:\n    from kiosk import create_app",
    ],
)
def test_a_back_edge_is_found_in_every_spelling(source: str) -> None:
    assert len(find_back_edges("ledger", ast.parse(source), "kiosk")) == 1


def test_an_import_of_an_earlier_stage_is_no_back_edge() -> None:
    source = "from kiosk import ledger\nfrom kiosk.storage.database import Database\nimport json"
    assert find_back_edges("figures.tallies", ast.parse(source), "kiosk") == []
    assert find_back_edges("web", ast.parse("from ..ledger import append"), "kiosk.web") == []


def test_flask_in_the_domain_and_a_flyer_drawn_by_a_page_are_found() -> None:
    assert len(find_strangers("ledger", ast.parse("from flask import request"), "kiosk")) == 1
    assert len(find_strangers("web", ast.parse("from printables.flyer import draw"), "kiosk.web")) == 1
    assert find_strangers("web", ast.parse("from printables import qr"), "kiosk.web") == []
