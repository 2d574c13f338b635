// What the coordinator's list may know of this phone: practised, the app kept for a day without a network, and how much still waits.

const BETWEEN_MS = 30_000;
const MUCH = 10;

/**
 * @typedef {{practised_at: number | null, kept: boolean, waiting: number, waiting_since: number | null}} Told
 * @param {{ask: (path: string, asked: import("./transport.js").Asked) => Promise<any>, pairing: () => {token: string, scope: {device: string}} | null,
 *   look: () => Promise<Told>, now?: () => number, later?: (work: () => unknown, ms: number) => unknown}} means
 */
export function createReadiness({ ask, pairing, look, now = Date.now, later = (work, ms) => setTimeout(work, ms) }) {
  /** @type {(Told & {device: string}) | null} */
  let told = null;
  let last = -Infinity;
  let due = false;
  let clearing = false;

  /** Something happened that the list should know at once. */
  async function tell() {
    const paired = pairing();
    if (!paired) return;
    last = now();
    const seen = await look();
    const said = await ask("/api/v1/readiness", { method: "POST", token: paired.token, body: seen });
    told = said.ok ? { ...seen, device: paired.scope.device } : null;
    await clear();
  }

  /** That all is in after all is told at once: a phone that goes into a pocket now says nothing more, and would be owed for ever. */
  async function clear() {
    if (clearing || !told?.waiting) return;
    clearing = true;
    const isEmpty = !(await look()).waiting;
    clearing = false;
    if (isEmpty) await tell();
  }

  /** The queue changed: told when much is different, at most once in half a minute, never for every scan. */
  function notice() {
    clear();
    if (due || last === -Infinity) return; // the first word is said on opening
    due = true;
    later(async () => {
      due = false;
      if (isNews(await look())) await tell();
    }, Math.max(0, last + BETWEEN_MS - now()));
  }

  /** @param {Told} seen */
  function isNews(seen) {
    if (!told || told.device !== pairing()?.scope.device) return true;
    return Math.abs(seen.waiting - told.waiting) >= MUCH || (seen.waiting === 0) !== (told.waiting === 0) || seen.kept !== told.kept || seen.practised_at !== told.practised_at;
  }

  return { tell, notice };
}
