import assert from "node:assert/strict";
import test from "node:test";
import { isId, newId } from "../../../kiosk/static/app/ids.js";

test("an id is a UUIDv7 of the moment, and no two are alike", () => {
  const at = 1_490_317_200_123;
  const ids = Array.from({ length: 2_000 }, () => newId(at));
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) {
    assert.ok(isId(id), id);
    assert.equal(id[14], "7");
    assert.equal(parseInt(id.replaceAll("-", "").slice(0, 12), 16), at);
  }
});

test("an id made later sorts later", () => {
  assert.ok(newId(1_000) < newId(2_000));
  assert.ok(newId(2 ** 40) < newId(2 ** 41));
});

test("ids of one millisecond sort in the order in which they were made", () => {
  const ids = Array.from({ length: 2_000 }, () => newId(1_490_317_200_124));
  assert.deepEqual([...ids].sort(), ids);
});

test("what is no id is told", () => {
  for (const text of ["", "0195C7A0-3C1E-7D52-9B0A-6F2D7C1E8A44", "0195c7a0", null, 7]) assert.equal(isId(text), false);
});
