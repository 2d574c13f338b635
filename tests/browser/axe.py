"""What axe-core says about the open page, at each size and in each theme: read from the locked package, never from a network."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parent.parent / "app" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIND = """async ([rules, only]) => {
  const found = await axe.run(document, { runOnly: only.length ? only : rules, resultTypes: ['violations'] });
  return found.violations.map(({ id, impact, nodes }) => `${impact} ${id}: ${nodes.slice(0, 3).map((node) =>
    `${node.target.join(' ')} ${(node.any[0] ?? node.all[0] ?? node.none[0])?.message.slice(0, 120) ?? ''} ${node.html.slice(0, 140)}`).join(' | ')} (${nodes.length})`);
}"""

SIDEWAYS = """() => {
  const moves = (part) => part && (/auto|scroll|hidden|clip/.test(getComputedStyle(part).overflowX) || moves(part.parentElement));
  return [...document.querySelectorAll('body *')]
    .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter((part) => !moves(part.parentElement)).map((part) => part.outerHTML.slice(0, 80));
}"""


@cache
def source() -> str:
    """The checker; the policy of our pages stays on while it runs, since the browser's own tools are not bound by it."""
    return AXE.read_text(encoding="utf-8")


def sideways(page: Page) -> list[str]:
    """What stands out of the page on the right, where nothing around it is made to be moved sideways."""
    found: list[str] = page.evaluate(SIDEWAYS)
    return found


def violations(page: Page, *only: str) -> list[str]:
    """Each rule that the page breaks, with up to three places; ``only``: these rules and no others."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(source() + ";0")
    found: list[str] = page.evaluate(FIND, [RULES, list(only)])
    if any(" target-size:" in each for each in found) and not only:
        # What the foot of the screen covers now is free once the page is moved: only what stays covered is too small.
        page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight)")
        found = [each for each in found if " target-size:" not in each] + violations(page, "target-size")
    return found
