// Practising: an invented booth and bundle on a store of their own.  Nothing of it is ever sent, and nothing of it is left afterwards.

import { createPhone } from "./phone.js";
import { standing } from "./day.js";

/**
 * @typedef {{code_rules: import("./codes.js").CodeRules, first: number, slip: string}} Practice the codes that are for practising
 * @typedef {(key: string) => Record<string, string>} InAll a text in every language
 * @typedef {"take_out" | "hand_out" | "undo" | "return" | "close"} Lesson
 */

export const STORE = "kiosk-practice";
/** @type {Lesson[]} */
export const LESSONS = ["take_out", "hand_out", "undo", "return", "close"];
const SIZE = 50;
const DAY_MS = 86_400_000;

/** Nobody is asked: facts of the practice stay where they are. */
const askNobody = async () => /** @type {import("./transport.js").Failure} */ ({ ok: false, problem: "offline", retryAfter: 0 });

/**
 * A phone at the invented booth.
 * @param {{factory: IDBFactory, practice: Practice, say: InAll, onChange?: (what: import("./phone.js").Change) => unknown, now?: () => number}} means
 */
export async function openPractice({ factory, practice, say, onChange, now = Date.now }) {
  await drop(factory);
  const phone = await createPhone({ factory, name: STORE, ask: askNobody, later: () => null, onChange, now });
  const scope = { device: STORE, number: 0, name: "", event: "practice", booth: "practice", role: "volunteer", person: null, expires_at: now() + DAY_MS };
  await phone.takePairing({ device_token: "", scope, plan: makePlan(practice, say), server_time: now() }, now(), now());
  return phone;
}

/** @param {IDBFactory} factory @param {import("./phone.js").Phone} phone */
export async function closePractice(factory, phone) {
  phone.base.close();
  await drop(factory);
}

/** @param {IDBFactory} factory @returns {Promise<void>} */
const drop = (factory) => new Promise((done) => {
  const asked = factory.deleteDatabase(STORE);
  asked.onsuccess = asked.onerror = asked.onblocked = () => done();
});

/** @param {Practice} practice @param {InAll} say */
function makePlan({ code_rules, first }, say) {
  const named = (/** @type {Record<string, any>} */ row, /** @type {string} */ field, /** @type {string} */ key) => ({ ...row, [field]: say(key)["zh-Hant"], variants: { [field]: say(key) } });
  return {
    version: NaN, // unlike every snapshot's: this plan is the only one
    event: { ...named({ id: "practice", code: "", campaign: "", day: "", zone: Intl.DateTimeFormat().resolvedOptions().timeZone, status: "open" }, "title", "app.practice.title"), topics: [] },
    booths: [named({ id: "practice", code: "P", colour: 6 }, "name", "app.practice.booth")],
    materials: [named({ id: "practice", code: "P" }, "title", "app.practice.flyer")],
    colleagues: [], counting_modes: [], code_rules, notice: null,
    code_blocks: [{ first, last: first + 99, kind: "slip", event: "practice", run: "practice", subject: "practice", material: "practice", size: SIZE, copies: 100 * SIZE }],
  };
}

/**
 * What was done so far, in the order of the lessons.
 * @param {import("./base.js").Own[]} own
 */
export function learned(own) {
  const stands = new Set(standing(own).map((one) => one.entry.kind));
  const ever = new Set(own.map((one) => one.entry.kind));
  /** @type {Record<Lesson, boolean>} */
  const done = { take_out: stands.has("issue"), hand_out: ever.has("hand_out"), undo: ever.has("void"), return: stands.has("return"), close: stands.has("close_booth") };
  return LESSONS.filter((lesson) => done[lesson]);
}

/** What to do next; undefined when all is learned. @param {import("./base.js").Own[]} own */
export const nextLesson = (own) => LESSONS.find((lesson) => !learned(own).includes(lesson));
