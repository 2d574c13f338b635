import assert from "node:assert/strict";
import test from "node:test";
import { createHold } from "../../../kiosk/static/app/hold.js";

/** A page that can be touched, with timers that the test rings. */
function makePage() {
  const page = { drawn: 0, heard: {}, bell: null };
  const draw = createHold(() => (page.drawn += 1), {
    on: (kind, act) => (page.heard[kind] = act), later: (work) => (page.bell = work), never: () => (page.bell = null),
  });
  return Object.assign(page, { draw, touch: () => page.heard.pointerdown(), letGo: () => page.heard.pointerup(), ring: () => page.bell?.() });
}

test("a page that nobody touches is drawn at once", () => {
  const page = makePage();
  page.draw();
  assert.equal(page.drawn, 1);
});

test("under a finger it is drawn once, when the finger is off", () => {
  const page = makePage();
  page.touch();
  page.draw();
  page.draw();
  page.letGo();
  assert.equal(page.drawn, 0);
  page.ring();
  assert.equal(page.drawn, 1);
  page.ring();
  assert.equal(page.drawn, 1);
});

test("a finger that is never seen leaving holds nothing up for long", () => {
  const page = makePage();
  page.touch();
  page.draw();
  page.ring();
  page.draw();
  assert.equal(page.drawn, 2);
});
