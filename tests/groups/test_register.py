"""The register of partner groups, self-reference by level, and events held jointly: counted once, read by who holds them too."""

from __future__ import annotations

import pytest

from kiosk import records
from kiosk.campaigns import EVENT
from kiosk.co_organisers import CO_ORGANISER, say_jointly
from kiosk.figures.listed import list_tallies
from kiosk.ids import new_id
from kiosk.organisations import ORGANISATION, self_reference
from tests.groups.conftest import Stage


def test_the_register_keeps_its_order_and_shows_leaders_masked_to_who_coordinates(stage: Stage) -> None:
    desk, address = stage.desk(), f"/office/plan/organisation/{stage.ids.organisation}/groups"
    page = desk.get(f"{address}?lang=zh-Hant").text
    assert all(word in page for word in ("余家班秧歌隊", "餘音合唱隊", "于秀蘭", "范玉梅", "138****0201", "已備案", "社團備〔2016〕01號"))
    assert "13800000201" not in page
    simplified = desk.get(f"{address}?lang=zh-Hans").text
    assert all(word in simplified for word in ("余家班秧歌隊", "餘音合唱隊", "于秀蘭"))  # names are never converted
    for spelled in ("余家班", "餘家班", "于秀蘭", "于秀兰", "范玉梅"):
        assert "G1" in desk.get("/office/search", query_string={"q": spelled}).text or "L1" in desk.get("/office/search", query_string={"q": spelled}).text
    desk.post(f"{address}/{stage.groups['G3']}/up")
    assert page.index("餘音合唱隊") < page.index("棋牌隊")
    page = desk.get(f"{address}?lang=zh-Hant").text
    assert page.index("棋牌隊") < page.index("餘音合唱隊")
    district = stage.desk("district").get(address).text
    assert "余家班秧歌隊" in district
    assert "于秀蘭" not in district
    new = {"id": new_id(), "code": "G9", "name": "老年協會", "kind": "partner", "level": "group", "registration": "registered"}
    desk.post(f"/office/plan/organisation/new/{stage.ids.organisation}", data=new)
    assert [row["code"] for row in _groups(stage)][-1] == "G9"


def _groups(stage: Stage) -> list[dict[str, object]]:
    sql = "SELECT * FROM organisation WHERE parent = ? AND kind = 'partner' ORDER BY position"
    return [dict(row) for row in stage.store.read().execute(sql, (stage.ids.organisation,)).fetchall()]


def test_a_number_is_revealed_once_and_on_record(stage: Stage) -> None:
    person = stage.store.read().execute("SELECT id FROM person WHERE organisation = ?", (stage.groups["G1"],)).fetchone()["id"]
    assert "13800000201" in stage.desk().post(f"/office/plan/person/{person}/reveal").text
    assert stage.store.read().execute("SELECT count(*) FROM reveal_log WHERE subject = ?", (person,)).fetchone()[0] == 1


@pytest.mark.parametrize(("level", "said"), [
    ("county", ("我縣", "我县", "our county")), ("banner", ("我旗", "我旗", "our banner")), ("city", ("我市", "我市", "our city")),
    ("district", ("我區", "我区", "our district")), ("street", ("我街道", "我街道", "our sub-district")),
    ("community", ("我社區", "我社区", "our community")), ("station", ("我站", "我站", "our station")),
])  # fmt: skip
def test_an_organisation_speaks_of_itself_by_its_level_unless_it_says_otherwise(level: str, said: tuple[str, str, str]) -> None:
    row = {"self_reference": "", "level": level, "language": "zh-Hant", "variants": "{}"}
    languages = ("zh-Hant", "zh-Hans", "en")
    assert tuple(self_reference(row, language) for language in languages) == said
    assert tuple(self_reference(row | {"self_reference": said[0]}, language) for language in languages) == said
    own = row | {"self_reference": "本院", "variants": '{"self_reference": {"en": "our house"}}'}
    assert tuple(self_reference(own, language) for language in languages) == ("本院", "本院", "our house")


def test_a_sisters_groups_and_acts_are_not_found(stage: Stage) -> None:
    sister = stage.desk("sister")
    for address in (f"/office/plan/organisation/{stage.ids.organisation}/groups", f"/office/community/programme/{stage.ids.event}",
                    f"/office/community/programme/{stage.ids.event}/{stage.acts['N1']}", f"/office/plan/act/{stage.acts['N1']}/edit"):  # fmt: skip
        assert sister.get(address).status_code == 404, address
    assert sister.post(f"/office/community/programme/{stage.ids.sister_event}/{stage.acts['N1']}/here", data={"id": new_id(), "people": "5"}).status_code == 404
    assert stage.desk("printing").get(f"/office/community/programme/{stage.ids.event}/{stage.acts['N1']}").status_code in (302, 403)


def test_a_co_organiser_reads_the_counts_writes_nothing_and_every_fact_counts_once(stage: Stage) -> None:
    desk, sister, district = stage.desk(), stage.desk("sister"), stage.desk("district")
    stage.send(desk, "N1", "here", people="12")
    alone = list_tallies(stage.store.read())
    assert sister.get(f"/office/tallies/event/{stage.ids.event}").status_code == 404
    for code, more in (("J1", {"organisation": "FJ"}), ("J2", {"organisation": "FJ", "booth": "B1"}), ("J3", {"name": "旗人民醫院"})):
        assert desk.post(f"/office/plan/co_organiser/new/{stage.ids.event}", data={"id": new_id(), "code": code, **more}).status_code == 302
    assert desk.post(f"/office/plan/co_organiser/new/{stage.ids.event}", data={"id": new_id(), "code": "J4"}).status_code == 422
    assert say_jointly(stage.store.read(), stage.ids.event, "zh-Hant") == "與楓景家園社區、旗人民醫院、楓景家園社區（B1 攤位）合辦"
    for page in (desk.get(f"/office/plan/event/{stage.ids.event}?lang=zh-Hant").text, stage.phone().open(f"/e/{stage.ids.event}?lang=zh-Hant"),
                 desk.get(f"/office/tallies/event/{stage.ids.event}?lang=zh-Hant").text):  # fmt: skip
        assert "旗人民醫院" in page
    tallies = sister.get(f"/office/tallies/event/{stage.ids.event}?lang=en")
    assert tallies.status_code == 200
    assert "12 performers" in tallies.text
    assert sister.get("/office/tallies").text.count(f"/office/tallies/event/{stage.ids.event}\"") == 1
    assert list_tallies(stage.store.read()) == alone  # held by three, counted once
    assert district.get("/office/tallies").text.count(f"/office/tallies/event/{stage.ids.event}\"") == 1
    for address in (f"/office/plan/event/{stage.ids.event}/edit", f"/office/community/programme/{stage.ids.event}/{stage.acts['N1']}/here",
                    f"/office/plan/act/new/{stage.ids.event}", f"/office/plan/event/{stage.ids.event}/status/cancel"):  # fmt: skip
        assert sister.post(address, data={"id": new_id(), "people": "99", "title": "奪"}).status_code in (403, 404), address
    assert "于秀蘭" not in sister.get(f"/office/community/programme/{stage.ids.event}").text
    row = stage.store.read().execute("SELECT id FROM co_organiser WHERE code = 'J1'").fetchone()
    for code in ("J1", "J2"):
        stage.store.write(lambda c, code=code: records.archive(c, CO_ORGANISER, records.find_by_code(c, CO_ORGANISER, stage.ids.event, code)["id"]))
    assert row
    assert sister.get(f"/office/tallies/event/{stage.ids.event}").status_code == 404
    assert records.get(stage.store.read(), EVENT, stage.ids.event)["organisation"] == stage.ids.organisation
    assert records.get(stage.store.read(), ORGANISATION, stage.ids.sister)
