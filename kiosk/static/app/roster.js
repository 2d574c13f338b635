// The names of who is expected: on the phone's disk only encrypted, open in memory only, and gone with their key when this phone has no
// more business with them: at the event's end, or when the kiosk was not heard of for a day.  Without a secure context there is no encryption, so no name is kept.

import { transact } from "./base.js";
import { createSearch } from "./search.js";

/**
 * @typedef {import("./search.js").Person} Person
 * @typedef {{entry: string, at: number, booth: string}} Arrival
 * @typedef {{people: Person[], folding: import("./search.js").Folding}} Names
 * @typedef {{version: string, seq: number, since: number, until: number, names: Names | null, arrivals: {person: string, entry: string | null, at: number | null, booth: string | null}[]}} Said
 *   the server's answer
 * @typedef {object} Open
 * @property {string} id of the key: what another tab has written under another key does not fit
 * @property {CryptoKey} key
 * @property {string} device the pairing that it belongs to
 * @property {string} version
 * @property {number} seq as of which entry of the ledger the arrivals are
 * @property {number} ends until when the kiosk gives it, by the kiosk's clock in ms
 * @property {number} until when it must go, by this phone's clock in ms: then, or at the end of a day without a word from the kiosk
 * @property {ReturnType<typeof createSearch>} search
 * @property {Map<string, Arrival>} arrivals
 * @typedef {{iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer}} Box
 */

const NAMES = "roster";
const ARRIVALS = "roster arrivals";
const LAPSED = "names lapsed";
const CIPHER = "AES-GCM";
/** So long the names stay without a word from the kiosk: from the evening before to the end of a day without a network. */
export const LEASE_MS = 24 * 3_600_000;
const RENEW_MS = 600_000;

/**
 * @param {{base: IDBDatabase, subtle?: SubtleCrypto, now?: () => number, later?: (work: () => unknown, ms: number) => unknown, onChange?: () => unknown}} means
 *   `subtle` is absent on plain http
 */
export function createRoster({ base, subtle = globalThis.crypto?.subtle, now = Date.now, later = (work, ms) => setTimeout(work, ms), onChange = () => {} }) {
  /** @type {Open | null} */
  let open = null;
  let turn = 0;
  let timed = 0;
  let lapsed = false;

  /** @param {CryptoKey} key @param {unknown} content @returns {Promise<Box>} */
  async function seal(key, content) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await subtle.encrypt({ name: CIPHER, iv }, key, new TextEncoder().encode(JSON.stringify(content))) };
  }

  /** @param {CryptoKey} key @param {Box} box @returns {Promise<any>} */
  const unseal = async (key, { iv, data }) => JSON.parse(new TextDecoder().decode(await subtle.decrypt({ name: CIPHER, iv }, key, data)));

  /** Open what an earlier start of the app has kept for this pairing; what is another's, too old or unreadable goes. @param {string} device '' for none */
  async function load(device) {
    const mine = turn;
    try {
      const got = await transact(base, ["kept"], "readonly", (kept) => ({ names: kept.get(NAMES), arrivals: kept.get(ARRIVALS), lapsed: kept.get(LAPSED) }));
      lapsed = got.lapsed.result === true;
      const { names, arrivals } = { names: got.names.result, arrivals: got.arrivals.result };
      if (!names && !arrivals) return;
      if (!subtle || !device || names?.device !== device) return await wipe();
      const until = Math.min(names.until, now() + names.until - names.heard); // a clock that was set back gives no second lease
      if (!(until > now())) return await lapse();
      const told = await unseal(names.key, names);
      const came = arrivals?.id === names.id ? await unseal(names.key, arrivals) : { seq: 0, came: [] };
      if (mine !== turn) return;
      if (now() < names.heard) await keepTime(names.id, { until, heard: now() });
      hold({ id: names.id, key: names.key, device, version: told.version, seq: came.seq, ends: names.ends, until, search: searchOf(told.names), arrivals: new Map(came.came) });
    } catch {
      await wipe(); // a key that the system has lost: the names are asked for anew
    }
  }

  /** @param {Names} names */
  const searchOf = (names) => createSearch(names.people, names.folding);

  /** @param {Open} next */
  function hold(next) {
    open = next;
    goInTime();
    onChange();
  }

  /** Nobody need look at the page when the time comes. */
  function goInTime() {
    if (!open || timed === open.until) return;
    const due = (timed = open.until);
    later(() => open?.until === due && lapse(), Math.max(0, due - now())); // a timer runs on when the clock is set back
  }

  /** @param {number} ends by the kiosk's clock @param {number} offset the kiosk's clock minus this phone's */
  const lastUntil = (ends, offset) => Math.min(ends - offset, now() + LEASE_MS);

  /** The kiosk was heard and still gives the names. @param {number} offset as in lastUntil */
  async function renew(offset) {
    const until = open ? lastUntil(open.ends, offset) : 0;
    if (!open || Math.abs(until - open.until) < RENEW_MS) return; // the disk is spared
    const { id } = open;
    hold({ ...open, until });
    await keepTime(id, { until, heard: now() });
  }

  /** @param {string} id @param {{until: number, heard: number}} time */
  const keepTime = (id, time) => transact(base, ["kept"], "readwrite", (kept) => {
    const there = kept.get(NAMES);
    there.onsuccess = () => void (there.result?.id === id && kept.put({ ...there.result, ...time }, NAMES));
  });

  /**
   * Keep what the server said, unless this phone has been signed out meanwhile, here or in another tab.
   * @param {string} device @param {Said} said @param {number} offset the kiosk's clock minus this phone's
   */
  async function take(device, said, offset) {
    const mine = turn;
    const until = lastUntil(said.until, offset);
    const before = open && open.device === device && open.version === said.version ? open : null;
    if (!subtle || until <= now() || (!said.names && !before)) return;
    const fresh = said.names && { id: crypto.randomUUID(), key: await subtle.generateKey({ name: CIPHER, length: 256 }, false, ["encrypt", "decrypt"]), search: searchOf(said.names) };
    const { id, key, search } = fresh ?? /** @type {Open} */ (before);
    /** @type {Open} */
    const next = { id, key, device, version: said.version, seq: said.seq, ends: said.until, until: before?.until ?? until, search, arrivals: arrivalsAfter(said.since ? before : null, said) };
    const names = fresh && { id, key, device, ends: said.until, until, heard: now(), ...(await seal(key, { version: said.version, names: said.names })) };
    const arrivals = { id, ...(await seal(key, { seq: said.seq, came: [...next.arrivals] })) };
    let ours = false;
    await transact(base, ["kept"], "readwrite", (kept) => {
      const [current, pairings, there] = [kept.get("current"), kept.get("pairings"), kept.get(NAMES)];
      there.onsuccess = () => {
        ours = mine === turn && current.result === device && pairings.result?.[device]?.state === "active";
        if (ours && names) kept.put(names, NAMES);
        if (ours) kept.delete(LAPSED);
        if (ours && (names || there.result?.id === id)) kept.put(arrivals, ARRIVALS);
      };
    });
    if (!ours) return await close();
    if (mine !== turn) return;
    lapsed = false;
    hold(next);
    await renew(offset);
  }

  /** Forget what is in memory; what another tab may still need stays. */
  async function close() {
    const had = open;
    turn += 1;
    open = null;
    if (had) onChange();
  }

  /** Delete names, arrivals and key. */
  async function wipe() {
    await close();
    await transact(base, ["kept"], "readwrite", (kept) => { kept.delete(NAMES); kept.delete(ARRIVALS); kept.delete(LAPSED); });
  }

  /** Their time has come: they go, and the page can say why. */
  async function lapse() {
    lapsed = true;
    await close();
    await transact(base, ["kept"], "readwrite", (kept) => { kept.delete(NAMES); kept.delete(ARRIVALS); kept.put(true, LAPSED); });
  }

  /** Another tab may have wiped it. @param {string} device */
  async function keepInStep(device) {
    const there = await transact(base, ["kept"], "readonly", (kept) => kept.get(NAMES)).catch(() => null);
    if (open && (!there || open.device !== device)) await close();
  }

  return {
    load, take, renew, wipe, keepInStep, possible: Boolean(subtle),
    /** Whether the names went because their time was over. */
    get isLapsed() { return lapsed; },
    /** @returns {Open | null} */
    get open() {
      if (open && open.until <= now()) {
        lapse();
        return null;
      }
      return open;
    },
  };
}

/** @typedef {ReturnType<typeof createRoster>} Roster */

/** @param {Open | null} before @param {Said} said @returns {Map<string, Arrival>} */
function arrivalsAfter(before, said) {
  const arrivals = new Map(before?.arrivals);
  for (const { person, entry, at, booth } of said.arrivals) {
    if (entry === null || at === null) arrivals.delete(person);
    else arrivals.set(person, { entry, at, booth: booth ?? "" });
  }
  return arrivals;
}
