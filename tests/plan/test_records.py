"""Records of the plan: what may be typed, codes, variants, putting away, copies with dates shifted, status."""

from __future__ import annotations

import sqlite3

import pytest

from kiosk import campaigns, consultations, people, records
from kiosk.campaigns import BOOTH, CAMPAIGN, DIRECTIVE, EVENT, MATERIAL
from kiosk.errors import InvalidFields, NotFound
from kiosk.ids import new_id
from kiosk.people import PERSON, ROSTER, SHIFT
from kiosk.plan import copies, forms
from kiosk.privacy import personal_data
from kiosk.projects import PROJECT, signed_up
from kiosk.proposed_codes import free_code, next_code
from kiosk.storage import Store
from tests.plan_fixtures import PlanIds

Kiosk = tuple[Store, PlanIds]


def refused(work: object, store: Store) -> dict[str, str]:
    """Field → key of the sentence, for a write that has to be refused."""
    with pytest.raises(InvalidFields) as caught:
        store.write(work)  # type: ignore[arg-type]
    return {name: key for name, (key, _) in caught.value.fields.items()}


@pytest.mark.parametrize("typed", ["2017-03-24", "2017/3/24", "2017.3.24", "2017年3月24日", "２０１７／３／２４"])
def test_a_date_is_read_as_spreadsheets_write_it(typed: str) -> None:
    assert records.clean_values(EVENT, {"day": typed}, partial=True) == {"day": "2017-03-24"}


@pytest.mark.parametrize(
    ("typed", "items"),
    [
        ("低保 臨時救助", ["低保", "臨時救助"]),
        ("低保、臨時救助；其他", ["低保", "臨時救助", "其他"]),
        ("social assistance, older people,volunteering", ["social assistance", "older people", "volunteering"]),
        ("social  assistance,", ["social assistance"]),
        ("advice, advice", ["advice"]),
        (" , ", []),
    ],
)
def test_a_list_is_read_back_as_it_was_meant(typed: str, items: list[str]) -> None:
    kept = str(records.clean_values(CAMPAIGN, {"topics": typed}, partial=True)["topics"])
    assert records.split_words(kept) == items
    assert records.clean_values(CAMPAIGN, {"topics": kept}, partial=True)["topics"] == kept


def test_topics_in_another_language_are_as_many_and_the_field_says_so(kiosk: Kiosk) -> None:
    store, ids = kiosk
    assert refused(lambda c: records.change(c, CAMPAIGN, ids.campaign, {"topics@en": "allowance, relief"}), store) == {
        "topics@en": "plan.problem.topics_differ"
    }
    store.write(
        lambda c: records.change(c, CAMPAIGN, ids.campaign, {"topics@en": "allowance, relief, volunteers, licence, older people"})
    )
    said = consultations.say_topics(records.get(store.read(), CAMPAIGN, ids.campaign), "en")
    assert said["臨時救助"] == "relief"
    assert refused(lambda c: records.change(c, CAMPAIGN, ids.campaign, {"topics": "低保"}), store) == {
        "topics@en": "plan.problem.topics_differ"
    }


@pytest.mark.parametrize("typed", ["09:00", "9:00", "9:00:00", "9：00", "０９：００"])
def test_a_time_is_read_as_spreadsheets_write_it(typed: str) -> None:
    assert records.clean_values(EVENT, {"starts": typed}, partial=True) == {"starts": "09:00"}


@pytest.mark.parametrize(
    ("field", "typed", "key"),
    [
        ("day", "2017-02-30", "bad_date"),
        ("day", "24/3/2017", "bad_date"),
        ("day", "9999-12-31", "bad_date"),
        ("day", "0001-01-01", "bad_date"),
        ("starts", "25:00", "bad_time"),
        ("expected", "-1", "bad_number"),
        ("zone", "Mars/Base", "bad_zone"),
        ("zone", "../../etc/passwd", "bad_zone"),
        ("buttons", "sign_in fly", "bad_choice"),
        ("title", "", "required"),
        ("title", "x" * 201, "too_long"),
        ("title", "a\x00b", "control_characters"),
        ("outcome", "a\x00b", "control_characters"),
        ("title@en", "a\x07b", "control_characters"),
        ("code", "B 1", "bad_code"),
        ("code", "=1", "bad_code"),
    ],
)
def test_each_wrong_field_is_named(kiosk: Kiosk, field: str, typed: str, key: str) -> None:
    store, ids = kiosk
    assert refused(lambda c: records.change(c, EVENT, ids.event, {field: typed}), store) == {field: f"errors.{key}"}


def test_everything_wrong_is_named_at_once(kiosk: Kiosk) -> None:
    store, ids = kiosk
    typed = {"code": "", "title": "x", "title@en": "y" * 300, "place": "", "day": "soon"}
    wrong = refused(lambda c: records.add(c, EVENT, ids.campaign, typed, organisation=ids.organisation), store)
    assert set(wrong) == {"code", "title@en", "place", "day"}


def test_a_code_is_unique_within_its_parent_whatever_its_case(kiosk: Kiosk) -> None:
    store, ids = kiosk
    assert refused(lambda c: records.add(c, BOOTH, ids.event, {"code": "b1", "name": "x"}), store) == {
        "code": "errors.code_taken"
    }
    other = store.write(lambda c: records.add(c, BOOTH, ids.sister_event, {"code": "B1", "name": "x"}))
    assert records.get(store.read(), BOOTH, other)["code"] == "B1"
    with pytest.raises(sqlite3.IntegrityError):
        store.write(lambda c: c.execute("UPDATE booth SET code = 'b2' WHERE id = ?", (ids.booths["B1"],)))


def test_line_ends_of_a_long_text_are_kept_alike_from_form_and_file(kiosk: Kiosk) -> None:
    store, ids = kiosk
    store.write(lambda c: records.change(c, EVENT, ids.event, {"outcome": "一\r\n二\r三"}))
    assert records.get(store.read(), EVENT, ids.event)["outcome"] == "一\n二\n三"


def test_an_emptied_list_of_buttons_stays_empty(kiosk: Kiosk) -> None:
    store, ids = kiosk
    store.write(lambda c: records.change(c, EVENT, ids.event, {"buttons": ""}))
    assert records.get(store.read(), EVENT, ids.event)["buttons"] == ""


def test_a_variant_is_kept_beside_its_text_and_goes_when_emptied(kiosk: Kiosk) -> None:
    store, ids = kiosk
    row = records.get(store.read(), EVENT, ids.event)
    assert records.variant_of(row, "title", "en") == "Street outreach"
    store.write(lambda c: records.change(c, EVENT, ids.event, {"title@en": "", "title@zh-Hans": "街头宣传"}))
    row = records.get(store.read(), EVENT, ids.event)
    assert records.variant_of(row, "title", "en") == "街頭宣傳"
    assert records.variant_of(row, "title", "zh-Hans") == "街头宣传"


def test_a_campaign_does_not_end_before_it_starts(kiosk: Kiosk) -> None:
    store, ids = kiosk
    wrong = refused(lambda c: records.change(c, CAMPAIGN, ids.campaign, {"ends_on": "2017-03-01"}), store)
    assert wrong == {"ends_on": "plan.problem.ends_before_start"}


def test_what_is_put_away_comes_back_whole(kiosk: Kiosk) -> None:
    store, ids = kiosk
    store.write(lambda c: records.archive(c, BOOTH, ids.booths["B1"]))
    assert len(records.all_of(store.read(), BOOTH, ids.event)) == 2
    assert len(records.all_of(store.read(), BOOTH, ids.event, archived=True)) == 3
    store.write(lambda c: records.archive(c, BOOTH, ids.booths["B1"], back=True))
    assert [row["code"] for row in records.all_of(store.read(), BOOTH, ids.event)] == ["B1", "B2", "B3"]
    with pytest.raises(NotFound):
        store.write(lambda c: records.archive(c, BOOTH, new_id()))


def test_the_proposed_code_is_free(kiosk: Kiosk) -> None:
    store, ids = kiosk
    assert next_code(store.read(), BOOTH, ids.event, "B") == "B4"
    store.write(lambda c: records.add(c, BOOTH, ids.event, {"code": "B5", "name": "x"}))
    assert next_code(store.read(), BOOTH, ids.event, "B") == "B6"
    assert free_code(store.read(), BOOTH, ids.event, "B1") == "B12"


def test_every_change_moves_the_plans_version(kiosk: Kiosk) -> None:
    store, ids = kiosk
    before = records.plan_version(store.read())
    store.write(lambda c: campaigns.set_status(c, ids.event, "cancelled", "rain"))
    assert records.plan_version(store.read()) > before


def test_a_new_place_drops_what_other_languages_say_of_the_old_one(kiosk: Kiosk) -> None:
    store, ids = kiosk
    store.write(lambda c: records.change(c, EVENT, ids.event, {"place@en": "Kangning Community"}))
    store.write(lambda c: campaigns.set_status(c, ids.event, "moved", "下雨", place="活動中心"))
    row = records.get(store.read(), EVENT, ids.event)
    assert (row["status"], row["status_reason"], row["place"]) == ("moved", "下雨", "活動中心")
    assert records.variant_of(row, "place", "en") == "活動中心"
    assert records.variant_of(row, "title", "en") == "Street outreach"


def make_full_event(store: Store, ids: PlanIds) -> str:
    """Give event B a person, a shift, a counting mode, a roster and an archived booth; return the person."""

    def work(connection: sqlite3.Connection) -> str:
        person = people.add_person(connection, ids.organisation, {"code": "V1"}, name="王芳", phone="13800000001")
        shift = {"code": "S1", "person": person, "booth": ids.booths["B2"], "starts": "09:00", "ends": "10:00"}
        records.add(connection, SHIFT, ids.event, shift)
        records.add(connection, ROSTER, ids.event, {"code": "R1", "person": person})
        records.add(connection, DIRECTIVE, ids.campaign, {"code": "D1", "issuer": "民政部", "issuer@en": "Ministry"})
        campaigns.set_counting_mode(connection, ids.event, ids.booths["B2"], ids.materials["B-A5"], "out_and_in")
        campaigns.set_status(connection, ids.event, "ended", "over", outcome="well")
        return person

    return store.write(work)


def test_a_copied_event_has_its_booths_shifts_and_counting_and_nothing_that_happened(kiosk: Kiosk) -> None:
    store, ids = kiosk
    person = make_full_event(store, ids)
    copied = store.write(lambda c: copies.copy_event(c, ids.event, day="2018/3/24", code="B2018"))
    read = store.read()
    event = records.get(read, EVENT, copied)
    assert (event["day"], event["status"], event["outcome"], event["status_reason"]) == ("2018-03-24", "planned", "", "")
    assert records.variant_of(event, "title", "en") == "Street outreach"
    booths = {row["code"]: row["id"] for row in records.all_of(read, BOOTH, copied)}
    assert set(booths) == {"B1", "B2", "B3"}
    assert not set(booths.values()) & set(ids.booths.values())
    (shift,) = records.all_of(read, SHIFT, copied)
    assert (shift["person"], shift["booth"], shift["ends"]) == (person, booths["B2"], "10:00")
    assert records.all_of(read, ROSTER, copied) == []
    assert campaigns.counting_modes(read, copied) == {(booths["B2"], ids.materials["B-A5"]): "out_and_in"}


def test_a_copy_takes_service_projects_along_and_nobody_who_signed_up(kiosk: Kiosk) -> None:
    store, ids = kiosk
    values = {"code": "P1", "title": "陪伴長者", "day": "2017-04-01", "needed": "8", "language": "zh-Hant", "title@en": "Keeping elders company"}
    store.write(lambda c: records.add(c, PROJECT, ids.event, values))
    copied = store.write(lambda c: copies.copy_campaign(c, ids.campaign, code="W18", title="週", starts_on="2018-03-19"))
    event = records.find_by_code(store.read(), EVENT, copied, "B")
    assert event is not None
    [project] = records.all_of(store.read(), PROJECT, event["id"])
    assert (project["code"], project["day"], project["needed"], records.variant_of(project, "title", "en")) == (
        "P1", "2018-03-31", 8, "Keeping elders company",
    )  # fmt: skip
    assert signed_up(store.read(), event["id"]) == {}


def test_a_copied_campaign_moves_every_date_by_the_same_days(kiosk: Kiosk) -> None:
    store, ids = kiosk
    make_full_event(store, ids)
    copied = store.write(
        lambda c: copies.copy_campaign(c, ids.campaign, code="WEEK2018", title="社工宣傳週", starts_on="2018-03-19")
    )
    read = store.read()
    campaign = records.get(read, CAMPAIGN, copied)
    assert (campaign["starts_on"], campaign["ends_on"], campaign["organisation"]) == (
        "2018-03-19",
        "2018-03-25",
        ids.organisation,
    )
    assert records.variant_of(campaign, "title", "en") == "Social Work Publicity Week"
    (event,) = records.all_of(read, EVENT, copied)
    assert (event["code"], event["day"]) == ("B", "2018-03-23")
    materials = {row["code"]: row["id"] for row in records.all_of(read, MATERIAL, copied)}
    (directive,) = records.all_of(read, DIRECTIVE, copied)
    assert records.variant_of(directive, "issuer", "en") == "Ministry"
    modes = campaigns.counting_modes(read, event["id"])
    booth = records.find_by_code(read, BOOTH, event["id"], "B2")
    assert booth is not None
    assert modes == {(booth["id"], materials["B-A5"]): "out_and_in"}


def test_a_copy_with_another_title_has_no_old_titles_in_other_languages(kiosk: Kiosk) -> None:
    store, ids = kiosk
    copied = store.write(lambda c: copies.copy_campaign(c, ids.campaign, code="W18", title="新的一週", starts_on="2018-03-19"))
    assert records.variant_of(records.get(store.read(), CAMPAIGN, copied), "title", "en") == "新的一週"


def test_a_copy_onto_a_taken_code_or_a_wrong_day_leaves_nothing(kiosk: Kiosk) -> None:
    store, ids = kiosk
    before = store.read().execute("SELECT count(*) FROM campaign").fetchone()[0]
    assert "code" in refused(lambda c: copies.copy_event(c, ids.event, day="2018-03-24", code="b"), store)
    assert "starts_on" in refused(
        lambda c: copies.copy_campaign(c, ids.campaign, code="N", title="x", starts_on="soon"), store
    )
    assert store.read().execute("SELECT count(*) FROM campaign").fetchone()[0] == before


def test_a_person_who_was_erased_takes_no_name_back(kiosk: Kiosk) -> None:
    store, ids = kiosk
    person = make_full_event(store, ids)
    store.write(lambda c: people.change_person(c, person, {"team": "二隊"}, name="王小芳", phone="138 0000 0002"))
    assert people.name_of(store.read(), person) == "王小芳"
    store.write(lambda c: personal_data.erase(c, person, "asked"))
    store.write(lambda c: people.change_person(c, person, {}, name="王芳", phone="13800000001"))
    assert people.name_of(store.read(), person) == ""
    record = forms.read_record(store.read(), forms.FORMS["person"], person)
    assert record.erased
    assert record.values["phone"] == ""
    assert records.get(store.read(), PERSON, person)["team"] == "二隊"


def test_a_booth_without_a_colour_gets_the_next_one(kiosk: Kiosk) -> None:
    store, ids = kiosk
    form = forms.FORMS["booth"]
    added = store.write(lambda c: forms.add_record(c, form, ids.event, {"code": "B4", "name": "新攤"}))
    assert records.get(store.read(), BOOTH, added)["colour"] == 4


def test_somebody_on_a_roster_is_named_or_in_the_plan_and_there_once(kiosk: Kiosk) -> None:
    store, ids = kiosk
    make_full_event(store, ids)
    form = forms.FORMS["roster"]
    assert refused(lambda c: forms.add_record(c, form, ids.event, {"code": "R2"}), store) == {"name": "errors.required"}
    twice = {"code": "R2", "person": "V1"}
    wrong = refused(lambda c: forms.add_record(c, form, ids.event, twice), store)
    assert wrong == {"person": "plan.problem.already_on_roster"}
    added = store.write(lambda c: forms.add_record(c, form, ids.event, {"code": "R2", "name": "李明", "team": "太極隊"}))
    record = forms.read_record(store.read(), form, added)
    assert (record.values["name"], record.values["team"], record.values["person"]) == ("李明", "太極隊", "B-R2")


def test_a_number_that_comes_back_masked_stays(kiosk: Kiosk) -> None:
    store, ids = kiosk
    person = make_full_event(store, ids)
    form = forms.FORMS["person"]
    store.write(lambda c: forms.change_record(c, form, person, {"name": "王方", "phone": "138****0001"}))
    assert forms.read_record(store.read(), form, person).values["phone"] == "13800000001"
    wrong = refused(lambda c: forms.change_record(c, form, person, {"phone": "138****0002"}), store)
    assert wrong == {"phone": "errors.bad_phone"}
