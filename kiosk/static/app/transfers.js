// Copies that go from one booth to another: one phone records the transfer, which counts at once, and the other booth confirms it (pure).

import { later } from "./day.js";

/**
 * @typedef {import("./base.js").Own} Own
 * @typedef {{id: string, giver: string, taker: string, material: string, quantity: number, at: number, side: "gives" | "takes", arrived: Record<string, number>}} Transfer
 *   `side`: whose phone recorded it; `arrived`: booth → copies that it counted
 * @typedef {"coming" | "fetched" | "open" | "differs" | "twice"} State
 *   coming: this booth is to confirm what another gave; fetched: this booth is to confirm what another took; open: the other booth has not
 *   confirmed; differs: it counted another number; twice: both sides recorded the same copies
 * @typedef {{state: State, transfer: Transfer, counted?: number, other?: Transfer, mine: boolean}} Open
 */

const TWICE_MS = 2 * 3_600_000;

/**
 * Every transfer that this phone knows of, its own included.
 * @param {import("./day.js").Snapshot} snapshot @param {Own[]} own
 * @returns {Transfer[]}
 */
export function transfersOf(snapshot, own) {
  const all = new Map(snapshot.transfers.map((one) => [one.id, { ...one, arrived: { ...one.arrived } }]));
  for (const { entry, sign } of later(snapshot, own)) {
    if (entry.kind === "transfer" && sign < 0) all.delete(entry.id);
    if (entry.kind === "transfer" && sign > 0 && entry.data?.side && !all.has(entry.id)) all.set(entry.id, asTransfer(entry));
  }
  for (const { entry, sign } of later(snapshot, own)) {
    const named = entry.kind === "arrival" ? all.get(entry.data?.entry) : undefined;
    if (named && sign > 0) named.arrived[entry.data.booth] = entry.quantity ?? 1;
    if (named && sign < 0) delete named.arrived[entry.data.booth];
  }
  return [...all.values()].sort((a, b) => a.at - b.at);
}

/** @param {Record<string, any>} entry @returns {Transfer} */
const asTransfer = (entry) => ({
  id: entry.id, giver: entry.data.booth, taker: entry.data.to_booth || entry.to.slice(6), material: entry.material, quantity: entry.quantity ?? 1, at: entry.seen_at, side: entry.data.side, arrived: {},
});

/**
 * What is still open between this booth and others, newest last.
 * @param {Transfer[]} transfers @param {string} booth @param {Own[]} own
 * @returns {Open[]}
 */
export function openTransfers(transfers, booth, own) {
  const ours = new Set(own.map((one) => one.id));
  /** @type {Open[]} */
  const open = [];
  for (const transfer of transfers) {
    if (![transfer.giver, transfer.taker].includes(booth)) continue;
    const seen = stateOf(transfer, booth);
    const other = seen.state === "coming" || seen.state === "fetched" ? transfers.find((one) => isTwin(one, transfer)) : undefined;
    const isOthers = transfers.some((one) => one !== transfer && isTwin(one, transfer));
    if (other) open.push({ state: "twice", transfer, other, mine: ours.has(other.id) });
    else if (seen.state && !(isOthers && seen.state === "open")) open.push({ state: seen.state, transfer, counted: seen.counted, mine: ours.has(transfer.id) });
  }
  return open;
}

/** @param {Transfer} transfer @param {string} booth @returns {{state: State | null, counted?: number}} */
function stateOf(transfer, booth) {
  const gives = transfer.giver === booth;
  const confirming = transfer.side === "takes" ? transfer.giver : transfer.taker;
  const counted = transfer.arrived[confirming];
  if (counted === undefined) return { state: confirming !== booth ? "open" : gives ? "fetched" : "coming" };
  return counted === transfer.quantity ? { state: null } : { state: "differs", counted };
}

/** The same copies, recorded on both sides before either phone knew of the other. @param {Transfer} one @param {Transfer} two */
function isTwin(one, two) {
  const unconfirmed = !Object.keys(one.arrived).length && !Object.keys(two.arrived).length;
  const alike = one.giver === two.giver && one.taker === two.taker && one.material === two.material && one.quantity === two.quantity;
  return unconfirmed && alike && one.side !== two.side && Math.abs(one.at - two.at) < TWICE_MS;
}
