// The names on the phone: encrypted on its disk, open in memory only, and gone when they must go, while the queue stays.
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import test from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { openBase } from "../../../kiosk/static/app/base.js";
import { createPhone } from "../../../kiosk/static/app/phone.js";
import { makeKiosk } from "./kit.mjs";

const NAME = "單一凡";
const HOUR = 3_600_000;
const folding = { dropped: "[\\s·]+", simplified: { 單: "单" } };
const people = [
  { id: "P1", codes: ["R01"], name: NAME, category: "invited", expected: true, key: "单一凡", sounds: "shan,dan yi fan" },
  { id: "P2", codes: ["R02"], name: "李明", category: "invited", expected: true, key: "李明", sounds: "li ming" },
];
const plan = (ends) => ({ version: 1, event: { id: "E", code: "B", ends_at: ends }, booths: [], materials: [], counting_modes: [], code_blocks: [], code_rules: { alphabet: "", length: 10, look_alikes: {}, check_table: [] } });
const snapshot = { seq: 0, plan_version: 1, status: "open", booths: {}, holders: [], bundles: [], consultations: {}, visits: 0, on_duty: [], closed: {} };

/** A kiosk that holds a roster, a clock that can be set, a network that can be cut, and phones on one store. */
function setUp({ role = "sign_in", subtle } = {}) {
  const world = { now: Date.now(), kiosk: makeKiosk(), factory: new IDBFactory(), timers: [], answer: null, asked: [], arrivals: [], version: "v1", seq: 1 };
  world.ends = world.now + HOUR;
  const ok = (body, etag = "") => ({ ok: true, status: 200, body, etag, sent: world.now, received: world.now });
  world.ask = async (path, { body, etag } = {}) => {
    world.asked.push(path);
    if (world.answer) return world.answer;
    if (path.endsWith("/entries")) return ok(await world.kiosk.take(body));
    if (path.includes("/roster")) {
      if (etag === `"${world.version}.${world.seq}"`) return { ...ok(null), status: 304 };
      const known = path.includes(`known=${world.version}&`);
      return ok({ version: world.version, seq: world.seq, since: known ? 1 : 0, until: world.ends, names: known ? null : { people, folding }, arrivals: world.arrivals });
    }
    return ok(path.endsWith("/snapshot") ? snapshot : {});
  };
  world.open = () => createPhone({ factory: world.factory, ask: world.ask, now: () => world.now, locks: undefined, later: (work, ms) => world.timers.push({ work, ms }), never: () => {}, ...(subtle === null ? { subtle } : {}) });
  world.pair = (phone, device = "D1") => phone.takePairing({ device_token: "T", scope: { device, number: 1, name: "", event: "E", booth: null, role, person: null, expires_at: 0 }, plan: plan(world.ends), server_time: world.now }, world.now, world.now);
  return world;
}

/** Everything that the store holds, with bytes as text. */
async function everything(factory) {
  const base = await openBase(factory);
  const read = (name) => new Promise((done) => { const asked = base.transaction(name).objectStore(name).getAll(); asked.onsuccess = () => done(asked.result); });
  const held = await Promise.all(["queue", "own", "kept"].map(read));
  base.close();
  return JSON.stringify(held, (_, value) => (value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder().decode(value) : value));
}

async function withRoster(how) {
  const world = setUp(how);
  const phone = await world.open();
  await world.pair(phone);
  await phone.refreshRoster();
  return { world, phone };
}

const keep = async (phone) => phone.record((await phone.acts()).letIn({ person: "P1" }));
const gone = (phone) => assert.deepEqual([phone.roster.open, phone.rosterState() === "here"], [null, false]);

test("names are found at once and after a restart without a network", async () => {
  const { world, phone } = await withRoster();
  assert.equal(phone.roster.open.search.find("syf").found[0].name, NAME);
  phone.base.close();
  world.answer = { ok: false, problem: "offline", retryAfter: 0 };
  const again = await world.open();
  assert.equal(again.roster.open.search.byCode("R01").name, NAME);
  assert.equal(again.rosterState(), "here");
});

test("no name, and no letter of its pinyin, is in the store; signing in leaves none either", async () => {
  const { world, phone } = await withRoster();
  await keep(phone);
  const text = await everything(world.factory);
  for (const part of [NAME, "单一凡", "李明", "shan,dan", "R01"]) assert.ok(!text.includes(part), part);
});

test("the key cannot be taken out", async () => {
  const { phone } = await withRoster();
  const { key } = phone.roster.open;
  assert.equal(key.extractable, false);
  await assert.rejects(crypto.subtle.exportKey("raw", key));
});

test("who has come is merged as it is told, and a check-in that was taken back is forgotten", async () => {
  const { world, phone } = await withRoster();
  Object.assign(world, { seq: 2, arrivals: [{ person: "P1", entry: "e1", at: 5, booth: "B1" }] });
  await phone.refreshRoster();
  assert.deepEqual(phone.roster.open.arrivals.get("P1"), { entry: "e1", at: 5, booth: "B1" });
  Object.assign(world, { seq: 3, arrivals: [{ person: "P1", entry: null, at: null, booth: null }, { person: "P2", entry: "e2", at: 6, booth: null }] });
  await phone.refreshRoster();
  phone.base.close();
  const again = await world.open();
  assert.deepEqual([...again.roster.open.arrivals], [["P2", { entry: "e2", at: 6, booth: "" }]]);
});

const ENDS = {
  "signing out": async ({ phone }) => phone.signOut(),
  "the kiosk's own 401": async ({ world, phone }) => {
    world.answer = { ok: false, problem: "gone", retryAfter: 0, body: { reason: "sign_in_needed" } };
    await phone.refresh();
  },
  "a 401 to the queue": async ({ world, phone }) => {
    world.answer = { ok: false, problem: "gone", retryAfter: 0, body: { reason: "sign_in_needed" } };
    await phone.outbox.flush();
  },
  "a refusal, as after revocation": async ({ world, phone }) => {
    world.answer = { ok: false, problem: "refused", retryAfter: 0, body: { reason: "pairing_over" } };
    await phone.refresh();
  },
  "a pairing to something else": async ({ world, phone }) => world.pair(phone, "D2"),
  "the event's end, seen by nobody": async ({ world }) => {
    world.now = world.ends;
    for (const { work } of world.timers.splice(0)) await work();
    await new Promise((done) => setTimeout(done, 20));
  },
};
for (const [why, end] of Object.entries(ENDS)) {
  test(`names and key go with ${why}, and what is queued stays`, async () => {
    const { world, phone } = await withRoster();
    world.answer = { ok: false, problem: "offline", retryAfter: 0 };
    await keep(phone);
    await end({ world, phone });
    assert.equal(phone.roster.open, null);
    const text = await everything(world.factory);
    assert.ok(!text.includes('"iv"') && !text.includes("until"), "the boxes are gone");
    assert.equal((await phone.outbox.exportQueue()).phones[0].entries.length, 1);
  });
}

test("revocation heard with the answer to the queue wipes the names", async () => {
  const { world, phone } = await withRoster();
  world.kiosk.device = "revoked";
  await keep(phone);
  await phone.outbox.flush();
  gone(phone);
  assert.equal(world.kiosk.kept.size, 1);
});

test("an app that is opened after the end, without a network, deletes what it finds", async () => {
  const { world, phone } = await withRoster();
  phone.base.close();
  world.now = world.ends + 1;
  world.answer = { ok: false, problem: "offline", retryAfter: 0 };
  const again = await world.open();
  gone(again);
  assert.equal(again.rosterState(), "over");
  assert.ok(!(await everything(world.factory)).includes("until"));
});

test("another page's refusal and a lost network wipe nothing", async () => {
  const { world, phone } = await withRoster();
  for (const problem of ["offline", "busy", "not_ours"]) {
    world.answer = { ok: false, problem, retryAfter: 0 };
    await phone.refresh();
    assert.equal(phone.rosterState(), "here");
  }
});

test("an answer on its way when the phone signs out is not kept", async () => {
  const world = setUp();
  const phone = await world.open();
  await world.pair(phone);
  const asking = phone.refreshRoster();
  await phone.signOut();
  await asking;
  assert.equal(phone.roster.open, null);
  assert.ok(!(await everything(world.factory)).includes("until"));
});

test("a tab forgets what another tab has wiped", async () => {
  const { world, phone } = await withRoster();
  const other = await world.open();
  assert.equal(other.rosterState(), "here");
  await phone.signOut();
  await other.refreshRoster();
  assert.equal(other.roster.open, null);
  assert.ok(!(await everything(world.factory)).includes("until"));
});

test("two tabs that take the names at once leave them readable", async () => {
  const world = setUp();
  const one = await world.open();
  await world.pair(one);
  const other = await world.open();
  await Promise.all([one.refreshRoster(), other.refreshRoster()]);
  Object.assign(world, { seq: 2, arrivals: [{ person: "P1", entry: "e1", at: 5, booth: "" }] });
  await Promise.all([one.refreshRoster(), other.refreshRoster()]);
  const third = await world.open();
  assert.equal(third.roster.open.search.size, 2);
});

test("without a secure context nothing is asked for and nothing is kept", async () => {
  const world = setUp({ subtle: null });
  const phone = await world.open();
  await world.pair(phone);
  await phone.refresh();
  assert.equal(phone.rosterState(), "insecure");
  assert.ok(!world.asked.some((path) => path.includes("/roster")));
});

test("a phone that signs nobody in does not ask", async () => {
  const { world, phone } = await withRoster({ role: "volunteer" });
  assert.equal(phone.rosterState(), "not_mine");
  assert.ok(!world.asked.some((path) => path.includes("/roster")));
});

const LEASE = 24 * HOUR;

/** A phone with the names of an event that goes on for three days, without a network from now on. */
async function onTheLongWay() {
  const world = setUp();
  world.ends = world.now + 3 * LEASE;
  const phone = await world.open();
  await world.pair(phone);
  await phone.refreshRoster();
  return { world, phone, cut: () => (world.answer = { ok: false, problem: "offline", retryAfter: 0 }) };
}

test("after a day without a word the names go by themselves, what is queued stays, and they come back with the network", async () => {
  const { world, phone, cut } = await onTheLongWay();
  cut();
  await keep(phone);
  world.now += LEASE - 1;
  assert.equal(phone.rosterState(), "here");
  world.now += 1;
  gone(phone);
  assert.equal(phone.rosterState(), "lapsed");
  await new Promise((done) => setTimeout(done, 20));
  assert.ok(!(await everything(world.factory)).includes("until"));
  phone.base.close();
  const again = await world.open();
  assert.equal(again.rosterState(), "lapsed");
  assert.equal((await again.outbox.exportQueue()).phones[0].entries.length, 1);
  world.answer = null;
  await again.refreshRoster();
  assert.equal(again.rosterState(), "here");
});

test("each word of the kiosk renews the lease, also one that says nothing new, and a restart knows it", async () => {
  const { world, phone, cut } = await onTheLongWay();
  world.now += 20 * HOUR;
  await phone.refreshRoster();
  cut();
  phone.base.close();
  world.now += 20 * HOUR;
  assert.equal((await world.open()).rosterState(), "here");
});

test("a clock that is set back gives no second lease, open or closed", async () => {
  for (const open of [true, false]) {
    const { world, phone, cut } = await onTheLongWay();
    cut();
    world.now -= 30 * LEASE;
    const timers = world.timers.splice(0);
    if (open) for (const { work, ms } of timers) if (ms <= LEASE) await work();
    if (open) gone(phone);
    phone.base.close();
    const again = await world.open();
    world.now += LEASE;
    gone(again);
  }
});

test("a clock that is wrong all the time changes nothing", async () => {
  for (const wrong of [-50 * HOUR, 50 * HOUR]) {
    const world = setUp();
    const server = world.now;
    world.now += wrong;
    const ask = world.ask;
    world.ask = async (path, asked) => {
      const said = await ask(path, asked);
      if (said.body?.until) said.body.until = server + HOUR;
      return said;
    };
    const phone = await world.open();
    await phone.takePairing({ device_token: "T", scope: { device: "D1", number: 1, name: "", event: "E", booth: null, role: "sign_in", person: null, expires_at: 0 }, plan: plan(world.ends), server_time: server }, world.now, world.now);
    await phone.refreshRoster();
    world.now += HOUR - 1;
    assert.ok(phone.roster.open);
    world.now += 2;
    assert.equal(phone.roster.open, null);
  }
});

test("a walk-in who is taken back before the network comes leaves no name on the phone", async () => {
  const { world, phone, cut } = await onTheLongWay();
  cut();
  await phone.record((await phone.acts()).letIn({ name: "余國強", phone: "13800000001", noticeVersion: 1 }));
  await phone.record((await phone.acts()).undo(phone.own));
  const text = await everything(world.factory);
  assert.ok(!text.includes("余國強") && !text.includes("13800000001"));
  assert.equal((await phone.outbox.waiting()).length, 2);
});
