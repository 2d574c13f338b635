// What a sign-in screen shows by the server's clock.
import assert from "node:assert/strict";
import { test } from "node:test";
import { codeAt, signInState } from "../../../kiosk/static/app/hours.js";

const SCREEN = { opens_at: 1_000, closes_at: 2_000 };

test("sign-in is open in its hours unless the event is called off", () => {
  assert.deepEqual([999, 1_000, 2_000, 2_001].map((now) => signInState(SCREEN, "open", now)), ["before", "open", "open", "over"]);
  for (const status of ["cancelled", "postponed"]) assert.equal(signInState(SCREEN, status, 1_500), "over");
  assert.equal(signInState(SCREEN, "moved", 1_500), "open");
});

test("the code of a period is shown from its first to its last millisecond", () => {
  const codes = { first: 10, every: 120_000, codes: ["0001", "0002"] };
  assert.deepEqual([1_199_999, 1_200_000, 1_319_999, 1_320_000, 1_439_999, 1_440_000].map((now) => codeAt(codes, now)), ["", "0001", "0001", "0002", "0002", ""]);
  assert.equal(codeAt(null, 1_200_000), "");
});
