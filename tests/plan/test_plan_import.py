"""Files by code: a difference first, all or nothing, twice is once, nothing deleted, and hostile files refused by name."""

from __future__ import annotations

import random

import pytest

from kiosk import languages, looks, people, records
from kiosk.accounts import Account, account_of_session, open_session
from kiosk.campaigns import BOOTH
from kiosk.errors import NotFound
from kiosk.plan import files, forms
from kiosk.plan.files import UnreadableFile, read_table, write_table
from kiosk.plan.forms import FORMS
from kiosk.plan.imports import NOUNS, Difference, compare_file, export_file, import_file, sample_file
from kiosk.privacy import personal_data
from kiosk.storage import Store
from tests.plan_fixtures import PlanIds

Kiosk = tuple[Store, PlanIds]
PEOPLE = "代號,姓名,電話,類別,隊伍\nV1,王芳,13800000001,志願者,一隊\nV2,于洋,13800000002,工作人員,\n"


def parent_of(noun: str, ids: PlanIds) -> str:
    return {"organisation": ids.organisation, "campaign": ids.campaign, "event": ids.event}[FORMS[noun].parent]


def take_in(kiosk: Kiosk, noun: str, text: str | bytes, by: Account | None = None) -> Difference:
    store, ids = kiosk
    content = text.encode() if isinstance(text, str) else text
    return store.write(lambda c: import_file(c, noun, parent_of(noun, ids), content, by))


def account(store: Store, ids: PlanIds, role: str) -> Account:
    token = store.write(lambda c: open_session(c, ids.accounts[role]))
    found = account_of_session(store.read(), token)
    assert found is not None
    return found


def everything(store: Store) -> list[tuple[object, ...]]:
    """All of the plan, for comparing before and after."""
    tables = (
        "organisation",
        "campaign",
        "directive",
        "event",
        "booth",
        "material",
        "person",
        "shift",
        "roster",
        "identity",
        "search_key",
    )
    return [tuple(row) for table in tables for row in store.read().execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()]


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_table(content)
    for language in languages.LANGUAGES:
        assert languages.text(language, caught.value.key, **caught.value.values)
    return caught.value.reason


def test_a_file_is_compared_before_it_changes_anything(kiosk: Kiosk) -> None:
    store, ids = kiosk
    before = everything(store)
    difference = compare_file(store.read(), "person", ids.organisation, PEOPLE.encode(), None)
    assert [line.code for line in difference.new] == ["V1", "V2"]
    assert everything(store) == before


def test_the_same_file_twice_is_once(kiosk: Kiosk) -> None:
    store, _ = kiosk
    assert len(take_in(kiosk, "person", PEOPLE).new) == 2
    after = everything(store)
    again = take_in(kiosk, "person", PEOPLE)
    assert (again.done, len(again.new), len(again.changed), again.unchanged) == (True, 0, 0, 2)
    assert everything(store) == after


def test_a_change_is_shown_field_by_field_and_the_rest_is_left_alone(kiosk: Kiosk) -> None:
    store, ids = kiosk
    take_in(kiosk, "person", PEOPLE)
    done = take_in(kiosk, "person", "code,team,phone\nv1,三隊,13800000001\nV9,,\n".replace("V9,,\n", ""))
    (line,) = done.changed
    assert (line.code, line.before, line.values) == ("V1", {"team": "一隊"}, {"team": "三隊"})
    assert (done.unchanged, done.unmentioned) == (0, 1)
    names = {r.values["code"]: r.values["name"] for r in forms.read_records(store.read(), FORMS["person"], ids.organisation)}
    assert names == {"V1": "王芳", "V2": "于洋"}


def test_one_wrong_cell_and_nothing_is_taken_in(kiosk: Kiosk) -> None:
    store, _ = kiosk
    before = everything(store)
    text = "code,name,phone,category\nV1,王芳,13800000001,volunteer\nV2,,12a,farmer\nV1,x,,\n"
    done = take_in(kiosk, "person", text)
    assert not done.done
    assert {(t.line, t.column, t.key) for t in done.troubles} == {
        (3, "name", "errors.required"),
        (3, "phone", "errors.bad_phone"),
        (3, "category", "errors.bad_choice"),
        (4, "code", "plan.trouble.code_twice"),
    }
    assert everything(store) == before
    for trouble in done.troubles:
        assert all(trouble.say(language) for language in languages.LANGUAGES)


def test_lines_are_counted_as_the_file_has_them(kiosk: Kiosk) -> None:
    text = 'sep=;\ncode;title;headline\n\nM1;一;"兩\n行"\n;;\nM2;;\n'
    done = take_in(kiosk, "material", text)
    assert {(t.line, t.column) for t in done.troubles} == {(4, "headline"), (7, "title")}


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("gb18030", "GB18030"),
        ("big5", "Big5"),
        ("cp950", "Big5"),
        ("utf-16", "UTF-16"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_encodings_and_delimiters_of_offices_are_told_apart(encoding: str, said: str, delimiter: str) -> None:
    text = (
        PEOPLE
        if said != "GB18030"
        else "代号,姓名,电话,类别,队伍\nV1,王芳,13800000001,志愿者,一队\nV2,于洋,13800000002,工作人员,\n"
    )
    table = read_table(text.replace(",", delimiter).encode(encoding))
    assert (table.encoding, table.delimiter) == (said, delimiter)
    assert table.rows[0].cells[1] == "王芳"


@pytest.mark.parametrize("text", ["名單,姓名\n1,陳大文\n", "名单,姓名\n1,陈大文\n", "代號,名稱,位置\nB1,社區門口,大門東側\n"])
def test_even_a_short_file_is_read_in_its_own_encoding(text: str) -> None:
    traditional = any(letter in text for letter in "單陳號稱門")
    table = read_table(text.encode("big5" if traditional else "gb2312"))
    assert table.rows[0].cells == tuple(text.splitlines()[1].split(","))
    assert table.encoding == ("Big5" if traditional else "GB18030")


def test_headings_and_choices_are_understood_in_three_languages(kiosk: Kiosk) -> None:
    store, ids = kiosk
    for number, text in enumerate(
        ("代號,人員,任務\nS1,V1,發放", "代号,人员,任务\nS2,V1,咨询", "Code,Person,Duty\nS3,v1,Hands out")
    ):
        if number == 0:
            take_in(kiosk, "person", PEOPLE)
        assert take_in(kiosk, "shift", text).troubles == []
    duties = [record.values["duty"] for record in forms.read_records(store.read(), FORMS["shift"], ids.event)]
    assert duties == ["hand_out", "consult", "hand_out"]


@pytest.mark.parametrize("noun", NOUNS)
@pytest.mark.parametrize("language", languages.LANGUAGES)
def test_every_sample_file_can_be_taken_in_and_comes_back_the_same(kiosk: Kiosk, noun: str, language: str) -> None:
    store, ids = kiosk
    if noun == "shift":
        take_in(kiosk, "person", PEOPLE)
    if noun == "booth":
        store.write(lambda c: records.change(c, BOOTH, ids.booths["B1"], {"code": "B9"}))
    done = take_in(kiosk, noun, sample_file(noun, language))
    assert (done.done, [t.say("en") for t in done.troubles], len(done.new)) == (True, [], 1)
    for out in languages.LANGUAGES:
        exported = export_file(store.read(), noun, parent_of(noun, ids), out, names=True)
        back = take_in(kiosk, noun, exported)
        assert (back.done, back.new, back.changed, back.troubles) == (True, [], [], [])


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-1", "@x", "\tx", '=HYPERLINK("x")'])
def test_no_cell_of_ours_is_a_formula_and_it_still_comes_back_the_same(kiosk: Kiosk, cell: str) -> None:
    store, ids = kiosk
    typed = cell.strip()
    store.write(lambda c: records.change(c, BOOTH, ids.booths["B1"], {"name": typed}))
    exported = export_file(store.read(), "booth", ids.event, "en", names=True)
    assert all(not value.startswith(("=", "+", "-", "@", "\t")) for row in read_cells(exported) for value in row)
    assert take_in(kiosk, "booth", exported).changed == []


def read_cells(content: bytes) -> list[list[str]]:
    import csv
    import io

    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_an_exported_list_masks_numbers_and_logs_each_that_it_gives_out(kiosk: Kiosk) -> None:
    store, ids = kiosk
    take_in(kiosk, "person", PEOPLE)
    masked = export_file(store.read(), "person", ids.organisation, "en", names=True).decode("utf-8-sig")
    assert "138****0001" in masked
    assert "13800000001" not in masked
    subjects = [r.row["subject"] for r in forms.read_records(store.read(), FORMS["person"], ids.organisation)]
    phones = store.write(lambda c: personal_data.reveal_phones(c, subjects, by=ids.accounts["coordinator"], why="test"))
    full = export_file(store.read(), "person", ids.organisation, "en", names=True, phones=phones).decode("utf-8-sig")
    assert "13800000001" in full
    assert store.read().execute("SELECT count(*) FROM reveal_log").fetchone()[0] == 2
    district = export_file(store.read(), "person", ids.organisation, "en", names=False).decode("utf-8-sig")
    assert "王芳" not in district
    assert "138" not in district


def test_an_archived_record_is_left_alone(kiosk: Kiosk) -> None:
    store, ids = kiosk
    store.write(lambda c: records.archive(c, BOOTH, ids.booths["B1"]))
    done = take_in(kiosk, "booth", "code,name\nB1,新名\nB2,新名\n")
    assert (done.archived, [line.code for line in done.changed]) == (["B1"], ["B2"])
    assert records.get(store.read(), BOOTH, ids.booths["B1"])["name"] == "社區門口"


def test_a_name_that_was_erased_does_not_come_back_with_an_old_file(kiosk: Kiosk) -> None:
    store, ids = kiosk
    take_in(kiosk, "person", PEOPLE)
    person = records.find_by_code(store.read(), people.PERSON, ids.organisation, "V1")
    assert person is not None
    store.write(lambda c: personal_data.erase(c, person["id"], "asked"))
    again = take_in(kiosk, "person", PEOPLE)
    assert (again.changed, again.unchanged) == ([], 2)
    assert not any("王芳" in str(row) for row in everything(store))


def test_codes_of_another_organisation_name_nothing(kiosk: Kiosk) -> None:
    store, ids = kiosk
    store.write(lambda c: people.add_person(c, ids.sister, {"code": "SIS"}, name="別人"))
    coordinator = account(store, ids, "coordinator")
    shift = take_in(kiosk, "shift", "code,person,booth\nS1,SIS,C1\n", coordinator)
    assert {t.key for t in shift.troubles} == {"plan.problem.no_such_person", "plan.problem.no_such_booth"}
    event = "code,title,place,day,organisation\nQ,x,y,2017-03-24,FJ\n"
    assert [t.key for t in take_in(kiosk, "event", event, coordinator).troubles] == ["plan.problem.no_such_organisation"]
    assert take_in(kiosk, "event", event.replace("FJ", "MZJ"), coordinator).done
    assert take_in(kiosk, "event", event.replace("Q,", "Q2,"), None).done


def test_somebody_on_a_roster_stands_there_once(kiosk: Kiosk) -> None:
    take_in(kiosk, "person", PEOPLE)
    done = take_in(kiosk, "roster", "code,person\nR1,V1\nR2,v1\n")
    assert [(t.line, t.key) for t in done.troubles] == [(3, "plan.problem.already_on_roster")]
    assert take_in(kiosk, "roster", "code,person,name\nR1,V1,王小芳\n").done
    again = take_in(kiosk, "roster", "code,person,name\nR1,V1,王小芳\n")
    assert (again.new, again.changed) == ([], [])


def test_variants_in_further_languages_are_columns(kiosk: Kiosk) -> None:
    store, ids = kiosk
    assert take_in(kiosk, "booth", "代號,名稱@en\nB1,Community gate\n").done
    row = records.get(store.read(), BOOTH, ids.booths["B1"])
    assert records.variant_of(row, "name", "en") == "Community gate"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("代號,姓 名,电话号\n", "plan.trouble.heading_like"),
        ("code,name,favourite colour of the day\n", "plan.trouble.unknown_heading"),
        ("code,name,姓名\n", "plan.trouble.heading_twice"),
        ("姓名,電話\n", "plan.trouble.no_code_column"),
        ("code,name\nV1\n", "plan.trouble.ragged"),
        ("code,name\nV1,x,y\n", "plan.trouble.ragged"),
    ],
)
def test_wrong_headings_and_ragged_rows_are_named_and_the_right_ones_suggested(kiosk: Kiosk, text: str, key: str) -> None:
    done = take_in(kiosk, "person", text)
    assert key in {trouble.key for trouble in done.troubles}
    assert not done.done
    assert all(trouble.say(language) for trouble in done.troubles for language in languages.LANGUAGES)


def test_hostile_files_are_refused_by_name() -> None:
    assert refusal(b"code,name\nV1,a\x00b\n") == "nul_bytes"
    assert refusal(b"") == "empty"
    assert refusal(b"\n \n,,\n") == "empty"
    assert refusal(b"PK\x03\x04rest of a workbook") == "workbook"
    assert refusal(b"\xd0\xcf\x11\xe0rest of an old workbook") == "workbook"
    assert refusal(b"code" + b"," * 1_000_000) == "too_many_columns"
    assert refusal(b"code\n" + b"x\n" * (files.MOST_ROWS + 2)) == "too_many_rows"
    assert refusal(b"x" * (files.MOST_BYTES + 1)) == "too_large"
    assert refusal(b'code,name\nV1,"never closed\n' + b"V2,x\n" * 1000) == "broken_quotes"
    assert refusal(b"code\n" + b"y" * 200_000 + b"\n") == "broken_quotes"
    assert refusal(b"\xff\xff\xff\x80\x81") == "unknown_encoding"
    assert refusal(b"\xff\xfe\x00\xd8\x00") == "unknown_encoding"


def test_bytes_at_random_are_refused_or_read_but_never_break(kiosk: Kiosk) -> None:
    store, ids = kiosk
    chance = random.Random(7)
    before = everything(store)
    for _ in range(300):
        content = b"code,name\n" + bytes(chance.choices(range(256), k=chance.randint(0, 60)))
        try:
            compare_file(store.read(), "person", ids.organisation, content, None)
        except UnreadableFile:
            continue
    assert everything(store) == before


def test_an_unknown_noun_or_parent_is_not_found(kiosk: Kiosk) -> None:
    store, ids = kiosk
    for noun, parent in (("account", ids.organisation), ("campaign", ids.organisation), ("person", ids.event)):
        with pytest.raises(NotFound):
            compare_file(store.read(), noun, parent, b"code\n", None)


def test_ten_thousand_people_are_taken_in_within_a_few_seconds(kiosk: Kiosk) -> None:
    import time

    rows = ((f"V{number}", f"人{number}", f"138{number:08d}") for number in range(10_000))
    content = write_table(["code", "name", "phone"], rows)
    start = time.process_time()
    assert len(take_in(kiosk, "person", content).new) == 10_000
    assert time.process_time() - start < 6


def test_a_difference_found_before_is_not_trusted_once_the_plan_has_moved(kiosk: Kiosk) -> None:
    store, ids = kiosk
    content = PEOPLE.encode()
    compared = compare_file(store.read(), "person", ids.organisation, content, None)
    store.write(lambda c: people.add_person(c, ids.organisation, {"code": "V1"}, name="別人"))
    done = store.write(lambda c: import_file(c, "person", ids.organisation, content, None, compared))
    assert [line.code for line in done.new] == ["V2"]
    assert [line.code for line in done.changed] == ["V1"]
    assert [line.code for line in compared.new] == ["V1", "V2"]


def test_a_file_of_materials_carries_how_their_flyers_look_and_leaves_their_pictures_alone(kiosk: Kiosk) -> None:
    store, ids = kiosk
    material = ids.materials["B-A5"]
    picture = store.write(lambda c: looks.keep_picture(c, b"a picture", "image/jpeg"))
    store.write(lambda c: looks.keep_look(c, material, looks.KeptLook("picture", "pine", focus="top", picture=picture)))
    exported = export_file(store.read(), "material", ids.campaign, "zh-Hant", names=True).decode("utf-8-sig")
    assert "圖片為主,松葉綠" in exported
    code = forms.read_record(store.read(), FORMS["material"], material).values["code"]
    rows = ("代號,名稱,版式,顏色,自選顏色（如 #123456）", f"{code},新名,醒目標題,梅紫,#123456", "NEW,新單張,素雅告示,墨黑,")
    changed = take_in(kiosk, "material", "\n".join(rows))
    assert (changed.done, [trouble.say("en") for trouble in changed.troubles]) == (True, [])
    assert looks.look_of(store.read(), material) == looks.KeptLook("headline", "plum", "#123456", "top", picture=picture)
    new = store.read().execute("SELECT id FROM material WHERE code = 'NEW'").fetchone()["id"]
    assert looks.look_of(store.read(), new).palette == "ink"
    assert take_in(kiosk, "material", f"代號,名稱\n{code},又改名\n").done
    assert looks.look_of(store.read(), material).accent == "#123456", "a file that says nothing of the look leaves it"
    for wrong in ("#808080", "red"):
        [trouble] = take_in(kiosk, "material", f"code,accent\n{code},{wrong}\n").troubles
        assert trouble.column == "accent"
