// This phone: its pairing, the plan and the figures that it took along, its own facts, and the queue.  No page is drawn here.

import { createActs } from "./acts.js";
import { forget, openBase, recall, remember, transact } from "./base.js";
import { readCode, useOfCode } from "./codes.js";
import { NOTHING_YET, bundleOf } from "./day.js";
import { createOutbox } from "./outbox.js";
import { createRoster } from "./roster.js";
import { createTransport } from "./transport.js";
import { betterClock, measureClock } from "./clock.js";

/**
 * @typedef {import("./base.js").Own} Own
 * @typedef {{device: string, number: number, name: string, event: string, booth: string | null, role: string, person: string | null, expires_at: number}} Scope
 * @typedef {{token: string, scope: Scope, state: "active" | "expired" | "revoked" | "gone", left?: boolean}} Pairing
 * @typedef {Record<string, any>} Plan
 * @typedef {"figures" | "queue" | "plan" | "pairing" | "roster" | "words"} Change `words`: the page has another language
 */

const OWN_KEPT_MS = 30 * 86_400_000;
const MOST_OWN = 2_000;
const SILENCE_MS = 4_000;
const SIGNS_IN = "sign_in";
const ROSTER_PATIENCE_MS = 120_000;
const NO_STATUS = { waiting: 0, oldest: 0, refused: 0, sending: false, problem: "", nextTry: 0, heard: 0 };

/**
 * @param {{factory: IDBFactory, name?: string, onChange?: (what: Change) => unknown, language?: () => string, ask?: ReturnType<typeof createTransport>,
 *   now?: () => number, locks?: any, later?: any, never?: any, random?: () => number, subtle?: SubtleCrypto}} means
 */
export async function createPhone({ factory, name, onChange = () => {}, language = () => "", ask = createTransport(), now = Date.now, ...more }) {
  const base = await openBase(factory, { name, onOutdated: () => globalThis.location?.reload() });
  /** @type {Record<string, Pairing>} by the device's id: an earlier pairing's facts go out under its own secret */
  let pairings = (await recall(base, "pairings")) ?? {};
  /** @type {string} */
  let current = (await recall(base, "current")) ?? "";
  /** @type {Plan | null} */
  let plan = (await recall(base, "plan")) ?? null;
  /** @type {import("./day.js").Snapshot} */
  let snapshot = { ...NOTHING_YET, ...(await recall(base, "snapshot")) };
  let snapshotTag = (await recall(base, "snapshot tag")) ?? "";
  /** @type {Own[]} */
  let own = [];
  let status = NO_STATUS;
  let askingForRoster = false;
  let [asked, heard] = [0, 0]; // how often the figures were asked for, and the latest of these that was answered
  const roster = createRoster({ base, now, ...more, onChange: () => onChange("roster") });

  const outbox = createOutbox({
    base, language, now, ...more, ask: (path, asked) => ask(path, asked),
    pairingOf: async (device) => (await readPairings())[device],
    onState: keepState,
    onChange: async (heard) => {
      status = heard;
      await readOwn();
      onChange("queue");
    },
  });

  async function readOwn() {
    /** @type {Own[]} */
    const all = await transact(base, ["own"], "readonly", (store) => store.index("at").getAll());
    own = all.filter((one) => one.device === current);
  }

  /** The pairings as they lie on this phone: another tab may have paired it anew. */
  async function readPairings() {
    await transact(base, ["kept"], "readonly", (kept) => hear(kept.get("pairings")));
    return pairings;
  }

  /** @param {IDBRequest} asked */
  const hear = (asked) => void (asked.onsuccess = () => void (pairings = asked.result ?? {}));

  /**
   * Change one pairing as it lies on this phone, never as this tab remembers it.
   * @param {string} device @param {(pairing: Pairing) => Pairing | null} change null: it stays @returns {Promise<boolean>} whether it changed
   */
  async function changePairing(device, change) {
    let [all, changed] = [pairings, false];
    await transact(base, ["kept"], "readwrite", (kept) => {
      const asked = kept.get("pairings");
      asked.onsuccess = () => {
        all = asked.result ?? {};
        const next = all[device] && change(all[device]);
        if (!next) return;
        changed = true;
        all = { ...all, [device]: next };
        kept.put(all, "pairings");
      };
    });
    pairings = all; // only what lies on this phone holds: its disk may be full
    return changed;
  }

  /**
   * What the server said to a secret holds for that secret alone: the phone may have been paired anew since.
   * @param {string} device @param {Pairing["state"]} state @param {string} token
   */
  async function keepState(device, state, token) {
    if (!(await changePairing(device, (one) => (one.token === token && one.state !== state ? { ...one, state } : null)))) return;
    if (device !== current) return;
    if (state !== "active") await roster.wipe();
    onChange("pairing");
  }

  /**
   * Take a pairing: another one's facts stay in the queue, under its own secret.
   * @param {{device_token: string, scope: Scope, plan: Plan, server_time: number}} said @param {number} sent @param {number} received
   */
  async function takePairing(said, sent, received) {
    const device = said.scope.device;
    const clock = betterClock(await recall(base, "clock"), measureClock(sent, received, said.server_time));
    await roster.wipe();
    await transact(base, ["kept"], "readwrite", (kept) => {
      const asked = kept.get("pairings");
      asked.onsuccess = () => {
        pairings = { ...asked.result, [device]: { token: said.device_token, scope: said.scope, state: "active" } };
        [current, plan, snapshot, snapshotTag] = [device, said.plan, NOTHING_YET, ""];
        for (const [key, value] of Object.entries({ pairings, current, plan, snapshot, clock, "snapshot tag": "" })) kept.put(value, key);
      };
    });
    await readOwn();
    onChange("pairing");
    await outbox.tell();
    outbox.hurry();
  }

  /** Follow another tab that has paired this phone anew, moved it, or signed it out: this one goes on as the same phone. */
  async function keepInStep() {
    const before = JSON.stringify([current, pairings[current]]);
    const there = await transact(base, ["kept"], "readonly", (kept) => ["pairings", "current", "plan", "snapshot", "snapshot tag"].map((key) => kept.get(key)));
    const [paired = {}, now = "", itsPlan = null, figures, tag = ""] = there.map((one) => one.result);
    if (before === JSON.stringify([now, paired[now]])) return;
    [pairings, current, plan, snapshot, snapshotTag] = [paired, now, itsPlan, { ...NOTHING_YET, ...figures }, tag];
    await readOwn();
    await roster.keepInStep(current);
    onChange("pairing");
    onChange("plan");
  }

  /**
   * Leave what this browser holds for the app on the home screen: six digits, or why not.
   * @returns {Promise<{code: string, expires_at: number} | {problem: string}>}
   */
  async function handOver() {
    await outbox.flush();
    const pairing = pairings[current];
    const luggage = await transact(base, ["queue", "own"], "readonly", (queue, store) => {
      /** @type {{queue: any[], own: any[]}} */
      const held = { queue: [], own: [] };
      queue.getAll().onsuccess = (event) => (held.queue = /** @type {any} */ (event.target).result);
      store.getAll().onsuccess = (event) => (held.own = /** @type {any} */ (event.target).result.slice(-MOST_OWN));
      return held;
    });
    const said = await ask("/api/v1/hand-over", { method: "POST", token: pairing.token, language: language(), body: { luggage } });
    if (!said.ok) return { problem: said.body?.message ?? said.problem };
    await remember(base, "handed over", current);
    return said.body;
  }

  /** Go on as the phone that shows these six digits. @param {string} code @returns {Promise<string>} what is wrong, '' for nothing */
  async function takeOver(code) {
    const sent = now();
    const said = await ask("/api/v1/take-over", { method: "POST", language: language(), body: { code } });
    if (!said.ok) return said.body?.message ?? said.problem;
    if (!said.body.luggage || !said.body.scope) return "not_ours";
    await transact(base, ["queue", "own"], "readwrite", (queue, store) => {
      for (const one of said.body.luggage.queue) queue.put(one);
      for (const one of said.body.luggage.own) store.put(one);
    });
    await takePairing(said.body, sent, said.received);
    return "";
  }

  /** Ask for newer figures, and for a newer plan where there is one; quietly nothing without a network. */
  async function refresh() {
    const pairing = pairings[current];
    if (!pairing || pairing.state !== "active") return false;
    const mine = (asked += 1);
    const said = await ask("/api/v1/snapshot", { token: pairing.token, etag: snapshotTag, language: language() });
    if (!said.ok && said.problem === "gone") await keepState(pairing.scope.device, "gone", pairing.token);
    if (!isNow(pairing)) return false;
    if (!said.ok && said.problem === "refused") await roster.wipe();
    if (!said.ok || mine < heard) return said.ok;
    heard = mine;
    if (said.status === 200 && Number.isInteger(said.body.seq)) {
      snapshot = { ...said.body, heard_at: said.received };
      snapshotTag = said.etag;
      await transact(base, ["kept"], "readwrite", (kept) => { kept.put(snapshot, "snapshot"); kept.put(snapshotTag, "snapshot tag"); });
      onChange("figures");
    }
    if (plan && (snapshot.plan_version !== plan.version || !plan.rules)) await refreshPlan(pairing);
    refreshRoster();
    return true;
  }

  /** Whether this phone still is what it was when it asked: a late answer of another event's is none of this one's. @param {Pairing} pairing */
  const isNow = (pairing) => pairings[current]?.token === pairing.token;

  /** Ask who is expected and who has come, where this phone signs people in; what the kiosk no longer gives is wiped here too. */
  async function refreshRoster() {
    const pairing = pairings[current];
    if (askingForRoster || !roster.possible || pairing?.state !== "active" || pairing.scope.role !== SIGNS_IN) return;
    askingForRoster = true;
    try {
      await roster.keepInStep(current);
      const held = roster.open;
      const said = await ask(`/api/v1/roster?known=${held?.version ?? ""}&after=${held?.seq ?? 0}`, {
        token: pairing.token, etag: held ? `"${held.version}.${held.seq}"` : "", language: language(), patience: ROSTER_PATIENCE_MS,
      });
      if (!said.ok && said.problem === "gone") await keepState(pairing.scope.device, "gone", pairing.token);
      if (!said.ok && said.problem === "refused" && isNow(pairing)) await roster.wipe();
      if (said.ok && said.status === 200 && Array.isArray(said.body.arrivals)) await roster.take(pairing.scope.device, said.body, await offset());
      if (said.ok && said.status === 304) await roster.renew(await offset());
    } finally {
      askingForRoster = false;
    }
  }

  /**
   * The names of who is expected, or why there are none here.
   * @returns {"here" | "not_mine" | "insecure" | "over" | "lapsed" | "missing"}
   */
  function rosterState() {
    if (scopeNow().role !== SIGNS_IN) return "not_mine";
    if (roster.open) return "here";
    if (["ended", "cancelled"].includes(snapshot.status) || (plan && plan.event.ends_at <= now())) return "over";
    if (roster.isLapsed) return "lapsed";
    return roster.possible ? "missing" : "insecure";
  }

  /** @param {Pairing} pairing */
  async function refreshPlan(pairing) {
    const said = await ask("/api/v1/plan", { token: pairing.token, language: language() });
    if (!said.ok || said.status !== 200 || !isPlan(said.body) || !isNow(pairing)) return;
    plan = said.body;
    await remember(base, "plan", plan);
    onChange("plan");
  }

  /** Some Wi-Fi's own JSON must not take the plan's place. @param {any} said */
  const isPlan = (said) => Boolean(said.event?.id) && Number.isInteger(said.version) && Array.isArray(said.code_blocks);

  /** How far the server's clock is from this phone's, ms. */
  const offset = async () => (await recall(base, "clock"))?.offset ?? 0;

  /** What can be done from where this phone stands. */
  async function acts() {
    const scope = scopeNow();
    return createActs({ event: scope.event, booth: scope.booth ?? "", person: scope.person, offset: await offset(), now });
  }

  function scopeNow() {
    const pairing = pairings[current];
    if (!pairing) throw new Error("not paired");
    return pairing.scope;
  }

  /** Keep facts and send them when that is possible; resolves when they are safe on this phone. @param {Record<string, any>[]} entries */
  const record = (entries) => outbox.add(current, entries);

  /** The list hears of it when there is a network; nobody waits for that. @param {string | null} booth the phone works there from now on */
  async function moveTo(booth) {
    await changePairing(current, (one) => ({ ...one, scope: { ...one.scope, booth } }));
    onChange("pairing");
    tellPlace();
  }

  /** Tell the coordinator's list where this phone stands; said again after a time without a network. */
  async function tellPlace() {
    const pairing = pairings[current];
    if (!pairing || pairing.state !== "active") return;
    const told = `${current} ${pairing.scope.booth}`;
    if ((await recall(base, "told place")) === told) return;
    const said = await ask("/api/v1/place", { method: "POST", token: pairing.token, body: { booth: pairing.scope.booth } });
    if (said.ok) await remember(base, "told place", told).catch(() => {}); // said again then
  }

  /** Read a scanned or typed text as a code; null when it is none of ours. @param {string} text */
  const read = (text) => (plan ? readCode(text, plan.code_rules) : null);
  /** @param {string} text */
  function resolve(text) {
    const code = read(text);
    return code && plan ? useOfCode(code, plan.code_blocks) : null;
  }
  /** @param {import("./codes.js").CodeUse} use */
  const bundle = (use) => bundleOf(use, snapshot, own, resolve);

  /** Leave this pairing: what is queued stays until it is sent. */
  async function signOut() {
    const gone = current;
    current = "";
    await forget(base, "current");
    await roster.wipe();
    await changePairing(gone, (one) => ({ ...one, state: "expired", left: true }));
    onChange("pairing");
  }

  /** End this pairing and hold nothing more of it, once the kiosk has everything. @returns {Promise<boolean>} whether it has */
  async function takeDown() {
    if (!(await isAllTold())) return false;
    await record((await acts()).takeDown());
    if (!(await isAllTold())) return false;
    await roster.wipe();
    await transact(base, ["own", "kept"], "readwrite", (store, kept) => { store.clear(); kept.clear(); });
    [pairings, current, plan, snapshot, snapshotTag, own] = [{}, "", null, NOTHING_YET, "", []];
    onChange("pairing");
    return true;
  }

  async function isAllTold() {
    await outbox.flush();
    const { waiting, refused } = await outbox.status();
    return !waiting && !refused;
  }

  /** Forget own facts that were sent long ago. */
  async function tidy() {
    const before = now() - OWN_KEPT_MS;
    await transact(base, ["own"], "readwrite", (store) => {
      const walk = store.index("at").openCursor(IDBKeyRange.upperBound(before));
      walk.onsuccess = () => {
        const at = walk.result;
        if (!at) return;
        if (at.value.seq !== null) at.delete();
        at.continue();
      };
    });
  }

  await readOwn();
  await roster.load(pairings[current]?.state === "active" ? current : "");
  status = await outbox.status();
  return {
    base, outbox, roster, rosterState, takePairing, keepInStep, refresh, refreshRoster, offset, acts, record, moveTo, tellPlace, read, resolve, bundle, signOut, takeDown, handOver, takeOver, tidy, ask,
    /** Whether somebody signed this phone out of a pairing here; it holds until the phone is paired anew. @param {string} device */
    hasLeft: (device) => Boolean(pairings[device]?.left),
    /** Whether the app on the home screen goes on in place of this browser. */
    isHandedOver: async () => Boolean(current) && (await recall(base, "handed over")) === current,
    /** Whether what is recorded now goes straight on: there is a network, and what was sent before has been answered. */
    get isInTouch() { return globalThis.navigator?.onLine !== false && !status.problem && !(status.waiting && now() - status.oldest > SILENCE_MS); },
    get pairing() { return pairings[current] ?? null; },
    get scope() { return scopeNow(); },
    get plan() { return plan; },
    get snapshot() { return snapshot; },
    get own() { return own; },
    get status() { return status; },
  };
}

/** @typedef {Awaited<ReturnType<typeof createPhone>>} Phone */
