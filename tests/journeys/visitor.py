"""A browser without JavaScript in front of the app: opens pages, fills in the forms that stand there, and follows where it is led."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

AGENT = "Mozilla/5.0 (Linux; Android 14; Phone) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36"


class File(NamedTuple):
    """A file to send."""

    content: bytes
    name: str


Typed = str | Sequence[str] | File
"""What is filled into one field: a text, the ticked boxes of one name, or a file."""
_NO_VALUE = ("submit", "button", "image", "reset", "file")


@dataclass
class Form:
    """A form as it stands on a page: where it goes, and what it would send untouched."""

    action: str = ""
    method: str = "get"
    fields: dict[str, list[str]] = field(default_factory=dict)
    offered: dict[str, set[str]] = field(default_factory=dict)

    def offer(self, name: str, *values: str) -> None:
        """Note a field, and what can be chosen in it."""
        self.offered.setdefault(name, set()).update(values)


class _Forms(HTMLParser):
    """Collects a page's forms, with the fields that stand elsewhere and name their form by its id."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.named: dict[str, Form] = {}
        self.open: Form | None = None
        self.select: tuple[Form, str] | None = None
        self.area: tuple[Form, str] | None = None
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = self.named.setdefault(given["id"], Form()) if "id" in given else Form()
            self.open.action, self.open.method = given.get("action", ""), given.get("method", "get").lower()
            self.forms.append(self.open)
        elif tag == "option" and self.select:
            self._take_option(*self.select, given)
        elif "name" in given and "disabled" not in given:
            form = self.named.setdefault(given["form"], Form()) if "form" in given else self.open
            if form is not None:
                self._take(form, tag, given)

    def _take(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given["name"]
        if tag == "input":
            kind = given.get("type", "text")
            choice = kind in ("checkbox", "radio")
            form.offer(name, *([given.get("value", "on")] if choice or kind == "submit" else []))
            if kind not in _NO_VALUE and (not choice or "checked" in given):
                form.fields.setdefault(name, []).append(given.get("value", "on" if choice else ""))
        elif tag == "button":
            form.offer(name, given.get("value", ""))
        elif tag == "textarea":
            form.offer(name)
            self.area, self.said = (form, name), []
        elif tag == "select":
            form.offer(name)
            self.select = form, name

    def _take_option(self, form: Form, name: str, given: dict[str, str]) -> None:
        form.offer(name, given.get("value", ""))
        if "selected" in given or name not in form.fields:
            form.fields[name] = [given.get("value", "")]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.said.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            self.area[0].fields[self.area[1]] = ["".join(self.said)]
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.open = None


class Visitor:
    """One person's browser: its own cookies, and the page in front of it."""

    def __init__(self, app: Flask, language: str = "zh-Hant", base_url: str = "https://kiosk.example.org") -> None:
        self.client = app.test_client()
        self.base_url = base_url
        self.client.environ_base.update({"HTTP_USER_AGENT": AGENT, "HTTP_ACCEPT_LANGUAGE": language})
        self.path, self.page = "", ""

    def open(self, path: str, status: int = 200) -> str:
        """Open an address and return the page that it leads to."""
        return self._look(self.client.get(path, base_url=self.base_url), path, status)

    def read(self, path: str) -> bytes:
        """Download what stands at an address."""
        answer = self.client.get(path, base_url=self.base_url)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[-1500:])
        return answer.data

    def form(self, to: str = "", with_value: tuple[str, str] | None = None) -> Form:
        """The first form of the page whose address holds ``to`` (and which carries a value)."""
        for form in self.forms():
            form.action = form.action or self.path
            carried = with_value is None or with_value[1] in form.fields.get(with_value[0], [])
            if to in form.action and carried and form.method == "post":
                return form
        raise AssertionError((f"no form to {to} on {self.path}", [each.action for each in self.forms()], self.text()))

    def forms(self) -> list[Form]:
        """Every form of the page."""
        found = _Forms()
        found.feed(self.page)
        return found.forms

    def text(self) -> str:
        """The words of the page."""
        plain = re.sub(r"<(script|style|svg).*?</\1>|<[^>]*>", " ", self.page, flags=re.S)
        return re.sub(r"\s+", " ", html.unescape(plain))

    def send(self, to: str = "", with_value: tuple[str, str] | None = None, status: int = 200, **typed: Typed) -> str:
        """Fill in a form of the page and send it; every field that is typed must stand there, every choice be offered."""
        return self.post(self.form(to, with_value), typed, status)

    def post(self, form: Form, typed: Mapping[str, Typed], status: int = 200, *, follow: bool = True) -> str:
        """Send a form, filled in; the same form may be sent again.  Who does not ``follow`` stays on the page."""
        for name, value in typed.items():
            assert name in form.offered, f"{self.path} has no field {name}: {sorted(form.offered)}"
            chosen = {value} if isinstance(value, str) else set() if isinstance(value, File) else set(value)
            assert not form.offered[name] or chosen <= form.offered[name], (name, value, form.offered[name])
        filled = form.fields | {name: [value] if isinstance(value, str) else value for name, value in typed.items()}
        data = {name: (BytesIO(value.content), value.name) if isinstance(value, File) else list(value) for name, value in filled.items()}
        path = form.action or self.path
        with_file = any(isinstance(value, File) for value in typed.values())
        sent, kind = (data, "multipart/form-data") if with_file else (urlencode(data, doseq=True), "application/x-www-form-urlencoded")
        answer = self.client.post(path, data=sent, base_url=self.base_url, content_type=kind)
        if not follow:
            assert answer.status_code == 303, (path, answer.status_code)
            return self.page
        return self._look(answer, path, status)

    def _look(self, answer: TestResponse, path: str, status: int) -> str:
        if answer.status_code in (301, 302, 303, 308):
            place = urlsplit(answer.headers["Location"])
            return self.open(f"{place.path}?{place.query}".rstrip("?"), status)
        assert answer.status_code == status, (path, answer.status_code, re.sub(r"<[^>]*>|\s+", " ", answer.text)[-2500:])
        self.path, self.page = path, answer.text
        return self.page

