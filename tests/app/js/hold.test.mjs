import assert from "node:assert/strict";
import test from "node:test";
import { createHold } from "../../../kiosk/static/app/hold.js";

/** A page that can be touched, with timers that the test rings. */
function makePage() {
  const page = { drawn: [], heard: {}, bell: null };
  const draw = createHold((news) => page.drawn.push(news), {
    on: (kind, act) => (page.heard[kind] = act), later: (work) => (page.bell = work), never: () => (page.bell = null),
  });
  return Object.assign(page, { draw, touch: () => page.heard.pointerdown(), letGo: () => page.heard.pointerup(), ring: () => page.bell?.() });
}

test("a page that nobody touches is drawn at once", () => {
  const page = makePage();
  page.draw("plan");
  assert.deepEqual(page.drawn, ["plan"]);
});

test("under a finger each news is drawn once, when the finger is off", () => {
  const page = makePage();
  page.touch();
  for (const news of ["figures", "plan", "figures"]) page.draw(news);
  page.letGo();
  assert.deepEqual(page.drawn, []);
  page.ring();
  assert.deepEqual(page.drawn, ["figures", "plan"]);
  page.ring();
  assert.deepEqual(page.drawn, ["figures", "plan"]);
});

test("a finger that is never seen leaving holds nothing up for long", () => {
  const page = makePage();
  page.touch();
  page.draw("plan");
  page.ring();
  page.draw("figures");
  assert.deepEqual(page.drawn, ["plan", "figures"]);
});
