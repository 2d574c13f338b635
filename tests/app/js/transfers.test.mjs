// Copies between booths: counted once from the first word, open until the other booth confirms, never twice.
import assert from "node:assert/strict";
import test from "node:test";
import { createActs } from "../../../kiosk/static/app/acts.js";
import { NOTHING_YET, inHand, stockOf } from "../../../kiosk/static/app/day.js";
import { openTransfers, transfersOf } from "../../../kiosk/static/app/transfers.js";

let time = 1_000_000;
const at = (booth) => createActs({ event: "E", booth, person: null, offset: 0, now: () => (time += 1_000) });
const own = (entries) => entries.map((entry) => ({ id: entry.id, device: "D", entry, at: entry.seen_at, seq: null, flags: [] }));
const seen = (entry, values = {}) => ({ id: entry.id, giver: entry.from.slice(6), taker: entry.to.slice(6), material: entry.material, quantity: entry.quantity, at: entry.seen_at, side: entry.data.side, arrived: {}, ...values });
const snapshot = (...transfers) => ({ ...NOTHING_YET, transfers });
const states = (shot, mine, booth) => openTransfers(transfersOf(shot, mine), booth, mine).map((one) => one.state);

test("what one booth gives waits for the other to confirm it, and both see who has not", () => {
  const given = own(at("B2").passOn("booth:B2", "booth:B1", "M", 50));
  assert.deepEqual(states(snapshot(), given, "B2"), ["open"]);
  const told = snapshot(seen(given[0].entry));
  assert.deepEqual(states(told, [], "B1"), ["coming"]);
  assert.deepEqual(states(told, own(at("B1").confirm(given[0].id, 50)), "B1"), []);
  assert.deepEqual(states(snapshot(seen(given[0].entry, { arrived: { B1: 50 } })), given, "B2"), []);
  assert.deepEqual(states(told, [], "B3"), []);
});

test("what one booth fetches is confirmed by the booth it came from", () => {
  const fetched = own(at("B1").passOn("booth:B2", "booth:B1", "M", 50));
  assert.deepEqual(states(snapshot(), fetched, "B1"), ["open"]);
  assert.deepEqual(states(snapshot(seen(fetched[0].entry)), [], "B2"), ["fetched"]);
});

test("another number stays open on both sides until it is corrected", () => {
  const given = own(at("B2").passOn("booth:B2", "booth:B1", "M", 50));
  const told = snapshot(seen(given[0].entry, { arrived: { B1: 48 } }));
  const [open] = openTransfers(transfersOf(told, given), "B2", given);
  assert.deepEqual([open.state, open.counted, open.mine], ["differs", 48, true]);
  assert.deepEqual(states(told, [], "B1"), ["differs"]);
  const corrected = [...given, ...own(at("B2").undo(given)), ...own(at("B2").passOn("booth:B2", "booth:B1", "M", 48))];
  assert.deepEqual(states({ ...told, transfers: [{ ...told.transfers[0] }] }, corrected.map((one, place) => ({ ...one, seq: place ? null : -1 })), "B2"), ["open"]);
});

test("copies that both booths recorded without a network are counted once by one tap of the taking one", () => {
  const given = own(at("B2").passOn("booth:B2", "booth:B1", "M", 50));
  const taken = own(at("B1").passOn("booth:B2", "booth:B1", "M", 50));
  const atTaker = snapshot(seen(given[0].entry));
  const [open] = openTransfers(transfersOf(atTaker, taken), "B1", taken);
  assert.deepEqual([open.state, open.mine, open.transfer.id, open.other.id], ["twice", true, given[0].id, taken[0].id]);
  assert.deepEqual(states(snapshot(seen(taken[0].entry)), given, "B2"), ["twice"]);
  const once = [...taken, ...own(at("B1").undo(taken)), ...own(at("B1").confirm(given[0].id, 50))];
  assert.deepEqual(states(atTaker, once, "B1"), []);
  assert.equal(inHand(stockOf(atTaker, once).B1?.M ?? { issued: 0, transferred_in: 0, transferred_out: 0, handed_out: 0, returned: 0, spoiled: 0 }), 0); // the snapshot's own figures hold the one that counts
});
