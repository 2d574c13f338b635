// A page is not drawn anew under a finger: between touching and letting go its buttons stay the same ones, or the tap would be lost.

const LONGEST_MS = 1_000;
const LET_GO_MS = 30;

/**
 * @param {() => unknown} draw
 * @param {{on?: (kind: string, act: () => void) => void, later?: (work: () => void, ms: number) => any, never?: (timer: any) => void}} [means]
 * @returns {() => void} draws at once, or when the finger is off the screen
 */
export function createHold(draw, { on = (kind, act) => addEventListener(kind, act, { capture: true }), later = setTimeout, never = clearTimeout } = {}) {
  let held = false;
  let due = false;
  /** @type {any} */
  let timer = null;

  /** @param {number} ms */
  function letGoIn(ms) {
    never(timer);
    timer = later(() => {
      held = false;
      if (due) draw();
      due = false;
    }, ms);
  }

  on("pointerdown", () => {
    held = true;
    letGoIn(LONGEST_MS);
  });
  for (const kind of ["pointerup", "pointercancel"]) on(kind, () => letGoIn(LET_GO_MS)); // the click comes after it
  return () => {
    due = held;
    if (!held) draw();
  };
}
