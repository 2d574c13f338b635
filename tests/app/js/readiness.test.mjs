// What the coordinator's list hears of a phone: at once on opening and practising, seldom about its queue.
import assert from "node:assert/strict";
import test from "node:test";
import { createReadiness } from "../../../kiosk/static/app/readiness.js";

function makeList() {
  const list = { told: [], seen: { practised_at: null, kept: false, waiting: 0, waiting_since: null }, time: 0, timers: [], pairing: { token: "t", scope: { device: "D" } }, answer: { ok: true } };
  list.readiness = createReadiness({
    ask: async (path, { body }) => { list.told.push(body); return list.answer; }, pairing: () => list.pairing, look: async () => ({ ...list.seen }),
    now: () => list.time, later: (work, ms) => list.timers.push({ work, ms }),
  });
  list.wait = async () => { for (const { work, ms } of list.timers.splice(0)) { list.time += ms; await work(); } };
  return list;
}

test("nothing is said before the app has opened, nor without a pairing", async () => {
  const list = makeList();
  list.readiness.notice();
  assert.equal(list.timers.length, 0);
  list.pairing = null;
  await list.readiness.tell();
  assert.equal(list.told.length, 0);
});

test("a scan that is sent at once is not worth a word", async () => {
  const list = makeList();
  await list.readiness.tell();
  list.seen.waiting = 1;
  list.readiness.notice();
  list.readiness.notice();
  list.seen.waiting = 0;
  assert.equal(list.timers.length, 1);
  assert.equal(list.timers[0].ms, 30_000);
  await list.wait();
  assert.equal(list.told.length, 1);
});

test("a queue that grows is told every ten facts, at most once in half a minute", async () => {
  const list = makeList();
  await list.readiness.tell();
  for (const waiting of [4, 12, 15, 23]) {
    list.seen.waiting = waiting;
    list.readiness.notice();
    await list.wait();
  }
  assert.deepEqual(list.told.map((one) => one.waiting), [0, 4, 15]);
});

test("what was not heard is said again when something changes", async () => {
  const list = makeList();
  list.answer = { ok: false, problem: "offline" };
  await list.readiness.tell();
  list.answer = { ok: true };
  list.readiness.notice();
  await list.wait();
  assert.equal(list.told.length, 2);
});

test("a queue that was told of and is empty is told at once, also where it was emptied while it was told", async () => {
  const list = makeList();
  list.seen.waiting = 1;
  await list.readiness.tell();
  list.seen.waiting = 0;
  list.readiness.notice();
  list.readiness.notice();
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(list.told.map((one) => one.waiting), [1, 0]);
  list.seen.waiting = 2;
  const telling = list.readiness.tell();
  await Promise.resolve();
  list.seen.waiting = 0;
  await telling;
  assert.deepEqual(list.told.map((one) => one.waiting), [1, 0, 2, 0]);
});
