// The queue never loses a fact and never sends one twice at once (peers.md f, g, h, j, k, l).
import assert from "node:assert/strict";
import test from "node:test";
import { recall, transact } from "../../../kiosk/static/app/base.js";
import { DEVICE, fact, failed, makeBrowser, makeKiosk } from "./kit.mjs";

const many = (count) => Array.from({ length: count }, () => fact());
const setUp = async (options) => {
  const kiosk = makeKiosk();
  const browser = await makeBrowser(kiosk, options);
  return { kiosk, browser, tab: await browser.tab() };
};

test("what was added is on the phone's disk before anything is sent, and survives the tab", async () => {
  const { kiosk, browser, tab } = await setUp();
  await tab.add(DEVICE, many(3));
  tab.base.close();
  const again = await browser.tab();
  assert.equal((await again.status()).waiting, 3);
  await again.flush();
  assert.equal(kiosk.kept.size, 3);
  assert.equal((await again.status()).waiting, 0);
});

test("facts leave in batches of fifty", async () => {
  const { kiosk, tab } = await setUp();
  await tab.add(DEVICE, many(120));
  await tab.flush();
  assert.deepEqual(kiosk.batches, [50, 50, 20]);
});

test("a fact made without a network is sent once there is one, and counts once although the answer was lost (h)", async () => {
  const { kiosk, browser, tab } = await setUp();
  const online = browser.network;
  browser.network = async () => failed("offline");
  await tab.add(DEVICE, many(2));
  await tab.flush();
  assert.deepEqual([kiosk.kept.size, (await tab.status()).waiting, (await tab.status()).problem], [0, 2, "offline"]);
  browser.network = async (body) => { await kiosk.take(body); return failed("offline"); };
  await tab.flush();
  assert.deepEqual([kiosk.kept.size, (await tab.status()).waiting], [2, 2]);
  browser.network = online;
  await tab.flush();
  assert.deepEqual([kiosk.kept.size, (await tab.status()).waiting, (await tab.status()).problem], [2, 0, ""]);
});

test("only ids that the server echoes with a final answer leave the phone (k)", async () => {
  const { browser, tab } = await setUp();
  const [kept, gone, unknown] = many(3);
  await tab.add(DEVICE, [kept, gone, unknown]);
  const say = (results) => async () => ({ ok: true, status: 200, body: { server_time: Date.now(), device: "active", results }, etag: "", sent: 0, received: 1 });
  for (const body of [[], [{ id: "somebody else's", result: "recorded", seq: 1 }], [{ id: kept.id, result: "perhaps" }], undefined]) {
    browser.network = say(body);
    await tab.flush();
    assert.equal((await tab.status()).waiting, 3);
    assert.equal((await tab.status()).problem, "not_ours");
  }
  let asked = 0;
  browser.network = async () => (asked++ ? failed("offline") : say([{ id: gone.id, result: "recorded", seq: 7 }])());
  await tab.flush();
  assert.equal((await tab.status()).waiting, 2);
});

test("one poisoned item blocks nobody: it stays in sight with the reason, the rest is recorded (g)", async () => {
  const { kiosk, tab } = await setUp();
  const bad = fact({ kind: "dance" });
  kiosk.refuse = (entry) => (entry.kind === "dance" ? "unknown_kind" : null);
  await tab.add(DEVICE, [...many(30), bad, ...many(30)]);
  await tab.flush();
  assert.equal(kiosk.kept.size, 60);
  const [refused] = await tab.refused();
  assert.deepEqual([refused.id, refused.reason, (await tab.status()).refused, (await tab.status()).waiting], [bad.id, "unknown_kind", 1, 0]);
  assert.equal(await transact(tab.base, ["own"], "readonly", (own) => own.get(bad.id)), undefined);
});

test("a refused fact can be mended and sent, or given up by hand", async () => {
  const { kiosk, tab } = await setUp();
  const bad = fact({ kind: "dance" });
  const worse = fact({ kind: "sing" });
  kiosk.refuse = (entry) => (["dance", "sing"].includes(entry.kind) ? "unknown_kind" : null);
  await tab.add(DEVICE, [bad, worse]);
  await tab.flush();
  await tab.mend(bad.id, { ...bad, kind: "hand_out" });
  await tab.drop(worse.id);
  await tab.flush();
  assert.deepEqual([...kiosk.kept.keys()], [bad.id]);
  assert.deepEqual(await tab.refused(), []);
});

test("a batch that the server cannot read as a whole is narrowed down to the one item", async () => {
  const { kiosk, browser, tab } = await setUp();
  const online = browser.network;
  const facts = many(50);
  browser.network = async (body, language) => (body.entries.some((one) => one.id === facts[17].id) ? failed("unreadable", 0, { reason: "malformed_envelope", message: "?" }) : online(body, language));
  await tab.add(DEVICE, facts);
  await tab.flush();
  assert.equal(kiosk.kept.size, 49);
  assert.deepEqual((await tab.refused()).map((one) => [one.id, one.reason]), [[facts[17].id, "malformed_envelope"]]);
});

test("two tabs never send at once, and what both have made is sent once (j)", async () => {
  const { kiosk, browser, tab } = await setUp();
  const other = await browser.tab();
  await Promise.all([tab.add(DEVICE, many(200)), other.add(DEVICE, many(200))]);
  for (let round = 0; round < 5; round++) await Promise.all([tab.flush(), other.flush()]);
  assert.deepEqual([kiosk.kept.size, kiosk.most, (await tab.status()).waiting], [400, 1, 0]);
});

test("without Web Locks (plain http) a lease in the store does the same", async () => {
  const { kiosk, browser, tab } = await setUp({ locks: undefined });
  const other = await browser.tab({ locks: undefined });
  const mine = await browser.tab({ locks: undefined });
  tab.base.close();
  await Promise.all([mine.add(DEVICE, many(200)), other.add(DEVICE, many(200))]);
  for (let round = 0; round < 5; round++) await Promise.all([mine.flush(), other.flush()]);
  assert.deepEqual([kiosk.kept.size, kiosk.most], [400, 1]);
});

test("a lease of a tab that died lapses", async () => {
  const { kiosk, browser } = await setUp();
  let time = Date.now();
  const tab = await browser.tab({ locks: undefined, now: () => time });
  await tab.add(DEVICE, many(1));
  await transact(tab.base, ["kept"], "readwrite", (kept) => kept.put({ owner: "a tab that died", until: time + 30_000 }, "lease"));
  await tab.flush();
  assert.equal(kiosk.kept.size, 0);
  time += 31_000;
  await tab.flush();
  assert.equal(kiosk.kept.size, 1);
});

test("failures wait longer each time, never all phones at the same moment, and as long as the server asks", async () => {
  const { browser } = await setUp();
  const tab = await browser.tab({ random: () => 0.5 });
  browser.network = async () => failed("offline");
  await tab.add(DEVICE, many(1));
  const waits = [];
  for (let round = 0; round < 9; round++) {
    await tab.flush();
    waits.push(tab.timers.at(-1).ms);
  }
  assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  browser.network = async () => failed("busy", 90_000);
  await tab.flush();
  assert.equal(tab.timers.at(-1).ms, 90_000);
  tab.hurry();
  assert.equal(tab.timers.at(-1).ms, 0);
});

test("a phone that the server no longer knows keeps its facts, and holds up no other pairing's", async () => {
  const { kiosk, browser, tab } = await setUp();
  const before = "0195c7a0-0000-7000-8000-00000000000f";
  browser.pairings.set(before, { token: "old", state: "active" });
  const online = browser.network;
  let asked = 0;
  browser.network = async (body, language) => (asked++ === 0 ? failed("gone", 0, { reason: "sign_in_needed" }) : online(body, language));
  await tab.add(before, many(2));
  await new Promise((done) => setTimeout(done, 2));
  await tab.add(DEVICE, many(3));
  await tab.flush();
  assert.equal(kiosk.kept.size, 3);
  assert.deepEqual([(await tab.status()).waiting, (await tab.status()).problem], [2, "gone"]);
  browser.pairings.set(before, { token: "paired again", state: "active" });
  await tab.flush();
  assert.equal(kiosk.kept.size, 5);
});

test("a revoked phone learns it, and what it held is handed in", async () => {
  const { kiosk, browser, tab } = await setUp();
  kiosk.device = "revoked";
  await tab.add(DEVICE, many(2));
  await tab.flush();
  assert.equal(browser.pairings.get(DEVICE).state, "revoked");
  assert.equal(kiosk.kept.size, 2);
});

test("own facts learn their number in the ledger, and keep no name", async () => {
  const { tab } = await setUp();
  const one = fact({ kind: "check_in", private: { name: "王阿姨" } });
  await tab.add(DEVICE, [one]);
  const before = await transact(tab.base, ["own"], "readonly", (own) => own.get(one.id));
  assert.deepEqual([before.seq, before.entry.private], [null, undefined]);
  await tab.flush();
  const after = await transact(tab.base, ["own"], "readonly", (own) => own.get(one.id));
  assert.equal(after.seq, 1);
  assert.ok((await recall(tab.base, "clock")).offset <= 5);
});

test("the exported file holds every fact and no secret", async () => {
  const { browser, tab } = await setUp();
  browser.network = async () => failed("offline");
  const facts = many(3);
  await tab.add(DEVICE, facts);
  const file = await tab.exportQueue();
  assert.deepEqual([file.format, file.version, file.phones.length], ["kiosk-queue", 1, 1]);
  assert.deepEqual(file.phones[0].entries.map((one) => one.id).sort(), facts.map((one) => one.id).sort());
  assert.ok(!JSON.stringify(file).includes("secret"));
});

test("a visitor who is taken back while the kiosk refuses them leaves no name on the phone", async () => {
  const { kiosk, browser, tab } = await setUp();
  const [online, came] = [browser.network, fact({ kind: "check_in", private: { name: "王小明" } })];
  kiosk.refuse = (entry) => (entry.kind === "check_in" ? "no_consent" : null);
  browser.network = async (...asked) => {
    browser.network = online;
    await tab.add(DEVICE, [fact({ kind: "void", data: { entry: came.id } })]);
    return online(...asked);
  };
  await tab.add(DEVICE, [came]);
  await tab.flush();
  const [refused] = await tab.refused();
  assert.deepEqual([refused.id, refused.reason, refused.entry.private], [came.id, "no_consent", undefined]);
});
