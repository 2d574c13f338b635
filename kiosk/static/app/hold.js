// A page does not change under a finger: between touching and letting go its buttons stay the same ones, or the tap would be lost.

const LONGEST_MS = 1_000;
const LET_GO_MS = 30;

/**
 * @template T
 * @param {(news: T) => unknown} take
 * @param {{on?: (kind: string, act: () => void) => void, later?: (work: () => void, ms: number) => any, never?: (timer: any) => void}} [means]
 * @returns {(news: T) => void} takes it at once, or when the finger is off the screen: the same news once
 */
export function createHold(take, { on = (kind, act) => addEventListener(kind, act, { capture: true }), later = setTimeout, never = clearTimeout } = {}) {
  let held = false;
  /** @type {Set<T>} */
  const due = new Set();
  /** @type {any} */
  let timer = null;

  /** @param {number} ms */
  function letGoIn(ms) {
    never(timer);
    timer = later(() => {
      held = false;
      const all = [...due];
      due.clear();
      all.forEach(take);
    }, ms);
  }

  on("pointerdown", () => {
    held = true;
    letGoIn(LONGEST_MS);
  });
  for (const kind of ["pointerup", "pointercancel"]) on(kind, () => letGoIn(LET_GO_MS)); // the click comes after it
  return (news) => void (held ? due.add(news) : take(news));
}
