// Lives a history on the shipped modules: several phones with stores in memory, against a real kiosk over a network that loses things.
// The history comes on the first line of standing input; a line {"revoke": device} on the output waits for a line of answer.
// The last line of the output is what truly happened, and what each phone shows at the end.
import "fake-indexeddb/auto";
import readline from "node:readline";
import { IDBFactory } from "fake-indexeddb";
import { holdersOf, stockOf } from "../../../kiosk/static/app/day.js";
import { createPhone } from "../../../kiosk/static/app/phone.js";
import { createTransport } from "../../../kiosk/static/app/transport.js";

const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const hear = async () => JSON.parse((await lines.next()).value);
const say = (said) => process.stdout.write(`${JSON.stringify(said)}\n`);

/** A repeatable chance (mulberry32). */
function makeChance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const history = await hear();
const chance = makeChance(history.seed);
const truth = [];

/** One phone: its clock, its store, and the network where it stands. */
async function makePhone(number, { skew, secret }) {
  const world = { number, skew, online: true, factory: new IDBFactory(), phone: null, revoked: false };
  world.now = () => Date.now() + world.skew;
  const real = createTransport({ root: history.url, now: world.now });
  world.ask = async (path, asked) => {
    if (!world.online) return { ok: false, problem: "offline", retryAfter: 0 };
    if (!path.endsWith("/entries")) return real(path, asked);
    const fate = chance();
    if (fate < history.losing / 2) return { ok: false, problem: "offline", retryAfter: 0 };
    if (fate > 0.9) await real(path, asked); // the network sends it twice
    const said = await real(path, asked);
    return fate < history.losing ? { ok: false, problem: "offline", retryAfter: 0 } : said;
  };
  world.open = async () => {
    world.phone?.base.close();
    world.phone = await createPhone({ factory: world.factory, ask: world.ask, now: world.now, locks: undefined, later: () => 0, never: () => {} });
  };
  world.pair = async (with_) => {
    const sent = world.now();
    const said = await real("/api/v1/pair", { method: "POST", token: world.phone.pairing?.token ?? "", body: { token: with_, name: `phone ${number}` } });
    if (!said.ok) throw new Error(`pairing: ${JSON.stringify(said)}`);
    await world.phone.takePairing(said.body, sent, world.now());
  };
  await world.open();
  await world.pair(secret);
  await world.phone.refresh();
  return world;
}

const phones = await Promise.all(history.phones.map((one, number) => makePhone(number, one)));

async function record(world, entries) {
  const at = Date.now();
  await world.phone.record(entries);
  for (const entry of entries) truth.push({ phone: world.number, device: world.phone.scope.device, at, entry });
}

const DO = {
  hand_out: async (world, { material, quantity }) => record(world, (await world.phone.acts()).handOut(material, quantity)),
  pass_on: async (world, { material, quantity, to }) => record(world, (await world.phone.acts()).passOn(`booth:${world.phone.scope.booth}`, `booth:${to}`, material, quantity)),
  bring_back: async (world, { material, quantity }) => record(world, (await world.phone.acts()).bringBack(`booth:${world.phone.scope.booth}`, material, quantity)),
  consult: async (world, { same }) => record(world, (await world.phone.acts()).consult("", "answered", same)),
  let_in: async (world) => record(world, (await world.phone.acts()).letIn({})),
  undo: async (world, { back }) => {
    const own = [...world.phone.own].filter((one) => one.entry.kind !== "void").sort((a, b) => b.at - a.at);
    const fact = own[back % Math.max(1, own.length)];
    if (fact) await record(world, (await world.phone.acts()).undo([fact]));
  },
  cut: async (world) => { world.online = false; },
  mend: async (world) => { world.online = true; },
  flush: async (world) => { await world.phone.outbox.flush(); },
  flush_at_once: async () => { await Promise.all(phones.map((one) => one.phone.outbox.flush())); },
  refresh: async (world) => { await world.phone.refresh(); },
  restart: async (world) => { await world.open(); },
  move: async (world, { to }) => { await world.phone.moveTo(to); },
  pair_again: async (world, { secret }) => { if (!world.revoked) await world.pair(secret); },
  revoke: async (world) => { world.revoked = true; say({ revoke: world.phone.scope.device }); await hear(); },
};

for (const step of history.steps) await DO[step.do](phones[step.phone], step);

for (const world of phones) {
  world.online = true;
  for (let round = 0; round < 200 && (await world.phone.outbox.status()).waiting; round++) await world.phone.outbox.flush();
}
const shown = [];
for (const world of phones) {
  await world.phone.refresh();
  const status = await world.phone.outbox.status();
  shown.push({ device: world.phone.scope.device, waiting: status.waiting, refused: status.refused, state: world.phone.pairing.state, stock: stockOf(world.phone.snapshot, world.phone.own), holders: holdersOf(world.phone.snapshot, world.phone.own) });
}
say({ truth, shown });
process.exit(0);
