"""What comes into random days from elsewhere: pages keyed from paper, a community's own kiosk that reports, words written by hand."""

from __future__ import annotations

import io
import random
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk import sheet_counts, sheet_rows, sheets
from kiosk.campaigns import BOOTH, EVENT, MATERIAL
from kiosk.ids import new_id, now_ms
from kiosk.joining.identity import Identity, require_identity
from kiosk.joining.known_kiosks import admit
from kiosk.joining.plan_file import read_plan, write_plan_file
from kiosk.joining.plans import join_plan
from kiosk.joining.receive import receive_report
from kiosk.joining.report import write_report
from kiosk.joining.signed_file import open_signed_file
from kiosk.organisations import ORGANISATION
from kiosk.printed_codes import add_seal_key
from kiosk.prints.counting import record_plan, tally_sheet_plan
from kiosk.prints.people import sign_in_plan
from kiosk.prints.runs import RunPlan, plan_run
from kiosk.prints.sheet_words import CONSULTATIONS
from kiosk.records import add
from kiosk.storage import Store, open_store
from kiosk.summary.compose import compose
from kiosk.summary.edits import write_edit
from kiosk.summary.named import Named, name_summary
from kiosk.summary.scope import Scope
from printables.report import Paragraph
from tests.tallies.street import ADDRESS, Street, street_of

_ASKED = {"by": "test", "base_url": ADDRESS}
_STREET = {"title": "社區宣傳", "place": "小廣場", "day": "2017-03-24", "starts": "09:00", "ends": "11:30", "zone": "Asia/Kathmandu", "language": "zh-Hant"}


def random_paper(street: Street, dice: random.Random) -> Counter[str]:
    """Key a tally sheet, a record of the copies and a sign-in sheet, each twice: the second typing holds.  Return what was typed, by figure."""
    typed: Counter[str] = Counter()
    booth = dice.choice(list(street.ids.booths.values()))
    for plan in (tally_sheet_plan(street.store.read(), booth, asked=_ASKED), record_plan(street.store.read(), street.event, asked=_ASKED)):
        run = _print(street, plan)
        for _ in range(2):
            said = _key_figures(street, run, dice)
        typed += said
    run = _print(street, sign_in_plan(street.store.read(), street.event, pages=2, asked=_ASKED))
    for form in ({"subtotal": str(dice.randint(1, 40))}, {"name-1": "于小明", "name-2": "范先生", "subtotal": "9"}, {"name-1": "于小明", "name-3": "余女士"}):
        page = 1 if len(form) == 1 else 2
        sheet = sheets.get_sheet(street.store.read(), street.event, run, page)
        wanted = sheet_rows.wanted_facts(street.store.read(), sheet, page, sheet_rows.type_rows(street.store.read(), sheet, page, form))
        _save(street, sheet, page, wanted)
        typed["visits"] += int(form["subtotal"]) if page == 1 else 0
    return typed + Counter({"visits": 2})


def _print(street: Street, plan: RunPlan) -> str:
    return street.store.write(lambda c: plan_run(c, plan))


def _key_figures(street: Street, run: str, dice: random.Random) -> Counter[str]:
    """Type a page of figures and return what it says."""
    sheet = sheets.get_sheet(street.store.read(), street.event, run)
    blank = sheet_counts.read_figures(street.store.read(), sheet, 1, ())
    lines = [line for line in blank.lines if not line.is_free]
    columns = [column for column in sheet_counts.columns_of(sheet) if column != "total"]
    form = {f"{column}-{line.row}": str(dice.randint(1, 30)) for line in lines for column in columns if dice.random() < 0.7}
    form |= {f"{columns[0]}-{line.row}": "3" for line in lines[:1]}
    _save(street, sheet, 1, sheet_counts.wanted_facts(street.store.read(), sheet, sheet_counts.type_figures(street.store.read(), sheet, 1, form)))
    named = {"issue": "issued", "hand_out": "handed_out", "return": "returned", "spoil": "spoiled"}
    consulted = {line.row for line in lines if line.material == CONSULTATIONS}
    said: Counter[str] = Counter()
    for cell, count in form.items():
        column, _, row = cell.rpartition("-")
        said["consultations" if int(row) in consulted else named.get(column, "handed_out")] += int(count)
    return said


def _save(street: Street, sheet: sheets.Sheet, page: int, wanted: list[sheets.Wanted]) -> None:
    known = sheets.version_of(sheets.facts_of_page(street.store.read(), sheet, page))
    street.store.write(lambda c: sheets.save_page(c, street.staff, sheet, page, wanted, known=known, form=new_id()))


@dataclass
class OwnKiosk:
    """A community with a kiosk of its own, which joined the office's plan: ``streets`` are its events there."""

    office: Street
    store: Store
    identity: Identity
    streets: list[Street]

    def hand_in(self) -> bytes:
        """Report to the office, twice: the second time does nothing.  Return the file."""
        target = io.BytesIO()
        write_report(self.store.read(), self.identity, self.office.ids.campaign, target, now=now_ms())
        assert receive_report(self.office.store, io.BytesIO(target.getvalue()), "test").added > 0
        assert receive_report(self.office.store, io.BytesIO(target.getvalue()), "test").added == 0
        return target.getvalue()


def own_kiosk(office: Street, folder: Path) -> OwnKiosk:
    """Let a community of the office have a kiosk of its own, with an event that the office planned and one that it did not."""
    theirs = office.store.write(lambda c: add(c, ORGANISATION, "", {"code": "SZ", "name": "水庫社區", "language": "zh-Hant"}, parent=office.ids.organisation))
    planned = office.store.write(lambda c: add(c, EVENT, office.ids.campaign, {"code": "SP", **_STREET}, organisation=theirs))
    store = open_store(folder / "own.db")
    (folder / "office" / "secrets").mkdir(parents=True)
    (folder / "secrets").mkdir()
    offices = office.store.write(lambda c: require_identity(folder / "office", c))
    identity = store.write(lambda c: require_identity(folder, c))
    store.write(add_seal_key)
    ours = store.write(lambda c: add(c, ORGANISATION, "", {"code": "SZ", "name": "水庫社區", "language": "zh-Hant"}))
    let_in = {"name": "x", "organisation": ours}
    store.write(lambda c: admit(c, "test", kiosk=offices.kiosk, public_key=offices.public_key, **let_in))
    office.store.write(lambda c: admit(c, "test", kiosk=identity.kiosk, public_key=identity.public_key, name="水庫社區", organisation=theirs))
    target = io.BytesIO()
    write_plan_file(office.store.read(), offices, office.ids.campaign, target)
    plan = read_plan(open_signed_file(target, "plan"))
    store.write(lambda c: join_plan(c, plan, theirs, ours, "test"))
    flyer = {"code": "SZ-F", "title": "社區便民卡", "paper": "A6", "unit_cost": "0.3", "language": "zh-Hant"}
    own = store.write(lambda c: add(c, MATERIAL, office.ids.campaign, flyer))
    second = store.write(lambda c: add(c, EVENT, office.ids.campaign, {"code": "SO", **_STREET}, organisation=ours))
    ids = replace(office.ids, organisation=ours, materials={"B-A5": office.ids.materials["B-A5"], "B-TRI": own})
    return OwnKiosk(office, store, identity, [_street_at(store, ids, event, code) for event, code in ((planned, "P"), (second, "O"))])


def _street_at(store: Store, ids: object, event: str, code: str) -> Street:
    booths = {f"S{code}{n}": store.write(lambda c, n=n: add(c, BOOTH, event, {"code": f"S{code}{n}", "name": f"{n}"})) for n in (1, 2)}  # type: ignore[misc]
    return street_of(store, replace(ids, booths=booths, event=event), event)  # type: ignore[type-var]


@dataclass(frozen=True)
class Written:
    """A summary into which somebody wrote; ``typed`` are the numbers that nobody counted."""

    named: Named
    typed: tuple[str, ...]


def random_words(street: Street, scope: Scope, shape: str, language: str, dice: random.Random) -> Written:
    """Write over three paragraphs of a summary, keeping or dropping their figures, and add a paragraph of one's own."""
    report = compose(street.store.read(), scope, shape, language, now_ms())
    named, typed = name_summary(scope, shape, language), []
    paragraphs = [block for block in report.blocks if isinstance(block, Paragraph) and any(span.figure for span in block.spans)]
    for block in dice.sample(paragraphs, min(3, len(paragraphs))):
        typed.append(str(dice.randint(70_000, 79_999)))
        said = f"{block.text} ({typed[-1]})" if dice.random() < 0.7 else f"{block.spans[0].text} {typed[-1]}"
        street.store.write(lambda c, block=block, said=said: write_edit(c, named, block, said, by="account:x", id=new_id()))  # type: ignore[misc]
    if paragraphs:
        typed.append(str(dice.randint(80_000, 89_999)))
        street.store.write(lambda c: write_edit(c, named, None, typed[-1], by="account:x", id=new_id(), block="own.1", after=paragraphs[0].key))
    return Written(named, tuple(typed))
