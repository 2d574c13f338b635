// A menu that lies over the page closes with Escape, and when somebody goes on elsewhere; the focus goes back to what opened it.

const OPEN = "details:is(.account, .menu)[open]";

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll(OPEN)) {
    const held = menu.contains(document.activeElement);
    menu.removeAttribute("open");
    if (held) menu.querySelector("summary").focus();
  }
});

for (const what of ["focusin", "click"]) {
  addEventListener(what, (event) => {
    for (const menu of document.querySelectorAll(OPEN)) if (!menu.contains(event.target)) menu.removeAttribute("open");
  });
}
