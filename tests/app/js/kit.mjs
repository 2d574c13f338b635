// What the tests of the queue share: a store in memory, a network that can be cut, and locks like a browser's.
import { IDBFactory } from "fake-indexeddb";
import { openBase } from "../../../kiosk/static/app/base.js";
import { newId } from "../../../kiosk/static/app/ids.js";
import { createOutbox } from "../../../kiosk/static/app/outbox.js";

export const DEVICE = "0195c7a0-0000-7000-8000-000000000001";

/** A fact as a phone makes it. */
export const fact = (values = {}) => ({ id: newId(), kind: "hand_out", event: "B", seen_at: Date.now(), offset: 0, from: "booth:B1", to: "public", material: "B-A5", quantity: 1, ...values });

/** Web Locks for the tabs of one browser. */
export function makeLocks() {
  const held = new Set();
  let together = 0;
  return {
    most: () => together,
    async request(name, { ifAvailable }, work) {
      if (held.has(name) && ifAvailable) return work(null);
      held.add(name);
      together = Math.max(together, held.size);
      try {
        return await work({ name });
      } finally {
        held.delete(name);
      }
    },
  };
}

/** A kiosk that keeps the protocol: once per id, an answer for every item. */
export function makeKiosk() {
  const kept = new Map();
  const kiosk = {
    kept, batches: [], inFlight: 0, most: 0, refuse: () => null, device: "active",
    async take(body, language = "") {
      kiosk.inFlight += 1;
      kiosk.most = Math.max(kiosk.most, kiosk.inFlight);
      await new Promise((done) => setTimeout(done, 1));
      kiosk.inFlight -= 1;
      kiosk.batches.push(body.entries.length);
      const results = body.entries.map((entry) => {
        const why = kiosk.refuse(entry);
        if (why) return { id: entry.id, result: "rejected", reason: why, message: `${why} ${language}` };
        const known = kept.get(entry.id);
        if (known) return { id: entry.id, result: "duplicate", seq: known.seq };
        kept.set(entry.id, { entry, seq: kept.size + 1 });
        return { id: entry.id, result: "recorded", seq: kept.size };
      });
      return { server_time: Date.now(), device: kiosk.device, results };
    },
  };
  return kiosk;
}

/** One browser with its store; `tab()` opens the app in it. */
export async function makeBrowser(kiosk, { locks = makeLocks(), factory = new IDBFactory() } = {}) {
  const pairings = new Map([[DEVICE, { token: "secret", state: "active" }]]);
  const browser = {
    factory, pairings, network: async (body, language) => ({ ok: true, status: 200, body: await kiosk.take(body, language), etag: "", sent: Date.now(), received: Date.now() }),
    async tab(means = {}) {
      const base = await openBase(factory);
      const timers = [];
      const outbox = createOutbox({
        base, locks, ask: (path, asked) => browser.network(asked.body, asked.language), pairingOf: async (device) => pairings.get(device),
        onState: (device, state) => pairings.set(device, { ...pairings.get(device), state }),
        later: (work, ms) => timers.push({ work, ms }), never: () => timers.splice(0), ...means,
      });
      return Object.assign(outbox, { base, timers });
    },
  };
  return browser;
}

export const failed = (problem, retryAfter = 0, body = undefined) => ({ ok: false, problem, retryAfter, body });

/** A well-written code for a serial; its seal is no matter to a phone. @param {number} serial */
export function writeCode(serial, { alphabet, check_table: table }) {
  const value = BigInt(serial) << 15n;
  const digits = Array.from({ length: 9 }, (_, place) => Number((value >> BigInt(5 * (8 - place))) & 31n));
  const check = digits.reduce((sum, digit, place) => sum ^ table[place][digit], 0);
  return digits.map((digit) => alphabet[digit]).join("") + alphabet[check];
}
