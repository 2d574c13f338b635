"""A report that comes in after somebody wrote into the district's summary: her words stay, their figures follow, and she is told."""

from __future__ import annotations

from pathlib import Path

from kiosk.ids import new_id
from kiosk.summary.compose import compose
from kiosk.summary.drafts import read_draft
from kiosk.summary.edits import write_edit
from kiosk.summary.named import name_summary
from kiosk.summary.scope import find_scope
from printables.report import Paragraph
from tests.joining.test_receive import Pair
from tests.joining.three_kiosks import NOW


def test_words_stay_figures_follow_and_a_sentence_that_has_changed_is_shown_beside(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    pair.count(quantity=10)
    pair.receive(pair.report())
    store = pair.district.store
    scope = find_scope(store.read(), campaign="WEEK")
    generated = next(each for each in compose(store.read(), scope, "narrative", "en", NOW).blocks if each.key == "result.materials")
    named = name_summary(scope, "narrative", "en")
    store.write(lambda connection: write_edit(connection, named, generated, "In the rain, 10 flyers went.", by="account:x", id=new_id()))
    pair.count(quantity=20)
    pair.receive(pair.report(NOW + 1))
    edited = read_draft(store.read(), scope, "narrative", "en", NOW)
    assert "In the rain, 30 flyers went." in [each.text for each in edited.report.blocks if isinstance(each, Paragraph)]
    assert not edited.outdated
    pair.count("issue", 50, source="store", target=f"booth:{pair.booth}")
    pair.receive(pair.report(NOW + 2))
    outdated = read_draft(store.read(), scope, "narrative", "en", NOW).outdated
    assert "were issued and 30 handed out" in outdated["result.materials"]
