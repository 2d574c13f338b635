import assert from "node:assert/strict";
import test from "node:test";
import { createWedge } from "../../../kiosk/static/app/wedge.js";

function type(text, between, end = "Enter") {
  const found = [];
  const wedge = createWedge((said) => found.push(said));
  let at = 1_000;
  let stopped = 0;
  for (const key of [...text, end]) wedge({ key, timeStamp: (at += between), preventDefault: () => (stopped += 1) });
  return { found, stopped };
}

test("a burst of keys with Enter or Tab is a code, and its Enter does nothing else", () => {
  assert.deepEqual(type("7K3QX9M2TD", 8), { found: ["7K3QX9M2TD"], stopped: 1 });
  assert.deepEqual(type("HTTPS://K.EXAMPLE/F/7K3QX9M2TD", 15, "Tab").found, ["HTTPS://K.EXAMPLE/F/7K3QX9M2TD"]);
});

test("a person's typing never is, nor a short burst", () => {
  assert.deepEqual(type("7K3QX9M2TD", 120), { found: [], stopped: 0 });
  assert.deepEqual(type("+10", 5).found, []);
});

test("a busy phone that holds some keys back still reads the scan", () => {
  const found = [];
  const wedge = createWedge((said) => found.push(said));
  let at = 0;
  for (const [index, key] of [..."HTTPS://K.EXAMPLE/F/7K3QX9M2TD", "Enter"].entries()) wedge({ key, timeStamp: (at += index % 10 === 4 ? 220 : 8) });
  assert.deepEqual(found, ["HTTPS://K.EXAMPLE/F/7K3QX9M2TD"]);
});

test("typing before a scan does not spoil it, and full width is read", () => {
  const found = [];
  const wedge = createWedge((said) => found.push(said));
  let at = 0;
  for (const key of "小王") wedge({ key, timeStamp: (at += 200) });
  at += 500;
  for (const key of [..."７Ｋ３ＱＸ９Ｍ２ＴＤ", "Enter"]) wedge({ key, timeStamp: (at += 6) });
  assert.deepEqual(found, ["7K3QX9M2TD"]);
});

test("keys that come between letters do not matter, shortcuts are left alone", () => {
  const found = [];
  const wedge = createWedge((said) => found.push(said));
  let at = 0;
  for (const key of ["7", "Shift", "K", "3", "Q", "X", "9", "M", "2", "Enter"]) wedge({ key, timeStamp: (at += 6) });
  wedge({ key: "c", ctrlKey: true, timeStamp: (at += 6) });
  assert.deepEqual(found, ["7K3QX9M2"]);
});
