"""Somebody with a keyboard and nothing else: goes from stop to stop, and sees at each where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST_STOPS = 200
STOP = """() => {
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, place) => sum + c * [0.2126, 0.7152, 0.0722][place], 0);
  const contrast = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
  const ground = (part) => {
    for (let at = part; at; at = at.parentElement) {
      const [r, g, b, a = 1] = numbers(getComputedStyle(at).backgroundColor);
      if (a > 0.99) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  // A box that is too small to be ringed is ringed by its label, its neighbour or what holds it.
  const around = [at, at.nextElementSibling, at.parentElement, at.parentElement?.parentElement].filter(Boolean);
  const rings = around.map((part) => [part, getComputedStyle(part)]).filter(([, style]) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
  const seen = rings.some(([part, style]) => style.outlineStyle === 'auto' || contrast(numbers(style.outlineColor), ground(part.parentElement ?? part)) >= 3);
  const box = at.getBoundingClientRect();
  const [x, y] = [Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2), box.top + box.height / 2];
  const top = document.elementFromPoint(x, y);
  const bare = getComputedStyle(at).opacity === '0' || at.tagName === 'IFRAME';
  const covered = !(box.top < innerHeight && box.bottom > 0) || !(bare || at.contains(top) || top?.contains(at) || [...(at.labels ?? [])].some((label) => label.contains(top)));
  const name = at.getAttribute('aria-label') || [...(at.labels ?? [])].map((label) => label.textContent).join(' ') || at.textContent || at.value || at.name || at.tagName;
  return { name: name.replace(/\\s+/g, ' ').trim(), seen, covered, within: at.closest('main') ? 'main' : '', html: at.outerHTML.slice(0, 160) };
}"""


class Hands:
    """Tab, Enter, Space, the arrows and what is typed; every stop on the way has to be seen and uncovered."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops: list[dict[str, Any]] = []

    def stop(self) -> dict[str, Any] | None:
        """Where the keyboard stands, seen and uncovered; None for nowhere."""
        self.page.wait_for_timeout(0)
        found: dict[str, Any] | None = self.page.evaluate(STOP)
        if found is not None:
            assert found["seen"], f"nobody sees that this has the focus: {found['html']}"
            assert not found["covered"], f"this has the focus and lies under something: {found['html']}"
            self.stops.append(found)
        return found

    def tab(self, back: bool = False) -> dict[str, Any] | None:
        self.page.keyboard.press("Shift+Tab" if back else "Tab")
        return self.stop()

    def to(self, name: str) -> dict[str, Any]:
        """Go on until the stop whose name begins so."""
        passed = []
        for _ in range(MOST_STOPS):
            found = self.tab()
            if found is not None and found["name"].startswith(name):
                return found
            passed.append(found["name"] if found else None)
        raise AssertionError(f"{name!r} is not among the stops {passed}")

    def write(self, name: str, text: str) -> None:
        """Go to a field and fill it in anew."""
        self.to(name)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def press(self, name: str, key: str = "Enter") -> None:
        """Go to a button or a link and press it; wait for the page that it brings."""
        self.to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
