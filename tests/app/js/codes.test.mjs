// The phone reads codes as the server does: one file of vectors for both.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { cleanCode, codeOfAddress, readCode, showCode, useOfCode } from "../../../kiosk/static/app/codes.js";

const vectors = JSON.parse(readFileSync(new URL("../../codes/vectors.json", import.meta.url), "utf8"));
const rows = vectors.vectors ?? vectors.rows;

test("all ten thousand vectors are read as the server reads them", () => {
  assert.equal(rows.length, 10_000);
  for (const [typed, serial] of rows) assert.equal(readCode(typed, vectors)?.serial ?? null, serial, typed);
});

test("an address gives its code, anything else itself", () => {
  assert.equal(codeOfAddress("HTTPS://KIOSK.EXAMPLE/F/7K3QX9M2TD"), "7K3QX9M2TD");
  assert.equal(codeOfAddress("https://kiosk.example/f/7k3qx9m2td?x=1#y"), "7k3qx9m2td");
  assert.equal(codeOfAddress("ftp://a/F/7K3QX9M2TD"), "ftp://a/F/7K3QX9M2TD");
  assert.equal(cleanCode("７Ｋ３ＱＸ－9m2tD", vectors), "7K3QX9M2TD");
  assert.equal(showCode("7K3QX9M2TD"), "7K3QX 9M2TD");
});

test("a page that was added says the number that is printed on it", () => {
  const blocks = [
    { first: 100, last: 101, kind: "sheet", run: "R", subject: "R", material: "", size: 0, copies: 2, pages_before: 0 },
    { first: 102, last: 102, kind: "sheet", run: "S", subject: "S", material: "", size: 0, copies: 1, pages_before: 2 },
  ];
  const use = (serial) => useOfCode({ text: "x", serial }, blocks);
  assert.deepEqual([use(101).page, use(102).page, use(102).number], [2, 3, 1]);
});

test("a serial stands for the bundle that its block says", () => {
  const blocks = [
    { first: 100, last: 104, kind: "slip", run: "R", subject: "M", material: "M", size: 50, copies: 230 },
    { first: 200, last: 429, kind: "copy", run: "R", subject: "M", material: "M", size: 50, copies: 230 },
    { first: 500, last: 500, kind: "booth", run: "", subject: "B1", material: "", size: 0, copies: 0 },
  ];
  const use = (serial) => useOfCode({ text: "x", serial }, blocks);
  assert.deepEqual([use(100).bundle, use(100).size], [1, 50]);
  assert.deepEqual([use(104).bundle, use(104).size], [5, 30]);
  assert.deepEqual([use(200).bundle, use(249).bundle, use(250).bundle, use(429).bundle], [1, 1, 2, 5]);
  assert.deepEqual([use(500).bundle, use(500).subject], [0, "B1"]);
  assert.equal(use(99), null);
});
