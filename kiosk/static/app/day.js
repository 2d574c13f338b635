// The day as this phone knows it: the server's figures as of one place in its ledger, and the phone's own facts that came after (pure).
// So a figure is right without a network too, and a fact is never in it twice: here by its id, there by its number.

/**
 * @typedef {import("./base.js").Own} Own
 * @typedef {import("./codes.js").CodeUse} CodeUse
 * @typedef {{issued: number, transferred_in: number, transferred_out: number, handed_out: number, returned: number, spoiled: number}} Stock
 * @typedef {Record<string, any>} Entry a fact as it travels (protocol.md)
 * @typedef {{run: string, bundle: number, holder: string, booth: string, at: number, issued: number, handed_out: number, returned: number, spoiled: number}} BundleFigures
 * @typedef {object} Snapshot
 * @property {number} seq
 * @property {number} plan_version
 * @property {string} status
 * @property {Record<string, Record<string, Stock>>} booths
 * @property {{person: string, material: string, quantity: number}[]} holders
 * @property {BundleFigures[]} bundles
 * @property {Record<string, number>} consultations
 * @property {number} visits
 * @property {{person: string, booth: string, since: number}[]} [on_duty] absent in what an older app has kept
 * @property {{sheet: string, page: number, quantity: number, at: number}[]} sheets pages whose people were counted
 * @property {import("./transfers.js").Transfer[]} transfers between booths, of the last day
 * @property {Record<string, number>} closed
 * @property {Show} [show] absent in what an older app has kept
 * @property {number} [heard_at] when this phone heard it, by its own clock in ms
 * @typedef {{here: Record<string, {people: number, leader: boolean, at: number, entry?: string}>, began: Record<string, number>}} Show groups here, and acts that went on, by id
 * @typedef {{code: string, run: string, number: number, material: string, size: number, holder: string, booth: string, at: number, stock: Stock, rest: number}} Bundle `at`: when it was brought to its holder, ms
 * @typedef {{why: string, kind: string, source: string, target: string, quantity: number}} TakeOut
 * @typedef {(code: string) => CodeUse | null} Resolve
 */

const MEASURES = /** @type {const} */ (["issued", "transferred_in", "transferred_out", "handed_out", "returned", "spoiled"]);
const UNDOABLE = new Set(["issue", "transfer", "hand_out", "return", "spoil", "run_out", "consultation", "check_in", "head_count", "sheet_total", "sheet_empty", "close_booth", "shift_in", "shift_out", "arrival", "note", "group_in", "act_on", "registration"]);

/** @type {Snapshot} */
export const NOTHING_YET = { seq: 0, plan_version: 0, status: "", booths: {}, holders: [], bundles: [], consultations: {}, visits: 0, sheets: [], transfers: [], closed: {} };

/** @returns {Stock} */
const emptyStock = () => ({ issued: 0, transferred_in: 0, transferred_out: 0, handed_out: 0, returned: 0, spoiled: 0 });

/** @param {string | undefined | null} place */
const boothOf = (place) => (place?.startsWith("booth:") ? place.slice(6) : "");
/** @param {string | undefined | null} place */
const personOf = (place) => (place?.startsWith("person:") ? place.slice(7) : "");

/**
 * What a place still holds by the books; below zero when more left it than came.
 * @param {Stock} stock
 */
export const inHand = (stock) => stock.issued + stock.transferred_in - stock.transferred_out - stock.handed_out - stock.returned - stock.spoiled;

/** Whether any copy ever came there. @param {Stock} stock */
export const everCame = (stock) => stock.issued + stock.transferred_in > 0;

/**
 * The facts that the snapshot does not hold yet, each with +1, or -1 where it was taken back.
 * @param {Snapshot} snapshot @param {Own[]} own
 * @returns {{entry: Entry, sign: number}[]}
 */
export function later(snapshot, own) {
  const isLater = (/** @type {Own} */ one) => one.seq === null || one.seq > snapshot.seq;
  const held = (/** @type {Own} */ one) => one.flags.includes("quarantined");
  const byId = new Map(own.map((one) => [one.id, one]));
  const voided = new Map();
  for (const one of own) if (one.entry.kind === "void") voided.set(one.entry.data?.entry, isLater(one));
  const changes = [];
  for (const one of own) {
    if (one.entry.kind === "void" || held(one)) continue;
    const counts = !voided.has(one.id);
    if (isLater(one) && counts) changes.push({ entry: one.entry, sign: 1 });
    if (!isLater(one) && !counts && voided.get(one.id)) changes.push({ entry: byId.get(one.id)?.entry ?? one.entry, sign: -1 });
  }
  return changes;
}

/** Own facts that stand: neither voids nor taken back. @param {Own[]} own @returns {Own[]} */
export function standing(own) {
  const voided = new Set(own.filter((one) => one.entry.kind === "void").map((one) => one.entry.data?.entry));
  return own.filter((one) => one.entry.kind !== "void" && !voided.has(one.id));
}

/**
 * Which measures a movement changes, and at which booth (measure_rule on the server).
 * @param {Entry} entry
 * @returns {[booth: string, measure: keyof Stock][]}
 */
function effects(entry) {
  const here = entry.from === "store" ? "store" : entry.data?.booth || boothOf(entry.from);
  const there = entry.data?.to_booth || boothOf(entry.to) || (personOf(entry.to) ? entry.data?.booth || boothOf(entry.from) : "");
  switch (entry.kind) {
    case "issue": return [[there, "issued"]];
    case "transfer": return here === there ? [] : [[here, "transferred_out"], [there, "transferred_in"]];
    case "hand_out": return [[here, "handed_out"]];
    case "return": return [[here, "returned"]];
    case "spoil": return entry.data?.why ? [[here, "spoiled"]] : [];
    default: return [];
  }
}

/**
 * Booth → material → what it holds.
 * @param {Snapshot} snapshot @param {Own[]} own
 * @returns {Record<string, Record<string, Stock>>}
 */
export function stockOf(snapshot, own) {
  /** @type {Record<string, Record<string, Stock>>} */
  const stock = structuredClone(snapshot.booths);
  for (const { entry, sign } of later(snapshot, own)) {
    for (const [booth, measure] of effects(entry)) {
      if (!booth || !entry.material) continue;
      const of = ((stock[booth] ??= {})[entry.material] ??= emptyStock());
      of[measure] += sign * (entry.quantity ?? 1);
    }
  }
  return stock;
}

/** @param {Stock[]} stocks @returns {Stock} */
export function total(stocks) {
  const sum = emptyStock();
  for (const stock of stocks) for (const measure of MEASURES) sum[measure] += stock[measure];
  return sum;
}

/**
 * Person → material → copies that they hold.
 * @param {Snapshot} snapshot @param {Own[]} own
 * @returns {Record<string, Record<string, number>>}
 */
export function holdersOf(snapshot, own) {
  /** @type {Record<string, Record<string, number>>} */
  const held = {};
  const add = (/** @type {string} */ person, /** @type {string} */ material, /** @type {number} */ quantity) => {
    if (person && material) (held[person] ??= {})[material] = (held[person][material] ?? 0) + quantity;
  };
  for (const row of snapshot.holders) add(row.person, row.material, row.quantity);
  for (const { entry, sign } of later(snapshot, own)) {
    add(personOf(entry.to), entry.material, sign * (entry.quantity ?? 1));
    add(personOf(entry.from), entry.material, -sign * (entry.quantity ?? 1));
  }
  return held;
}

/**
 * A bundle as it is now: where, and how many are left of it.
 * @param {CodeUse} use @param {Snapshot} snapshot @param {Own[]} own @param {Resolve} resolve
 * @returns {Bundle}
 */
export function bundleOf(use, snapshot, own, resolve) {
  const known = snapshot.bundles.find((one) => one.run === use.run && one.bundle === use.bundle);
  const stock = { ...emptyStock(), issued: known?.issued ?? 0, handed_out: known?.handed_out ?? 0, returned: known?.returned ?? 0, spoiled: known?.spoiled ?? 0 };
  let holder = known?.holder ?? "";
  let booth = known?.booth ?? "";
  let at = known?.at ?? 0;
  for (const { entry, sign } of later(snapshot, own)) {
    const meant = entry.code ? resolve(entry.code) : null;
    if (!meant || meant.run !== use.run || meant.bundle !== use.bundle) continue;
    for (const [, measure] of effects(entry)) stock[measure] += sign * (entry.quantity ?? 1);
    if (sign > 0 && (entry.kind === "issue" || entry.kind === "transfer")) {
      holder = entry.to;
      at = entry.seen_at;
      booth = entry.data?.to_booth || boothOf(entry.to) || entry.data?.booth || boothOf(entry.from);
    }
  }
  const gone = stock.handed_out + stock.returned + stock.spoiled;
  return { code: use.code, run: use.run, number: use.bundle, material: use.material, size: use.size, holder, booth, at, stock, rest: Math.max(0, (stock.issued || use.size) - gone) };
}

/**
 * What a phone of `booth` records to take this bundle out, by where the bundle is now (as `plan_take_out` on the server).
 * @param {Bundle} bundle @param {string} booth @param {string | null} person
 * @returns {TakeOut}
 */
export function planTakeOut(bundle, booth, person) {
  const target = person ? `person:${person}` : `booth:${booth}`;
  const plan = (why = "", kind = "", source = "", quantity = 0) => ({ why, kind, source, target: kind ? target : "", quantity });
  if (!bundle.stock.issued) return plan("from_store", "issue", "store", bundle.size);
  if (!bundle.rest) {
    const again = Math.min(bundle.stock.returned, bundle.size - bundle.stock.handed_out - bundle.stock.spoiled);
    return again > 0 ? plan("again_from_store", "issue", "store", again) : plan("finished");
  }
  if (bundle.holder === target) return plan(person ? "yours_already" : "here_already");
  if (bundle.booth !== booth) return plan("from_other_booth", "transfer", bundle.holder, bundle.rest);
  return plan(bundle.holder.startsWith("person:") ? "from_colleague" : "from_own_booth", "transfer", bundle.holder, bundle.rest);
}

/**
 * What this phone handed out today, and when it last did.
 * @param {Own[]} own
 * @returns {{quantity: number, at: number}}
 */
export function mine(own) {
  const handed = standing(own).filter((one) => one.entry.kind === "hand_out");
  return { quantity: handed.reduce((sum, one) => sum + (Number(one.entry.quantity) || 1), 0), at: Math.max(0, ...handed.map((one) => one.at)) };
}

/** The newest own fact that can be taken back. @param {Own[]} own @returns {Own | undefined} */
export const lastUndoable = (own) => standing(own).filter((one) => UNDOABLE.has(String(one.entry.kind))).sort((a, b) => b.at - a.at)[0];

/**
 * Consultations of a booth, and visits of the event, by kind of fact.
 * @param {Snapshot} snapshot @param {Own[]} own @param {string} booth
 */
export function peopleOf(snapshot, own, booth) {
  let consultations = snapshot.consultations[booth] ?? 0;
  let visits = snapshot.visits;
  for (const { entry, sign } of later(snapshot, own)) {
    if (entry.kind === "consultation" && entry.data?.booth === booth) consultations += sign;
    if (entry.kind === "check_in") visits += sign;
  }
  return { consultations, visits };
}

/**
 * Who works now, since when and where.
 * @param {Snapshot} snapshot @param {Own[]} own
 * @returns {Map<string, {person: string, booth: string, since: number}>}
 */
export function onDuty(snapshot, own) {
  const duty = new Map((snapshot.on_duty ?? []).map((one) => [one.person, one]));
  for (const { entry, sign } of later(snapshot, own)) {
    if (!entry.person || !["shift_in", "shift_out"].includes(entry.kind)) continue;
    const comes = (entry.kind === "shift_in") === sign > 0; // a going that is taken back: still here
    if (comes) duty.set(entry.person, { person: entry.person, booth: entry.data?.booth ?? "", since: entry.seen_at });
    else duty.delete(entry.person);
  }
  return duty;
}

/**
 * What happened at the show: a group's latest report counts, and an act began when it was first said to.
 * @param {Snapshot} snapshot @param {Own[]} own
 * @returns {Show}
 */
export function showOf(snapshot, own) {
  const here = { ...snapshot.show?.here };
  const began = { ...snapshot.show?.began };
  for (const { entry, sign } of later(snapshot, own)) {
    const { group = "", act = "", leader = false } = entry.data ?? {};
    if (entry.kind === "group_in" && sign > 0) here[group] = { people: entry.quantity ?? 1, leader, at: entry.seen_at };
    if (entry.kind === "group_in" && sign < 0 && here[group]?.entry === entry.id) delete here[group];
    if (entry.kind === "act_on" && sign > 0) began[act] ??= entry.seen_at;
    if (entry.kind === "act_on" && sign < 0) delete began[act];
  }
  return { here, began };
}

/**
 * When and where each person was checked in: as the server has told, and by this phone since.
 * @param {Map<string, {entry: string, at: number, booth: string}>} told @param {Own[]} own
 * @returns {(person: string) => {at: number, booth: string} | null}
 */
export function arrivalsOf(told, own) {
  const voided = new Set(own.filter((one) => one.entry.kind === "void").map((one) => one.entry.data?.entry));
  const mine = new Map();
  for (const { entry } of standing(own)) {
    if (entry.kind === "check_in" && entry.person && !mine.has(entry.person)) mine.set(entry.person, { at: entry.seen_at, booth: entry.data?.booth ?? "" });
  }
  return (person) => {
    const known = told.get(person);
    return mine.get(person) ?? (known && !voided.has(known.entry) ? known : null);
  };
}

/**
 * How many signed on a page of a sheet, when that was counted already; `fact` where this phone did.
 * @param {Snapshot} snapshot @param {Own[]} own @param {string} sheet @param {number} page
 * @returns {{quantity: number, at: number, fact?: Own} | null}
 */
export function countedPage(snapshot, own, sheet, page) {
  const isPage = (/** @type {Own} */ one) => ["sheet_total", "sheet_empty"].includes(one.entry.kind) && one.entry.data?.sheet === sheet && one.entry.data?.page === page;
  const fact = standing(own).filter(isPage).sort((a, b) => b.at - a.at)[0];
  if (fact) return { quantity: fact.entry.kind === "sheet_empty" ? 0 : (fact.entry.quantity ?? 1), at: fact.at, fact };
  const isOwn = own.some((one) => isPage(one)); // what the snapshot still holds of it, this phone has taken back
  return (!isOwn && snapshot.sheets.find((one) => one.sheet === sheet && one.page === page)) || null;
}

/**
 * Whether this booth counts this material out and in, so that single hand-outs are not tapped.
 * @param {{booth: string, material: string, mode: string}[]} modes @param {string} booth @param {string} material
 */
export function isOutAndIn(modes, booth, material) {
  const of = modes.filter((one) => one.material === material);
  return (of.find((one) => one.booth === booth) ?? of.find((one) => one.booth === ""))?.mode === "out_and_in";
}

/**
 * The facts at a booth since a time, oldest first: what "I was at the wrong booth" moves.
 * @param {Own[]} own @param {string} booth @param {number} since phone's clock, ms
 */
export const factsAtBooth = (own, booth, since) => standing(own).filter((one) => one.at >= since && [one.entry.data?.booth, one.entry.data?.to_booth, boothOf(one.entry.from), boothOf(one.entry.to)].includes(booth)).sort((a, b) => a.at - b.at);
