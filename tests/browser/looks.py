"""What a page must look like for a thumb in the sun, measured in the browser from what is really drawn; each measure returns what breaks it."""

from __future__ import annotations

SUNLIGHT = 7
WIDE_FINGER = 63.5

LOW_CONTRAST = f"""() => {{
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, place) => sum + c * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (part) => {{
    for (let at = part; at; at = at.parentElement) {{
      const [r, g, b, a = 1] = numbers(getComputedStyle(at).backgroundColor);
      if (a > 0.99) return [r, g, b];
    }}
    return [255, 255, 255];
  }};
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const bad = [];
  while (texts.nextNode()) {{
    const part = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !part.checkVisibility() || part.closest('script, option, .aloud')) continue;
    const [one, other] = [light(numbers(getComputedStyle(part).color)), light(ground(part))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    if (contrast < {SUNLIGHT}) bad.push(`${{contrast.toFixed(1)}} ${{texts.currentNode.data.trim().slice(0, 40)}}`);
  }}
  return bad;
}}"""
"""Texts below 7:1 against what they stand on."""

CLIPPED = """() => [...document.querySelectorAll('button, a, label, h1, h2, p, li, dt, dd, legend, summary, strong, b, option')]
  .filter((part) => part.checkVisibility() && part.textContent.trim() && getComputedStyle(part).position !== 'absolute')
  .filter((part) => {
    const range = document.createRange();
    range.selectNodeContents(part);
    const [text, box] = [range.getBoundingClientRect(), part.getBoundingClientRect()];
    const cut = getComputedStyle(part).overflow !== 'visible' && (part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 2);
    return cut || text.left < box.left - 1 || text.right > box.right + 1;
  })
  .map((part) => part.outerHTML.slice(0, 120))"""
"""Texts that run out of their box or are cut off by it."""

OVERLAPPING = """() => {
  const boxes = [...document.querySelectorAll('.controls a, .controls button, .controls input, .controls select, .controls label, .band > *')]
    .filter((part) => part.checkVisibility() && part.getBoundingClientRect().width && !part.closest('.photo input') && part.type !== 'file').map((part) => [part, part.getBoundingClientRect()]);
  return boxes.flatMap(([one, a]) => boxes.filter(([other, b]) => one !== other && !one.contains(other) && !other.contains(one)
    && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
    .map(([other]) => `${one.outerHTML.slice(0, 60)} | ${other.outerHTML.slice(0, 60)}`));
}"""
"""Controls that lie over one another."""

OUT_OF_REACH = """() => [...document.querySelectorAll('.controls .primary')].filter((part) => part.checkVisibility())
  .map((part) => [part, part.getBoundingClientRect()])
  .filter(([, box]) => box.top < innerHeight && (box.top + box.bottom) / 2 < innerHeight * 2 / 3)
  .map(([part]) => part.outerHTML.slice(0, 100))"""
"""Main controls above the lower third of the screen."""

TOO_NARROW = f"""() => [...document.querySelectorAll('a, button, summary, select')]
  .filter((part) => part.checkVisibility() && part.getBoundingClientRect().width < {WIDE_FINGER})
  .map((part) => part.outerHTML.slice(0, 80))"""
"""Targets too narrow for a thumb."""
