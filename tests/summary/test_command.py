"""`kiosk summary` writes each format, refuses with one sentence, and writes over nothing unasked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import cli
from kiosk.code_paths import UnknownCode
from kiosk.commands.summary import FileThere, NoFormat, OtherFormat
from kiosk.config import DATABASE
from kiosk.ids import new_id, now_ms
from kiosk.storage import open_store
from kiosk.summary.compose import compose
from kiosk.summary.edits import write_edit
from kiosk.summary.named import name_summary
from kiosk.summary.scope import AloneCannotBeCollected, NothingNamed, NotTheirs, find_scope
from printables.report import Paragraph
from tests.summary.conftest import Summaries


def run(week: Summaries, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--instance", str(week.store.path.parent), "summary", *arguments], env={"KIOSK_LANGUAGE": "en"})


def test_it_writes_every_format(week: Summaries, tmp_path: Path) -> None:
    for kind in ("docx", "pdf", "md", "txt"):
        done = run(week, "--campaign", "WEEK2017", "--organisation", "B", "--lang", "zh-Hant", "-o", str(tmp_path / f"b.{kind}"))
        assert done.exit_code == 0, done.output
        assert "lead to their records" in done.output
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO((tmp_path / "b.docx").read_bytes())).namelist()
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")
    plain, marked = ((tmp_path / f"b.{kind}").read_text(encoding="utf-8") for kind in ("txt", "md"))
    assert "發放2064份" in plain
    assert "社區門口：領出800，發放742" in plain
    assert "示範資料" in plain
    assert "| 社區門口 | 800 | 742 |" in marked
    assert not list(tmp_path.glob("*.part"))


def test_an_event_s_code_alone_is_enough_and_rounding_is_by_choice(week: Summaries, tmp_path: Path) -> None:
    target = tmp_path / "b.txt"
    assert run(week, "--event", "B", "--round", "--shape", "brief", "--lang", "en", "-o", str(target)).exit_code == 0
    assert "more than 2,000 handed out" in target.read_text(encoding="utf-8")


def test_it_writes_what_the_page_shows_unless_the_records_alone_are_wanted(
    copy_of_the_week: Callable[[Path], Path], tmp_path: Path
) -> None:
    store = open_store(copy_of_the_week(tmp_path / "kiosk") / DATABASE)
    scope = find_scope(store.read(), event="B")
    generated = next(each for each in compose(store.read(), scope, "narrative", "en", now_ms()).blocks if isinstance(each, Paragraph) and "2,064" in each.text)
    named, words = name_summary(scope, "narrative", "en"), "In the cold, 2,064 copies found a reader."
    store.write(lambda connection: write_edit(connection, named, generated, words, by="account:x", id=new_id(), block=generated.key))
    edited, plain = tmp_path / "edited.txt", tmp_path / "plain.txt"
    arguments = ["--instance", str(store.path.parent), "summary", "--event", "B", "--lang", "en"]
    said = CliRunner().invoke(cli, [*arguments, "-o", str(edited)], env={"KIOSK_LANGUAGE": "en"})
    records_alone = CliRunner().invoke(cli, [*arguments, "--unedited", "-o", str(plain)], env={"KIOSK_LANGUAGE": "en"})
    assert "by hand in the browser: 1." in said.output
    assert "by hand" not in records_alone.output
    assert words in edited.read_text(encoding="utf-8")
    assert words not in plain.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ((), NothingNamed), (("--campaign", "NO"), UnknownCode), (("--event", "B", "--compendium"), AloneCannotBeCollected),
        (("--event", "B", "--organisation", "A"), NotTheirs), (("--event", "B", "--format", "pdf"), OtherFormat),
    ],
)
def test_it_refuses_with_a_name(week: Summaries, tmp_path: Path, arguments: tuple[str, ...], refusal: type[Exception]) -> None:
    done = run(week, *arguments, "-o", str(tmp_path / "x.txt"))
    assert isinstance(done.exception, refusal)
    assert not list(tmp_path.iterdir())


def test_a_name_that_says_no_format_is_not_enough(week: Summaries, tmp_path: Path) -> None:
    assert isinstance(run(week, "--event", "B", "-o", str(tmp_path / "b")).exception, NoFormat)
    assert run(week, "--event", "B", "--format", "pdf", "-o", str(tmp_path / "b")).exit_code == 0
    assert (tmp_path / "b").read_bytes().startswith(b"%PDF")


def test_a_dash_is_whatever_reads_from_it(week: Summaries) -> None:
    done = run(week, "--event", "B", "--format", "md", "--lang", "zh-Hant", "-o", "-")
    assert done.stdout.startswith("# 鄂倫春自治旗民政局")
    assert "lead to their records" in done.stderr
    assert not Path("-").exists()


def test_a_link_stays_one_and_what_it_leads_to_is_written(week: Summaries, tmp_path: Path) -> None:
    (tmp_path / "latest.txt").symlink_to(tmp_path / "b.txt")
    assert run(week, "--event", "B", "--replace", "-o", str(tmp_path / "latest.txt")).exit_code == 0
    assert (tmp_path / "latest.txt").is_symlink()
    assert "2,064" in (tmp_path / "b.txt").read_text(encoding="utf-8")


def test_it_writes_over_nothing_unasked(week: Summaries, tmp_path: Path) -> None:
    target = tmp_path / "edited.txt"
    target.write_text("edited", encoding="utf-8")
    assert isinstance(run(week, "--event", "B", "-o", str(target)).exception, FileThere)
    assert target.read_text(encoding="utf-8") == "edited"
    assert run(week, "--event", "B", "--replace", "-o", str(target)).exit_code == 0


def test_a_place_that_cannot_be_written_is_named(week: Summaries, tmp_path: Path) -> None:
    done = run(week, "--event", "B", "-o", str(tmp_path / "nowhere" / "x.txt"))
    assert isinstance(done.exception, OSError)
    assert str(done.exception.filename).endswith("x.txt")


def test_what_was_typed_becomes_no_markup(week: Summaries, tmp_path: Path) -> None:
    from printables.report import Report, Span
    from printables.report_text import to_markdown, to_plain_text

    report = Report("en", "A *title*", (Paragraph("p", (Span("<b>2"), Span("7", "x", typed=True)), "statement"),))
    assert r"\<b\>2" in to_markdown(report)
    assert r"# A \*title\*" in to_markdown(report)
    assert "7＊" in to_plain_text(report)
