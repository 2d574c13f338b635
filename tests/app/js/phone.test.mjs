// A phone as a whole, without its pages: pairing, figures, codes, an earlier pairing, and what it asks the kiosk.
import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import test from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { createPhone } from "../../../kiosk/static/app/phone.js";
import { makeKiosk } from "./kit.mjs";

const stock = (values) => ({ issued: 0, transferred_in: 0, transferred_out: 0, handed_out: 0, returned: 0, spoiled: 0, ...values });
const plan = { version: 1, event: { id: "E", code: "B" }, booths: [{ id: "B1", code: "B1" }], materials: [{ id: "M" }], counting_modes: [], code_blocks: [], code_rules: { alphabet: "", length: 10, look_alikes: {}, check_table: [] } };
const scope = (values = {}) => ({ device: "D1", number: 1, name: "", event: "E", booth: "B1", role: "volunteer", person: null, expires_at: 0, ...values });
const snapshot = (values = {}) => ({ seq: 0, plan_version: 1, status: "open", booths: { B1: { M: stock({ issued: 100 }) } }, holders: [], bundles: [], consultations: {}, visits: 0, closed: {}, ...values });

/** A kiosk with figures, asked over a network that can be cut. */
function setUp() {
  const kiosk = makeKiosk();
  const world = { kiosk, offline: false, asked: [], snapshot: snapshot(), plan };
  world.ask = async (path, { body, token } = {}) => {
    world.asked.push([path, token]);
    const now = Date.now();
    if (world.offline) return { ok: false, problem: "offline", retryAfter: 0 };
    const answer = (said) => ({ ok: true, status: 200, body: said, etag: '"1"', sent: now, received: now });
    if (path.endsWith("/entries")) return answer(await kiosk.take(body));
    if (path.endsWith("/snapshot")) return answer(world.snapshot);
    if (path.endsWith("/plan")) return answer(world.plan);
    return answer({});
  };
  return world;
}

const open = (world, factory) => createPhone({ factory, ask: (path, asked) => world.ask(path, asked), locks: undefined, later: () => 0, never: () => {} });
const pair = (phone, values = {}, token = "T1") => phone.takePairing({ device_token: token, scope: scope(values), plan, server_time: Date.now() + 5_000 }, Date.now(), Date.now());

test("a paired phone remembers everything across a restart without a network", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const phone = await open(world, factory);
  await pair(phone);
  await phone.refresh();
  world.offline = true;
  await phone.record((await phone.acts()).handOut("M", 10));
  phone.base.close();
  const again = await open(world, factory);
  assert.deepEqual([again.scope.booth, again.plan.event.code, again.snapshot.booths.B1.M.issued, again.own.length, again.status.waiting], ["B1", "B", 100, 1, 1]);
});

test("facts carry how far the phone's clock is off", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const phone = await open(world, factory);
  await pair(phone);
  const [entry] = (await phone.acts()).handOut("M", 1);
  assert.ok(Math.abs(entry.offset - 5_000) < 100);
});

test("a new pairing sends the old one's facts under the old one's secret", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const phone = await open(world, factory);
  await pair(phone);
  world.offline = true;
  await phone.record((await phone.acts()).handOut("M", 10));
  await pair(phone, { device: "D2", event: "E2" }, "T2");
  assert.equal(phone.own.length, 0);
  await phone.record((await phone.acts()).handOut("M", 1));
  world.offline = false;
  world.asked = [];
  await phone.outbox.flush();
  assert.deepEqual(world.asked.filter(([path]) => path.endsWith("/entries")).map(([, token]) => token).sort(), ["T1", "T2"]);
  assert.equal(world.kiosk.kept.size, 2);
});

test("a newer plan is fetched when the figures speak of one, and kept", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const phone = await open(world, factory);
  await pair(phone);
  world.plan = { ...plan, version: 2, materials: [{ id: "M" }, { id: "N" }] };
  world.snapshot = snapshot({ plan_version: 2 });
  await phone.refresh();
  assert.equal(phone.plan.materials.length, 2);
  phone.base.close();
  assert.equal((await open(world, factory)).plan.version, 2);
});

test("moving to another booth is told to the coordinator, later if there is no network", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const phone = await open(world, factory);
  await pair(phone);
  world.offline = true;
  await phone.moveTo("B2");
  await phone.tellPlace();
  world.offline = false;
  world.asked = [];
  await phone.tellPlace();
  await phone.tellPlace();
  assert.equal(world.asked.filter(([path]) => path.endsWith("/place")).length, 1);
  assert.equal((await phone.acts()).handOut("M", 1)[0].data.booth, "B2");
});

test("signing out keeps what is queued", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const phone = await open(world, factory);
  await pair(phone);
  world.offline = true;
  await phone.record((await phone.acts()).handOut("M", 10));
  await phone.signOut();
  assert.equal(phone.pairing, null);
  world.offline = false;
  await phone.outbox.flush();
  assert.equal(world.kiosk.kept.size, 1);
});

test("a tab that still has the old secret does not undo a new pairing in another tab", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const old = await open(world, factory);
  await pair(old);
  await pair(await open(world, factory), {}, "T2");
  const answer = world.ask;
  const ended = { ok: false, problem: "gone", retryAfter: 0 };
  world.ask = async (path, asked) => (asked.token === "T1" ? ended : answer(path, asked));
  await old.refresh();
  const again = await open(world, factory);
  assert.deepEqual([again.pairing.state, again.pairing.token], ["active", "T2"]);
});

test("what one tab moves or signs out stays so when another tab changes something else", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const one = await open(world, factory);
  await pair(one);
  const two = await open(world, factory);
  await pair(two, { device: "D2", event: "E2" }, "T2");
  await one.moveTo("B2");
  const again = await open(world, factory);
  assert.deepEqual([again.scope.device, again.scope.event, again.pairing.state], ["D2", "E2", "active"]);
});

test("another tab's facts are sent by whichever tab is open, and it follows the new pairing", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const one = await open(world, factory);
  await pair(one);
  const two = await open(world, factory);
  world.offline = true;
  await pair(two, { device: "D2", event: "E2" }, "T2");
  await two.record((await two.acts()).handOut("M", 1));
  two.base.close();
  world.offline = false;
  await one.outbox.flush();
  assert.equal(world.kiosk.kept.size, 1);
  await one.keepInStep();
  assert.deepEqual([one.scope.event, one.own.length], ["E2", 1]);
});

test("some Wi-Fi's own JSON takes neither the plan's nor the figures' place", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const phone = await open(world, factory);
  await pair(phone);
  [world.snapshot, world.plan] = [{ status: "login", plan_version: 9 }, { event: "login", url: "/portal" }];
  await phone.refresh();
  assert.deepEqual([phone.plan.event.id, phone.snapshot.status ?? "", await phone.takeOver("123456")], ["E", "", "not_ours"]);
});

/** Hold back the answers to a path until they are let go: each as it was when it was asked for. */
function holdBack(world, path) {
  const [ask, waiting] = [world.ask, []];
  world.ask = async (where, asked) => {
    const said = await ask(where, asked);
    if (where.endsWith(path)) await new Promise((done) => waiting.push(done));
    return said;
  };
  return waiting;
}

/** Until so many answers wait. */
const until = async (waiting, count) => { while (waiting.length < count) await new Promise((done) => setTimeout(done, 1)); };

test("figures that were asked for before the phone was paired with another event come too late", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const phone = await open(world, factory);
  await pair(phone);
  world.snapshot = snapshot({ visits: 7 });
  const waiting = holdBack(world, "/snapshot");
  const asked = phone.refresh();
  await until(waiting, 1);
  await pair(phone, { device: "D2", event: "E2" }, "T2");
  waiting.forEach((letGo) => letGo());
  assert.equal(await asked, false);
  assert.equal(phone.snapshot.visits, 0);
});

test("a plan that was asked for before the phone was paired with another event comes too late", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const phone = await open(world, factory);
  await pair(phone);
  world.plan = { ...plan, version: 2, booths: [{ id: "old", code: "old" }] };
  world.snapshot = snapshot({ plan_version: 2 });
  const waiting = holdBack(world, "/plan");
  const asked = phone.refresh();
  await until(waiting, 1);
  await pair(phone, { device: "D2", event: "E2" }, "T2");
  waiting.forEach((letGo) => letGo());
  await asked;
  assert.deepEqual(phone.plan.booths.map((one) => one.id), ["B1"]);
});

test("figures that are overtaken by newer ones are not shown after them", async () => {
  const [world, factory] = [setUp(), new IDBFactory()];
  const phone = await open(world, factory);
  await pair(phone);
  const waiting = holdBack(world, "/snapshot");
  const answers = [3, 5].map((visits) => {
    world.snapshot = snapshot({ seq: visits, visits });
    return phone.refresh();
  });
  await until(waiting, 2);
  for (const place of [1, 0]) {
    waiting[place]();
    await answers[place];
  }
  assert.equal(phone.snapshot.visits, 5);
});
