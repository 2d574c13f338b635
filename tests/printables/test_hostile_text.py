"""Whatever somebody types, in every place of every printable: it prints as it is typed or is refused by name, and opens nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from printables.document import Printable, to_bytes
from printables.errors import PrintError
from tests.printables.places import Place, one_of_each, places_of, put
from tests.printables.reading import text_of

HARMLESS = "測A"
MARKUP = "<img src=http://x>&amp;</para>%s{}"
HOSTILE = {
    "picture": "<img src=http://x>",
    "local file": '<img src="/etc/passwd"/>',
    "colour": "<font color=red>紅</font>",
    "entity": "&amp;&lt;&#9;",
    "open": "<",
    "closed": "</para>",
    "percent": "%s%d%(x)s",
    "braces": "{}{0}{x.__class__}",
    "bracket": ")]>>endobj(\\",
    "right to left": "a\u202eb\u2066c",
    "zero width": "a\u200bb\ufeffc\u200d",
    "lines": "上\n下\r\n末",
    "nul": "a\x00b",
    "long": "社工" * 5_000,
    "long word": "w" * 10_000,
}
EACH = one_of_each(("zh-Hant",))
# what a page may open on its way: its own words and faces, and Python its modules
OWN_FILES = (".toml", ".ttf", ".py", ".pyc", ".so")
_opened: list[str] = []
_listening = False


def _listen(event: str, arguments: tuple[object, ...]) -> None:
    if not _listening:
        return
    if event == "open" and not str(arguments[0]).endswith(OWN_FILES):
        _opened.append(f"open {arguments[0]}")
    if event.split(".")[0] in ("socket", "urllib", "subprocess", "ftplib", "http") or event in ("os.system", "os.exec"):
        _opened.append(f"{event} {arguments}")


sys.addaudithook(_listen)


@contextmanager
def nothing_opened() -> Iterator[None]:
    """Fails when a file that is not the package's own, a connection or a program is opened."""
    global _listening
    _opened.clear()
    _listening = True
    try:
        yield
    finally:
        _listening = False
    assert _opened == []


def printed(printable: Printable, place: Place, text: str) -> bytes | None:
    """The PDF with `text` in that place, or nothing when it is refused; any other exception is a failure."""
    try:
        with nothing_opened():
            return to_bytes(put(printable, place, text))
    except PrintError:
        return None


def squeezed(text: str) -> str:
    """Without the blanks and line ends at which a page may break a text."""
    return "".join(text.split())


def check(printable: Printable, place: Place, text: str) -> None:
    pdf = printed(printable, place, text)
    if pdf is None:
        return
    assert pdf.count(b"/Subtype /Image") == 0, place
    harmless = printed(printable, place, HARMLESS)
    shown = harmless is not None and squeezed(HARMLESS) in squeezed(text_of(harmless))
    assert not shown or squeezed(text) in squeezed(text_of(pdf)), place


@pytest.mark.parametrize("printable", EACH, ids=lambda each: type(each).__name__)
def test_markup_prints_as_it_is_typed_in_every_place(printable: Printable) -> None:
    assert places_of(printable)
    for place in places_of(printable):
        check(printable, place, MARKUP)


@pytest.mark.slow
@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("printable", EACH, ids=lambda each: type(each).__name__)
def test_hostile_text_prints_as_it_is_typed_or_is_refused(printable: Printable, kind: str) -> None:
    for place in places_of(printable):
        check(printable, place, HOSTILE[kind])


def test_a_file_or_a_connection_that_is_opened_would_be_noticed(tmp_path_factory: pytest.TempPathFactory) -> None:
    picture = tmp_path_factory.mktemp("files") / "picture.png"
    picture.touch()
    with pytest.raises(AssertionError, match=r"picture\.png"), nothing_opened():
        picture.read_bytes()
