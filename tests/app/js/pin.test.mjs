// The staff PIN on a sign-in screen: hashed as the server hashes it, and slower to try the more often it is wrong.
import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import { test } from "node:test";
import { pbkdf2 } from "../../../kiosk/static/app/hashing.js";
import { isPin, waitFor } from "../../../kiosk/static/app/pin.js";

test("the hash is the one that other programs derive, whatever the lengths", () => {
  for (const [secret, salt, rounds] of [["1234", "salt", 1], ["13579246", "aB3dEfGh1JkLmN0p", 2], ["0000", "x".repeat(55), 3], ["9", "y".repeat(64), 7], ["密碼", "鹽".repeat(40), 20_000]]) {
    assert.equal(pbkdf2(secret, salt, rounds), pbkdf2Sync(secret, salt, rounds, 32, "sha256").toString("hex"));
  }
});

test("the server's own form of a hash is read", () => {
  const kept = "pbkdf2:sha256:20000$pepper7$" + pbkdf2Sync("2468", "pepper7", 20_000, 32, "sha256").toString("hex");
  assert.ok(isPin("2468", kept));
  assert.ok(!isPin("2469", kept));
  assert.ok(!isPin("", kept));
});

test("no hash, or one of another kind, opens to nobody", () => {
  for (const kept of ["", "scrypt:1:8:1$a$b", "pbkdf2:sha256:20000", "pbkdf2:sha256:20000$$"]) assert.ok(!isPin("", kept));
});

test("a check takes no longer than somebody waits", () => {
  const begin = performance.now();
  pbkdf2("2468", "pepper7", 20_000);
  assert.ok(performance.now() - begin < 2_000);
});

test("three tries are free, then each wrong one doubles the wait up to five minutes", () => {
  const waits = [0, 1, 2, 3, 4, 5, 8, 50].map((count) => waitFor({ count, at: 1_000 }, 1_000) / 1000);
  assert.deepEqual(waits, [0, 0, 0, 15, 30, 60, 300, 300]);
});

test("a wait runs out, and a clock that was set back does not lengthen it", () => {
  assert.equal(waitFor({ count: 3, at: 10_000 }, 20_000), 5_000);
  assert.equal(waitFor({ count: 3, at: 10_000 }, 25_000), 0);
  assert.equal(waitFor({ count: 3, at: 10_000_000 }, 0), 15_000);
});
