"""A kiosk is named as its reader says it: the organisation's name here, or what a district calls itself in its plan."""

from __future__ import annotations

import pytest

from kiosk import search
from kiosk.accounts import account_of_session, add_account, grant, open_session
from kiosk.campaigns import EVENT
from kiosk.joining.keepers import KeptElsewhere, kept_of, refuse_kept
from kiosk.joining.kiosk_names import name_of
from kiosk.joining.known_kiosks import list_known
from kiosk.joining.origins import Origins, say_source
from kiosk.joining.reports import list_received
from kiosk.languages import LANGUAGES, Named, text
from kiosk.organisations import ORGANISATION
from tests.joining.planned_week import District, Kiosk
from tests.joining.three_kiosks import NOW

COMMUNITY = {"zh-Hans": "汇贤里社区", "zh-Hant": "匯賢里社區居委會", "en": "Huixianli Community"}
DISTRICT = {"zh-Hans": "区民政局", "zh-Hant": "區民政局", "en": "District Civil Affairs Bureau"}


def in_each(name: Named) -> dict[str, str]:
    return {language: text(language, "joining.found_from", name=name).removeprefix("from ").removeprefix("来自").removeprefix("來自") for language in LANGUAGES}


def test_the_district_names_a_community_as_its_own_record_does(district: District, community: Kiosk) -> None:
    district.change(ORGANISATION, district.a, name="匯賢里社區居委會", **{"name@zh-Hans": COMMUNITY["zh-Hans"], "name@en": COMMUNITY["en"]})
    district.hear(community)
    read, event = district.store.read(), district.get(EVENT, district.events[0])
    kept, source = kept_of(read, "event", event), Origins(read, district.week, NOW).of_event(event)
    assert kept is not None
    assert {str(each) for each in (kept.name, source.kiosk)} == {"匯賢里社區"}, "to machines it is what was let in"
    for name in (kept.name, source.kiosk, list_known(read)[0].name, list_received(read, district.week)[0].name, name_of(read, community.identity.kiosk)):
        assert in_each(name) == COMMUNITY
    assert all(COMMUNITY[language] in say_source(language, source, "UTC") for language in LANGUAGES)


def test_a_community_names_its_district_as_the_plan_does(district: District, community: Kiosk) -> None:
    read = community.store.read()
    assert name_of(read, district.identity.kiosk).said_in("en") == "區民政局"
    district.change(ORGANISATION, district.root, **{"name@zh-Hans": DISTRICT["zh-Hans"], "name@en": DISTRICT["en"]})
    community.join(district.plan_of(district.week), district.a)
    event = community.get(EVENT, district.events[0])
    kept = kept_of(read, "event", event)
    assert kept is not None
    assert in_each(kept.name) == in_each(name_of(read, district.identity.kiosk)) == DISTRICT
    with pytest.raises(KeptElsewhere) as refused:
        refuse_kept(read, "event", event, {"title": "x"})
    assert DISTRICT["en"] in text("en", refused.value.key, **refused.value.values)
    account = community.store.write(lambda connection: add_account(connection, "c", "correct horse battery"))
    community.store.write(lambda connection: grant(connection, account, "coordinator", community.root, by=account))
    who = account_of_session(read, community.store.write(lambda connection: open_session(connection, account)))
    assert who is not None
    found = search.find(read, "街頭宣傳", who)
    assert [in_each(each.kept_by) for each in found["event"]] == [DISTRICT]
