// The names of who is expected: on the phone's disk only encrypted, open in memory only, and gone with their key when this phone has no
// more business with them.  Without a secure context there is no encryption, so no name is kept.

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
 * @property {number} until when it must go, by this phone's clock in ms
 * @property {ReturnType<typeof createSearch>} search
 * @property {Map<string, Arrival>} arrivals
 * @typedef {{iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer}} Box
 */

const NAMES = "roster";
const ARRIVALS = "roster arrivals";
const CIPHER = "AES-GCM";
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * @param {{base: IDBDatabase, subtle?: SubtleCrypto, now?: () => number, later?: (work: () => unknown, ms: number) => unknown, onChange?: () => unknown}} means
 *   `subtle` is absent on plain http
 */
export function createRoster({ base, subtle = globalThis.crypto?.subtle, now = Date.now, later = (work, ms) => setTimeout(work, ms), onChange = () => {} }) {
  /** @type {Open | null} */
  let open = null;
  let turn = 0;
  let timed = 0;

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
      const got = await transact(base, ["kept"], "readonly", (kept) => ({ names: kept.get(NAMES), arrivals: kept.get(ARRIVALS) }));
      const { names, arrivals } = { names: got.names.result, arrivals: got.arrivals.result };
      if (!names && !arrivals) return;
      if (!subtle || !device || names?.device !== device || names.until <= now()) return await wipe();
      const told = await unseal(names.key, names);
      const came = arrivals?.id === names.id ? await unseal(names.key, arrivals) : { seq: 0, came: [] };
      if (mine !== turn) return;
      hold({ id: names.id, key: names.key, device, version: told.version, seq: came.seq, until: names.until, search: searchOf(told.names), arrivals: new Map(came.came) });
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
    timed = open.until;
    const look = () => {
      timed = 0;
      if (open && open.until <= now()) wipe();
      else goInTime();
    };
    later(look, Math.min(Math.max(0, open.until - now()), LONGEST_TIMER_MS));
  }

  /**
   * Keep what the server said, unless this phone has been signed out meanwhile, here or in another tab.
   * @param {string} device @param {Said} said @param {number} until by this phone's clock
   */
  async function take(device, said, until) {
    const mine = turn;
    const before = open && open.device === device && open.version === said.version ? open : null;
    if (!subtle || until <= now() || (!said.names && !before)) return;
    const fresh = said.names && { id: crypto.randomUUID(), key: await subtle.generateKey({ name: CIPHER, length: 256 }, false, ["encrypt", "decrypt"]), search: searchOf(said.names) };
    const { id, key, search } = fresh ?? /** @type {Open} */ (before);
    /** @type {Open} */
    const next = { id, key, device, version: said.version, seq: said.seq, until, search, arrivals: arrivalsAfter(said.since ? before : null, said) };
    const names = fresh && { id, key, device, until, ...(await seal(key, { version: said.version, names: said.names })) };
    const arrivals = { id, ...(await seal(key, { seq: said.seq, came: [...next.arrivals] })) };
    let ours = false;
    await transact(base, ["kept"], "readwrite", (kept) => {
      const [current, pairings, there] = [kept.get("current"), kept.get("pairings"), kept.get(NAMES)];
      there.onsuccess = () => {
        ours = mine === turn && current.result === device && pairings.result?.[device]?.state === "active";
        if (ours && names) kept.put(names, NAMES);
        if (ours && (names || there.result?.id === id)) kept.put(arrivals, ARRIVALS);
      };
    });
    if (ours && mine === turn) hold(next);
    else if (!ours) await close();
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
    await transact(base, ["kept"], "readwrite", (kept) => { kept.delete(NAMES); kept.delete(ARRIVALS); });
  }

  /** Another tab may have wiped it. @param {string} device */
  async function keepInStep(device) {
    const there = await transact(base, ["kept"], "readonly", (kept) => kept.get(NAMES)).catch(() => null);
    if (open && (!there || open.device !== device)) await close();
  }

  return {
    load, take, wipe, keepInStep, possible: Boolean(subtle),
    /** @returns {Open | null} */
    get open() {
      if (open && open.until <= now()) {
        wipe();
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
