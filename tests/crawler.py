"""Follows the links of our own pages, as a reader would."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

MOST_PAGES = 1_000
SAME_KIND = 30
"""So many pages of one kind are looked at to find its emptiest and its fullest."""


class Page(HTMLParser):
    """The links, the language and the visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang, self.links, self.text = "", [], []
        self._hidden: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.lang = values.get("lang") or ""
        if tag == "a" and values.get("href") and "download" not in values:
            self.links.append(str(values["href"]))
        if tag in ("script", "style", "code", "kbd") or values.get("lang") not in (None, self.lang):
            self._hidden.append(tag)
        for name in ("title", "placeholder", "aria-label", "alt"):
            if values.get(name) and not self._hidden:
                self.text.append(str(values[name]))

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and self._hidden[-1] == tag:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.text.append(data.strip())


def crawl(client: FlaskClient, starts: list[str], belongs: Callable[[str], bool]) -> Iterator[tuple[str, Page, int]]:
    """Follow every link of our own, each address without its query once (twice where the query matters little)."""
    waiting, seen = list(starts), set()
    while waiting:
        address = waiting.pop(0)
        shape = urlsplit(address).path
        if shape in seen or len(seen) > MOST_PAGES:
            continue
        seen.add(shape)
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, (address, answer.status_code)
        is_page, body = answer.mimetype == "text/html", answer.get_data()
        answer.close()  # a PDF's file, too
        if not is_page:
            continue
        page = Page(body.decode())
        yield address, page, len(body)
        waiting += [target.split("#")[0] for target in _own_links(address, page) if belongs(urlsplit(target).path)]


def extremes(app: Flask, client: FlaskClient, starts: list[str], belongs: Callable[[str], bool]) -> list[str]:
    """Return of every kind of page that a link leads to the emptiest and the fullest; a refusal is a page too."""
    waiting, seen, met = list(starts), set(), Counter[str]()
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(app, address)
        if address in seen or kind is None or met[kind] >= SAME_KIND:
            continue
        seen.add(address)
        met[kind] += 1
        answer = client.get(address, follow_redirects=True)
        is_page, body = answer.mimetype == "text/html", answer.get_data()
        answer.close()
        if not is_page:
            met[kind] = SAME_KIND  # a file: its sisters are files too
            continue
        found[kind].append((len(body), address))
        waiting += [target.split("#")[0] for target in _own_links(address, Page(body.decode())) if belongs(urlsplit(target).path)]
    return list(dict.fromkeys(address for pages in found.values() for _, address in (min(pages), max(pages))))


def kind_of(app: Flask, address: str) -> str | None:
    """Return what tells a page's kind: its view, and what of the address chooses between forms of it."""
    parts = urlsplit(address)
    try:
        endpoint, values = app.url_map.bind("localhost").match(parts.path, method="GET")
    except HTTPException:
        return None
    chosen = [str(values[name]) for name in ("noun", "which", "step") if name in values]
    return " ".join([endpoint, *chosen, *(part for part in parts.query.split("&") if part.startswith("kind="))])


def _own_links(address: str, page: Page) -> list[str]:
    targets = [urljoin(address, link) for link in page.links]
    return [target for target in targets if not urlsplit(target).netloc and "lang=" not in target]
