import assert from "node:assert/strict";
import test from "node:test";
import { createSeen } from "../../../kiosk/static/app/seen.js";

test("the same code is ignored for three seconds after it was last seen, another is taken at once", () => {
  let time = 0;
  const seen = createSeen(() => time);
  assert.deepEqual(seen.news(["A"]), ["A"]);
  time = 2_000;
  assert.deepEqual(seen.news(["A", "B"]), ["B"]);
  time = 4_900;
  assert.deepEqual(seen.news(["A"]), []);
  time = 7_900;
  assert.deepEqual(seen.news(["A"]), ["A"]);
});

test("a slow phone, which looks once a second, does not take a code for new that it misses a few times", () => {
  let time = 0;
  const seen = createSeen(() => time);
  assert.deepEqual(seen.news(["A", "B"], 1_000), ["A", "B"]);
  time = 5_000;
  assert.deepEqual(seen.news(["A", "B"], 1_000), []);
  time = 13_000;
  assert.deepEqual(seen.news(["A"], 1_000), ["A"]);
});

test("a frame's own doubles are one code", () => {
  assert.deepEqual(createSeen(() => 0).news(["A", "A", "B"]), ["A", "B"]);
});
