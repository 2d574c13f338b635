import assert from "node:assert/strict";
import test from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { NAME, STEPS, VERSION, openBase, recall, remember, transact } from "../../../kiosk/static/app/base.js";

test("an upgrade of the store keeps the queue (l)", async () => {
  const factory = new IDBFactory();
  const old = await openBase(factory);
  await transact(old, ["queue"], "readwrite", (queue) => queue.put({ id: "a", device: "d", entry: {}, at: 1, state: "waiting" }));
  let outdated = false;
  old.onversionchange = () => { old.close(); outdated = true; };
  STEPS.push((base) => base.createObjectStore("later"));
  try {
    const next = await openBase(factory, { version: VERSION + 1 });
    assert.ok(outdated);
    assert.equal((await transact(next, ["queue"], "readonly", (queue) => queue.get("a"))).id, "a");
    assert.ok(next.objectStoreNames.contains("later"));
  } finally {
    STEPS.pop();
  }
});

test("an old page hears that a newer one wants to upgrade", async () => {
  const factory = new IDBFactory();
  let told = 0;
  await openBase(factory, { onOutdated: () => (told += 1) });
  STEPS.push(() => {});
  try {
    (await openBase(factory, { version: VERSION + 1 })).close();
  } finally {
    STEPS.pop();
  }
  assert.equal(told, 1);
});

test("what a failing transaction wrote is not kept", async () => {
  const base = await openBase(new IDBFactory(), { name: NAME });
  await remember(base, "one", 1);
  await assert.rejects(transact(base, ["kept"], "readwrite", (kept) => { kept.put(2, "one"); kept.transaction.abort(); }));
  assert.equal(await recall(base, "one"), 1);
});
