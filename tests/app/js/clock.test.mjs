import assert from "node:assert/strict";
import test from "node:test";
import { betterClock, measureClock } from "../../../kiosk/static/app/clock.js";

test("the server's clock was read half-way between sending and receiving", () => {
  assert.deepEqual(measureClock(1_000, 1_200, 61_100), { offset: 60_000, spread: 100, at: 1_200 });
});

test("the quicker exchange is believed", () => {
  const quick = measureClock(0, 40, 5_020);
  assert.equal(betterClock(quick, measureClock(1_000, 4_000, 7_500)), quick);
  const quicker = measureClock(9_000, 9_010, 14_006);
  assert.equal(betterClock(quick, quicker), quicker);
});

test("an old measurement gives way to a slower new one once it has drifted", () => {
  const quick = measureClock(0, 40, 5_020);
  const hours = 2 * 3_600_000;
  const later = measureClock(hours, hours + 1_000, hours + 5_600);
  assert.equal(betterClock(quick, later), later);
});

test("a phone whose clock was set anew starts over, forwards and back", () => {
  const before = measureClock(1_000_000, 1_000_040, 1_000_020);
  const ahead = measureClock(4_600_000, 4_601_000, 1_000_900);
  assert.equal(betterClock(before, ahead), ahead);
  const back = measureClock(500_000, 500_400, 1_000_600);
  assert.equal(betterClock(before, back), back);
});

test("the first measurement is taken as it is", () => {
  const first = measureClock(0, 9_000, 4_500);
  assert.equal(betterClock(null, first), first);
});
