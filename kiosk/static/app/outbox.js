// The queue of facts: on the phone's disk before anything is said to be saved, and gone from it only when the server has echoed the id
// with a final answer (protocol.md).  One tab sends at a time; what the server refuses stays, with the reason, until a person decides.

import { recall, remember, transact } from "./base.js";
import { betterClock, measureClock } from "./clock.js";

/**
 * @typedef {import("./base.js").Waiting} Waiting
 * @typedef {import("./base.js").Own} Own
 * @typedef {import("./transport.js").Answer | import("./transport.js").Failure} Said
 * @typedef {{token: string, state: "active" | "expired" | "revoked" | "gone"}} Pairing what the queue needs of a pairing
 * @typedef {{waiting: number, oldest: number, refused: number, sending: boolean, problem: string, nextTry: number, heard: number}} Status
 *   `oldest`, `nextTry`, `heard` in ms of the phone's clock, 0 for none
 * @typedef {object} Means
 * @property {IDBDatabase} base
 * @property {(path: string, asked: import("./transport.js").Asked) => Promise<Said>} ask
 * @property {(device: string) => Promise<Pairing | undefined>} pairingOf
 * @property {(device: string, state: Pairing["state"], token: string) => unknown} [onState] the server said what became of a pairing, asked with that secret
 * @property {(status: Status) => unknown} [onChange]
 * @property {() => string} [language]
 * @property {{request: Function} | undefined} [locks] Web Locks, absent on plain http
 * @property {() => number} [now]
 * @property {() => number} [random]
 * @property {(work: () => unknown, ms: number) => unknown} [later]
 * @property {(timer: any) => void} [never]
 */

export const BATCH = 50;
const PATH = "/api/v1/entries";
const LOCK = "kiosk-outbox";
const LEASE_MS = 30_000;
const LOOK_AGAIN_MS = 2_000;
const STUCK_MS = 120_000;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
const FINAL = new Set(["recorded", "duplicate", "conflict", "rejected"]);

/** @param {Means} means */
export function createOutbox({
  base, ask, pairingOf, onState = () => {}, onChange = () => {}, language = () => "", locks = globalThis.navigator?.locks, now = Date.now,
  random = Math.random, later = (work, ms) => setTimeout(work, ms), never = (timer) => clearTimeout(timer),
}) {
  const owner = `${now()}-${random()}`;
  /** Tip → the number to tell: in memory only. @type {Map<string, string>} */
  const tips = new Map();
  let failures = 0;
  let sending = false;
  let problem = "";
  let nextTry = 0;
  let heard = 0;
  let size = BATCH;
  let blockedSince = 0;
  /** @type {any} */
  let timer = null;

  /**
   * Keep facts: resolves when they are on disk, all of them or none.
   * @param {string} device @param {Record<string, unknown>[]} entries each with id, kind, event, seen_at, offset
   */
  async function add(device, entries) {
    await transact(base, ["queue", "own"], "readwrite", (queue, own) => put(queue, own, device, entries));
    await tell();
    flushSoon(0);
  }

  /** @param {IDBObjectStore} queue @param {IDBObjectStore} own @param {string} device @param {Record<string, unknown>[]} entries */
  function put(queue, own, device, entries) {
    const at = now();
    for (const entry of entries) {
      const id = String(entry.id);
      const { private: _, ...seen } = entry;
      queue.put({ id, device, entry, at, state: "waiting" });
      if (entry.kind === "void") forgetWhoCame(queue, /** @type {any} */ (entry.data).entry);
      if (entry.kind !== "tip") own.put({ id, device, entry: seen, at, seq: null, flags: [] }); // nothing of it stays here once it is sent
    }
  }

  /** Whoever is taken back leaves no name here; the fact itself goes out with its void. @param {IDBObjectStore} queue @param {string} id */
  function forgetWhoCame(queue, id) {
    const asked = queue.get(id);
    asked.onsuccess = () => {
      if (asked.result?.entry.kind !== "check_in") return; // a note or a registration without its words would be refused
      const { private: _, ...seen } = asked.result.entry;
      queue.put({ ...asked.result, entry: seen });
    };
  }

  /** Send everything that waits, unless another tab is at it; resolves when nothing more can be done now. */
  async function flush() {
    if (timer !== null) never(timer);
    timer = null;
    nextTry = 0;
    await alone(async () => {
      sending = true;
      try {
        await tell();
        while (await sendBatch());
      } catch (error) {
        await fail("storage", 0);
        throw error;
      } finally {
        sending = false;
      }
    });
    await tell();
  }

  /** @param {number} ms wait at most this long before sending */
  function flushSoon(ms) {
    if (timer !== null && nextTry && nextTry <= now() + ms) return;
    if (timer !== null) never(timer);
    nextTry = now() + ms;
    timer = later(() => flush(), ms);
  }

  /** Something speaks for a better network: try at once, as if nothing had failed. */
  function hurry() {
    failures = 0;
    flushSoon(0);
  }

  /** @returns {Promise<boolean>} whether there may be more to send */
  async function sendBatch() {
    const batch = await nextBatch();
    if (!batch.length) return false;
    const device = batch[0].device;
    const pairing = await pairingOf(device);
    if (!pairing || pairing.state === "gone") return fail("gone", 0);
    const said = await ask(PATH, {
      method: "POST", token: pairing.token, language: language(), body: { sent_at: now(), entries: batch.map((one) => one.entry) },
    });
    if (!said.ok) return said.problem === "gone" ? signOut(device, pairing.token) : retry(batch, said);
    const results = echoed(batch, said.body);
    if (!results.length) return fail("not_ours", 0);
    await settle(results);
    await keepClock(said);
    if (["active", "expired", "revoked"].includes(said.body.device)) await onState(device, said.body.device, pairing.token);
    failures = 0;
    problem = "";
    size = Math.min(BATCH, size * 2);
    heard = said.received;
    await tell();
    return true;
  }

  /** The oldest facts of one pairing; a pairing that is gone keeps its facts and holds up nobody else's. */
  async function nextBatch() {
    /** @type {Waiting[]} */
    const all = await transact(base, ["queue"], "readonly", (queue) => queue.index("at").getAll());
    const gone = new Set();
    for (const device of new Set(all.map((one) => one.device))) if (((await pairingOf(device))?.state ?? "gone") === "gone") gone.add(device);
    const waiting = all.filter((one) => one.state === "waiting" && !gone.has(one.device));
    if (!waiting.length && gone.size) problem = "gone";
    return waiting.filter((one) => one.device === waiting[0].device).slice(0, size);
  }

  /**
   * The final answers to what was sent: only these may touch the queue.
   * @param {Waiting[]} batch @param {any} body
   */
  function echoed(batch, body) {
    if (!Array.isArray(body?.results)) return [];
    const sent = new Set(batch.map((one) => one.id));
    return body.results.filter((/** @type {any} */ one) => sent.has(one?.id) && FINAL.has(one?.result));
  }

  /** @param {any[]} results */
  async function settle(results) {
    await transact(base, ["queue", "own"], "readwrite", (queue, own) => {
      for (const { id, result, seq, flags = [], number, volunteer, tip, reason = "", message = "", field = "" } of results) {
        if (tip) tips.set(id, tip);
        if (result === "recorded" || result === "duplicate") {
          queue.delete(id);
          const kept = own.get(id);
          kept.onsuccess = () => kept.result && own.put({ ...kept.result, seq, flags, ...(number ? { number } : {}), ...(volunteer ? { volunteer } : {}) });
        } else {
          const there = queue.get(id); // as it is now: whoever was taken back meanwhile has no name here any more
          there.onsuccess = () => there.result && queue.put({ ...there.result, state: "refused", reason, message, field });
          own.delete(id);
        }
      }
    });
  }

  /** @param {Waiting[]} batch @param {import("./transport.js").Failure} said */
  async function retry(batch, said) {
    const whole = said.problem === "too_large" || said.problem === "unreadable";
    if (whole && batch.length > 1) {
      size = Math.max(1, Math.floor(batch.length / 2)); // one bad item must not hold up the others: narrow it down
      return true;
    }
    if (whole) {
      await settle([{ id: batch[0].id, result: "rejected", reason: said.body?.reason ?? said.problem, message: said.body?.message ?? "" }]);
      return true;
    }
    return fail(said.problem, said.retryAfter);
  }

  /** @param {string} device @param {string} token */
  async function signOut(device, token) {
    await onState(device, "gone", token);
    problem = "gone";
    return true;
  }

  /** @param {string} why @param {number} retryAfter */
  async function fail(why, retryAfter) {
    problem = why;
    failures += 1;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (0.5 + random());
    flushSoon(Math.max(retryAfter, Math.round(wait)));
    return false;
  }

  /** @param {import("./transport.js").Answer} said */
  async function keepClock(said) {
    if (!Number.isInteger(said.body.server_time)) return;
    const known = await recall(base, "clock");
    await remember(base, "clock", betterClock(known, measureClock(said.sent, said.received, said.body.server_time)));
  }

  /**
   * Run `work` in one tab only; while another tab is at it, this one looks again.
   * @param {() => Promise<void>} work
   */
  async function alone(work) {
    const got = locks ? await locked(work) : await leased(work);
    blockedSince = got ? 0 : blockedSince || now();
    if (!got && (await status()).waiting) flushSoon(LOOK_AGAIN_MS);
  }

  /**
   * A tab that was put to sleep may hold the lock for ever: then it is taken from it, since a fact that is sent twice counts once.
   * @param {() => Promise<void>} work @returns {Promise<boolean>}
   */
  function locked(work) {
    const steal = blockedSince > 0 && now() - blockedSince > STUCK_MS;
    const how = steal ? { steal } : { ifAvailable: true };
    return /** @type {any} */ (locks).request(LOCK, how, async (/** @type {unknown} */ lock) => {
      if (lock) await work();
      return Boolean(lock);
    }).catch((/** @type {Error} */ error) => {
      if (error.name !== "AbortError") throw error; // an AbortError: another tab took the lock from this one
      return false;
    });
  }

  /** @param {() => Promise<void>} work @returns {Promise<boolean>} */
  async function leased(work) {
    if (!(await takeLease())) return false;
    const renewing = setInterval(takeLease, LEASE_MS / 3);
    try {
      await work();
    } finally {
      clearInterval(renewing);
      await transact(base, ["kept"], "readwrite", (kept) => kept.delete("lease"));
    }
    return true;
  }

  /** Without Web Locks (plain http): a lease in the store, which a tab that died lets lapse. */
  function takeLease() {
    let taken = false;
    return transact(base, ["kept"], "readwrite", (kept) => {
      const lease = kept.get("lease");
      lease.onsuccess = () => {
        taken = !lease.result || lease.result.owner === owner || lease.result.until < now() || lease.result.until > now() + 2 * LEASE_MS;
        if (taken) kept.put({ owner, until: now() + LEASE_MS }, "lease");
      };
    }).then(() => taken);
  }

  /** @returns {Promise<Status>} */
  async function status() {
    /** @type {Waiting[]} */
    const all = await transact(base, ["queue"], "readonly", (queue) => queue.index("at").getAll());
    const waiting = all.filter((one) => one.state === "waiting");
    return { waiting: waiting.length, oldest: waiting[0]?.at ?? 0, refused: all.length - waiting.length, sending, problem, nextTry, heard };
  }

  const tell = async () => onChange(await status());

  /** @returns {Promise<Waiting[]>} what waits to be sent, oldest first */
  const waiting = async () => (await transact(base, ["queue"], "readonly", (queue) => queue.index("at").getAll())).filter((/** @type {Waiting} */ one) => one.state === "waiting");

  /** @returns {Promise<Waiting[]>} what the server refused, oldest first */
  const refused = async () => (await transact(base, ["queue"], "readonly", (queue) => queue.index("at").getAll())).filter((/** @type {Waiting} */ one) => one.state === "refused");

  /**
   * Send a refused fact once more, mended; where its id stands for something else already, under the new id that `entry` carries.
   * @param {string} id @param {Record<string, unknown>} entry
   */
  async function mend(id, entry) {
    const found = (await refused()).find((one) => one.id === id);
    if (!found) return;
    await transact(base, ["queue", "own"], "readwrite", (queue, own) => {
      queue.delete(id);
      put(queue, own, found.device, [entry]);
    });
    await tell();
    flushSoon(0);
  }

  /** Give up a refused fact: a person decided. @param {string} id */
  async function drop(id) {
    const found = (await refused()).find((one) => one.id === id);
    if (found) await transact(base, ["queue"], "readwrite", (queue) => queue.delete(id));
    await tell();
  }

  /** Everything that is still here, as a file for the coordinator; it holds no secret of the phone. */
  async function exportQueue() {
    /** @type {Waiting[]} */
    const all = await transact(base, ["queue"], "readonly", (queue) => queue.index("at").getAll());
    const phones = [...new Set(all.map((one) => one.device))];
    const entriesOf = (/** @type {string} */ device) => all.filter((one) => one.device === device).map((one) => one.entry);
    return { format: "kiosk-queue", version: 1, exported_at: now(), phones: phones.map((device) => ({ device, entries: entriesOf(device) })) };
  }

  return { add, flush, flushSoon, hurry, status, tell, waiting, tips, refused, mend, drop, exportQueue };
}
