"""A volunteer's phone as the tests use it: it opens pages and sends the forms that it finds there, nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kiosk.web.context import PHONE_COOKIE

_WITHOUT_SCRIPTS = re.compile(r'<noscript><meta http-equiv="refresh" content="0;url=(?P<to>[^"]+)"></noscript>')
_FORM = re.compile(r"<form(?P<head>[^>]*)>(?P<body>.*?)</form>", re.S)
_INPUT = re.compile(r"<(?:input|button)\b[^>]*>", re.S)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass
class Form:
    """One form of a page: where it goes, what its hidden fields and its buttons hold, and what it says."""

    action: str
    hidden: dict[str, str]
    text: str
    buttons: list[dict[str, str]] = field(default_factory=list)


class Phone:
    """One phone with its own cookies, speaking English unless told otherwise."""

    def __init__(self, app: Flask, token: str = "", language: str = "en") -> None:
        self.client: FlaskClient = app.test_client()
        self.headers = {"Accept-Language": language}
        self.answer: TestResponse | None = None
        if token:
            self.client.set_cookie(PHONE_COOKIE, token)

    def open(self, address: str, **headers: str) -> str:
        """Open a page and return its text."""
        self.answer = self.client.get(address, headers=self.headers | headers, follow_redirects=True)
        return self.text

    def send(self, form: Form, **typed: str) -> str:
        """Send a form with what is typed into it and return the answer's text."""
        self.answer = self.client.post(form.action, data=form.hidden | typed, headers=self.headers, follow_redirects=True)
        onwards = _WITHOUT_SCRIPTS.search(self.html)
        return self.open(onwards["to"]) if onwards else self.text

    def tap(self, address: str, action: str, saying: str = "", **typed: str) -> str:
        """Open a page, find the form for ``action`` whose button says ``saying``, and send it."""
        self.open(address)
        return self.send(self.form(action, saying), **typed)

    def form(self, action: str, saying: str = "") -> Form:
        """Return the open page's form for ``action`` that holds the words ``saying``."""
        found = [one for one in self.forms() if one.action.split("?")[0].endswith(action) and saying in one.text]
        assert found, f"no form {action} {saying!r} among {[(f.action, f.text) for f in self.forms()]}"
        return found[0]

    def forms(self) -> list[Form]:
        """Return every form of the open page."""
        return [_read_form(match["head"], match["body"]) for match in _FORM.finditer(self.html)]

    @property
    def html(self) -> str:
        """The open page as it came."""
        assert self.answer is not None
        return self.answer.get_data(as_text=True)

    @property
    def text(self) -> str:
        """The open page's words, in one line."""
        return _words(self.html)

    @property
    def status(self) -> int:
        """The open page's HTTP status."""
        assert self.answer is not None
        return self.answer.status_code


def _read_form(head: str, body: str) -> Form:
    inputs = [(tag, dict(_ATTRIBUTE.findall(tag))) for tag in _INPUT.findall(body)]
    hidden = {held["name"]: unescape(held.get("value", "")) for _, held in inputs if held.get("type") == "hidden"}
    buttons = [held for tag, held in inputs if tag.startswith("<button")]
    return Form(unescape(dict(_ATTRIBUTE.findall(head)).get("action", "")), hidden, _words(body), buttons)


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", html, flags=re.S)).split())
