// Practising: an invented phone whose facts go nowhere, and the five lessons told from what was done.
import assert from "node:assert/strict";
import test from "node:test";
import { IDBFactory } from "fake-indexeddb";
import { openBase } from "../../../kiosk/static/app/base.js";
import { inHand, planTakeOut, stockOf } from "../../../kiosk/static/app/day.js";
import { find } from "../../../kiosk/static/app/found.js";
import { STORE, closePractice, learned, nextLesson, openPractice } from "../../../kiosk/static/app/practice.js";
import { readFileSync } from "node:fs";
import { writeCode } from "./kit.mjs";

const { alphabet, check_table } = JSON.parse(readFileSync(new URL("../../codes/vectors.json", import.meta.url)));
const FIRST = 2 ** 30 - 100;

const write = (serial) => writeCode(serial, { alphabet, check_table });
const practice = { code_rules: { alphabet, length: 10, look_alikes: {}, check_table }, first: FIRST, slip: write(FIRST) };
const say = (key) => ({ "zh-Hans": key, "zh-Hant": key, en: key });
const open = (factory = new IDBFactory()) => openPractice({ factory, practice, say }).then((phone) => ({ factory, phone }));

test("a walk through the lessons is learned step by step, and nothing of it is ever sent", async () => {
  const { phone } = await open();
  let asked = 0;
  globalThis.fetch = () => { asked += 1; return Promise.reject(new Error("asked")); };
  const does = async (make) => phone.record(make(await phone.acts()));
  assert.equal(nextLesson(phone.own), "take_out");
  const bundle = phone.bundle(phone.resolve(practice.slip));
  await does((acts) => acts.takeOut(bundle, planTakeOut(bundle, "practice", null)));
  assert.equal(inHand(stockOf(phone.snapshot, phone.own).practice.practice), 50);
  assert.equal(nextLesson(phone.own), "hand_out");
  await does((acts) => acts.handOut("practice", 1));
  assert.equal(nextLesson(phone.own), "undo");
  await does((acts) => acts.undo(phone.own.filter((one) => one.entry.kind === "hand_out")));
  assert.equal(nextLesson(phone.own), "return");
  await does((acts) => acts.bringBack("booth:practice", "practice", 10));
  await does((acts) => acts.closeBooth({ practice: 40 }));
  assert.deepEqual(learned(phone.own), ["take_out", "hand_out", "undo", "return", "close"]);
  await phone.outbox.flush();
  assert.equal(asked, 0);
});

test("the practice starts anew each time and leaves nothing behind", async () => {
  const { factory, phone } = await open();
  await phone.record((await phone.acts()).handOut("practice", 5));
  await closePractice(factory, phone);
  assert.deepEqual((await factory.databases()).map((one) => one.name), []);
  const again = await open(factory);
  assert.deepEqual(again.phone.own, []);
  assert.notEqual(STORE, (await openBase(factory)).name);
});

test("a practice code is nothing on a real day, and a real code nothing in the practice", async () => {
  const { phone } = await open();
  assert.equal(find({ phone, practice, practising: true }, practice.slip).kind, "bundle");
  assert.equal(find({ phone, practice, practising: true }, write(7)).reason, "real_code");
  assert.equal(find({ phone, practice, practising: null }, practice.slip).reason, "practice_code");
  assert.equal(find({ phone, practice, practising: null }, "7K3QX").reason, "mistyped_code");
});
