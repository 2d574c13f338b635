// What a figure says of itself stays inside the window: under it, or above it where there is no room; Escape puts it away.  A chart's figures say theirs where they are tapped.  On a page of very many figures each is asked for what it says when somebody points at it.

const EDGE = 8;
const POINTED_AT = ".stated:is(:hover, :focus)";
let tapped = null;

function place(tip, from) {
  const size = tip.getBoundingClientRect();
  const below = from.bottom + EDGE / 2;
  const above = from.top - EDGE / 2 - size.height;
  const top = below + size.height <= innerHeight - EDGE || above < EDGE ? below : above;
  const left = Math.max(EDGE, Math.min(from.left, document.documentElement.clientWidth - EDGE - size.width));
  tip.style.setProperty("--left", `${left}px`);
  tip.style.setProperty("--top", `${top}px`);
  tip.classList.toggle("over", from.bottom > innerHeight - size.height - 2 * EDGE);
}

async function ask(stated, tip) {
  const from = stated.dataset.ask;
  stated.dataset.ask = "";
  const answer = await fetch(from).catch(() => null);
  if (answer?.ok) tip.textContent = await answer.text();
  else stated.dataset.ask = from;
  if (answer?.ok) placeAll();
}

function placeAll() {
  for (const stated of document.querySelectorAll(POINTED_AT)) {
    const tip = stated.querySelector(".tip");
    if (stated.dataset.ask) ask(stated, tip);
    tip.classList.add("placed");
    place(tip, stated.getBoundingClientRect());
  }
  if (tapped) place(tapped.tip, tapped.text.getBoundingClientRect());
}

function leave(event) {
  event.target.closest?.(".stated")?.classList.remove("quiet");
}

function putAway() {
  tapped?.tip.remove();
  tapped = null;
}

function tap(event) {
  putAway();
  const text = event.target.closest?.(".chart text");
  const said = text?.querySelector("title")?.textContent;
  if (!said) return;
  const tip = document.createElement("div");
  tip.className = "tip placed";
  tip.setAttribute("role", "status");
  document.body.append(tip);
  tip.textContent = said;
  tapped = { tip, text };
  placeAll();
}

for (const what of ["mouseover", "focusin"]) addEventListener(what, placeAll);
for (const what of ["mouseout", "focusout"]) addEventListener(what, leave);
addEventListener("click", tap);
addEventListener("scroll", placeAll, { capture: true, passive: true });
addEventListener("resize", placeAll);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const stated of document.querySelectorAll(POINTED_AT)) stated.classList.add("quiet");
  putAway();
});
