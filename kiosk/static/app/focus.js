// Where the keyboard stands: on the same thing when a page is drawn anew, at the beginning of the page when another one is shown.

/** @typedef {{tag: string, id: string, href: string, text: string}} Stand */

const REACHED = "#app :is(a[href], button, summary)";

/** @param {Element} part @returns {Stand} */
const standOf = (part) => ({ tag: part.tagName, id: part.id, href: part.getAttribute("href") ?? "", text: part.getAttribute("aria-label") ?? part.textContent ?? "" });

/** What has the focus inside the page; null for nothing. @returns {Stand | null} */
export function readFocus() {
  const at = document.activeElement;
  return at?.closest("#app") ? standOf(at) : null;
}

/** @param {Stand | null} stand what had the focus before, null where another page is shown */
export function giveFocus(stand) {
  if (document.activeElement !== document.body) return; // the page itself has chosen a field
  const same = stand && ([...document.querySelectorAll(REACHED)].find((part) => {
    const other = standOf(part);
    return other.tag === stand.tag && other.href === stand.href && (stand.id ? other.id === stand.id : other.text === stand.text);
  }));
  const to = /** @type {HTMLElement | null} */ (same ?? document.querySelector("#app main"));
  to?.focus({ preventScroll: true });
}

/** The menu lies over the page: Escape closes it, and the focus goes back to what opened it. @param {KeyboardEvent} event */
export function closeOnEscape(event) {
  const menu = event.key === "Escape" && document.querySelector("#app details.menu[open]");
  if (!menu) return;
  menu.removeAttribute("open");
  menu.querySelector("summary")?.focus();
}
