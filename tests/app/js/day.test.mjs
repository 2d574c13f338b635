// The phone's figures: the server's as of one place in its ledger, and its own facts that came after, each counted once.
import assert from "node:assert/strict";
import test from "node:test";
import { createActs } from "../../../kiosk/static/app/acts.js";
import { NOTHING_YET, bundleOf, everCame, arrivalsOf, factsAtBooth, holdersOf, inHand, isOutAndIn, lastUndoable, mine, onDuty, peopleOf, planTakeOut, showOf, standing, stockOf, total } from "../../../kiosk/static/app/day.js";

let time = 1_000_000;
const where = { event: "E", booth: "B1", person: null, offset: 0, now: () => (time += 1_000) };
const acts = createActs(where);
const own = (entries, seq = null) => entries.map((entry, place) => ({ id: entry.id, device: "D", entry, at: entry.seen_at, seq: seq === null ? null : seq + place, flags: [] }));
const stock = (values) => ({ issued: 0, transferred_in: 0, transferred_out: 0, handed_out: 0, returned: 0, spoiled: 0, ...values });
const snapshot = (values = {}) => ({ ...NOTHING_YET, seq: 10, booths: { B1: { M: stock({ issued: 100, handed_out: 40 }) } }, ...values });
const use = { code: "CODE", kind: "slip", event: "E", run: "R", subject: "R", material: "M", number: 3, bundle: 3, size: 50 };
const one = (id, entry, seq = null) => ({ id, device: "D", entry: { id, ...entry }, at: 0, seq, flags: [] });
const resolve = (code) => (code === "CODE" ? use : null);

test("what was not sent yet is added to what the server counted", () => {
  assert.equal(inHand(stockOf(snapshot(), own(acts.handOut("M", 10))).B1.M), 50);
});

test("what the snapshot holds already is not added again, and what came after it is", () => {
  const before = own(acts.handOut("M", 10), 9);
  const after = own(acts.handOut("M", 10), 11);
  assert.equal(stockOf(snapshot(), before).B1.M.handed_out, 40);
  assert.equal(stockOf(snapshot(), after).B1.M.handed_out, 50);
});

test("an undo takes back what the snapshot counted, and nothing where neither was sent", () => {
  const counted = own(acts.handOut("M", 10), 9);
  assert.equal(stockOf(snapshot(), [...counted, ...own(acts.undo(counted))]).B1.M.handed_out, 30);
  assert.equal(stockOf(snapshot(), [...counted, ...own(acts.undo(counted), 10)]).B1.M.handed_out, 40);
  const waiting = own(acts.handOut("M", 10));
  assert.equal(stockOf(snapshot(), [...waiting, ...own(acts.undo(waiting))]).B1.M.handed_out, 40);
});

test("a show goes on without a network: the last report of a group counts, an act began once, and an undo takes back", () => {
  const slot = { id: "A1", partner: "G1" };
  const told = snapshot({ show: { here: { G1: { people: 20, leader: false, at: 1, entry: "first" } }, began: { A1: 5 } } });
  const now = own([...acts.groupIn(slot, 18, true), ...acts.actOn("A1"), ...acts.actOn("A2")]);
  const shown = showOf(told, now);
  assert.deepEqual([shown.here.G1.people, shown.here.G1.leader, shown.began.A1, shown.began.A2], [18, true, 5, now[2].at]);
  const undone = showOf(told, [...now, ...own(acts.undo([now[0], now[2]]))]);
  assert.deepEqual([undone.here.G1.people, undone.began.A2], [20, undefined]);
  const sent = [one("first", { kind: "group_in", data: { group: "G1" } }, 9), one("v", { kind: "void", data: { entry: "first" } })];
  assert.deepEqual(showOf(told, sent).here, {});
  assert.deepEqual(showOf(snapshot(), []), { here: {}, began: {} });
});

test("two undos of one fact have one effect", () => {
  const counted = own(acts.handOut("M", 10), 9);
  assert.equal(stockOf(snapshot(), [...counted, ...own(acts.undo(counted)), ...own(acts.undo(counted))]).B1.M.handed_out, 30);
});

test("a fact in quarantine does not count", () => {
  const held = own(acts.handOut("M", 10), 11).map((one) => ({ ...one, flags: ["quarantined"] }));
  assert.equal(stockOf(snapshot(), held).B1.M.handed_out, 40);
});

test("copies that move between booths leave one and reach the other", () => {
  const moved = stockOf(snapshot(), own(acts.passOn("booth:B1", "booth:B2", "M", 20)));
  assert.deepEqual([inHand(moved.B1.M), inHand(moved.B2.M), moved.B1.M.transferred_out], [40, 20, 20]);
  const within = stockOf(snapshot(), own(createActs({ ...where, person: "P" }).passOn("booth:B1", "person:P", "M", 20)));
  assert.deepEqual([inHand(within.B1.M), within.B1.M.transferred_out], [60, 0]);
});

test("return and spoil go off the booth; a total adds up", () => {
  const now = stockOf(snapshot(), [...own(acts.bringBack("booth:B1", "M", 5)), ...own(acts.spoil("booth:B1", "M", 2, "wet"))]);
  assert.equal(inHand(now.B1.M), 53);
  assert.equal(inHand(total([now.B1.M, stock({ issued: 7 })])), 60);
  assert.ok(everCame(now.B1.M) && !everCame(stock({ handed_out: 3 })));
});

test("people hold what they took and did not give", () => {
  const mineAll = createActs({ ...where, person: "P" });
  const facts = [...own(mineAll.passOn("booth:B1", "person:P", "M", 20)), ...own(mineAll.handOut("M", 5, { mine: true }))];
  assert.deepEqual(holdersOf(snapshot({ holders: [{ person: "P", material: "M", quantity: 1 }] }), facts), { P: { M: 16 } });
});

test("a bundle is taken out of the store, counted from, and moved here from another booth", () => {
  const fresh = bundleOf(use, snapshot(), [], resolve);
  const plan = planTakeOut(fresh, "B1", null);
  assert.deepEqual([plan.why, plan.kind, plan.source, plan.target, plan.quantity], ["from_store", "issue", "store", "booth:B1", 50]);
  const taken = own(acts.takeOut(fresh, plan));
  const here = bundleOf(use, snapshot(), taken, resolve);
  assert.deepEqual([here.holder, here.booth, here.rest], ["booth:B1", "B1", 50]);
  assert.equal(planTakeOut(here, "B1", null).why, "here_already");
  const counted = [...taken, ...own(acts.handOut("M", 12, { code: "CODE" }))];
  const left = bundleOf(use, snapshot(), counted, resolve);
  assert.equal(left.rest, 38);
  const moved = planTakeOut(left, "B2", null);
  assert.deepEqual([moved.why, moved.kind, moved.source, moved.quantity], ["from_other_booth", "transfer", "booth:B1", 38]);
  const there = own(createActs({ ...where, booth: "B2" }).takeOut(left, moved));
  const after = stockOf(snapshot(), [...counted, ...there]);
  assert.deepEqual([inHand(after.B1.M), inHand(after.B2.M)], [60, 38]);
  assert.equal(bundleOf(use, snapshot(), [...counted, ...there], resolve).booth, "B2");
});

test("a used-up bundle is finished, and what came back can be taken out again", () => {
  const figures = { run: "R", bundle: 3, holder: "booth:B1", booth: "B1", issued: 50, handed_out: 50, returned: 0, spoiled: 0 };
  assert.equal(planTakeOut(bundleOf(use, snapshot({ bundles: [figures] }), [], resolve), "B1", null).why, "finished");
  const back = { ...figures, handed_out: 30, returned: 20 };
  const plan = planTakeOut(bundleOf(use, snapshot({ bundles: [back] }), [], resolve), "B1", null);
  assert.deepEqual([plan.why, plan.quantity], ["again_from_store", 20]);
});

test("what is mine, what can be undone, and who was consulted", () => {
  const facts = [...own(acts.handOut("M", 5)), ...own(acts.consult("低保", "answered", false)), ...own(acts.handOut("M", 3))];
  assert.deepEqual(mine(facts), { quantity: 8, at: facts[2].at });
  const undone = [...facts, ...own(acts.undo([facts[2]]))];
  assert.equal(lastUndoable(undone).id, facts[1].id);
  assert.equal(mine(undone).quantity, 5);
  assert.deepEqual(peopleOf(snapshot({ consultations: { B1: 4 }, visits: 7 }), [...facts, ...own(acts.letIn({ name: "王阿姨" }))], "B1"), { consultations: 5, visits: 8 });
});

test("the wrong booth is put right with the facts' own times", () => {
  const facts = own([...acts.handOut("M", 5), ...acts.consult("", "answered", true)]);
  const again = acts.atOtherBooth(factsAtBooth(facts, "B1", 0), "B1", "B2");
  const all = [...facts, ...own(again)];
  const now = stockOf(snapshot(), all);
  assert.deepEqual([now.B1.M.handed_out, now.B2.M.handed_out], [40, 5]);
  assert.equal(peopleOf(snapshot(), all, "B2").consultations, 1);
  assert.deepEqual(again.filter((one) => one.kind !== "void").map((one) => one.seen_at), facts.map((one) => one.entry.seen_at));
  assert.equal(new Set(again.map((one) => one.id)).size, 4);
  assert.equal(standing(all).length, 2);
});

test("leaving and closing say what was left", () => {
  const closing = acts.closeBooth({ M: 7, N: 0 });
  assert.deepEqual(closing.map((one) => one.kind), ["return", "close_booth"]);
  assert.equal(closing[1].data.left, 7);
  const leaving = createActs({ ...where, person: "P" }).leave("person:P", "booth:B1", { M: 3 });
  assert.deepEqual(leaving.map((one) => one.kind), ["transfer", "shift_out", "leave"]);
});

test("every fact says where it was made, and nothing empty travels", () => {
  for (const [entry] of [acts.handOut("M", 1), acts.runOut("M"), acts.consult("", "answered", false), acts.countHeads(30, true), acts.letIn({ name: "" })]) {
    assert.equal(entry.data.booth, "B1");
    assert.ok(Object.values(entry).every((value) => value !== "" && value !== null && value !== undefined), JSON.stringify(entry));
  }
});

test("a booth's own counting mode goes before the event's", () => {
  const modes = [{ booth: "", material: "M", mode: "out_and_in" }, { booth: "B1", material: "M", mode: "hand_out" }];
  assert.deepEqual([isOutAndIn(modes, "B1", "M"), isOutAndIn(modes, "B2", "M"), isOutAndIn(modes, "B2", "N")], [false, true, false]);
});

test("who is on duty is what the server told and what this phone has recorded since", () => {
  const told = { ...NOTHING_YET, seq: 5, on_duty: [{ person: "P1", booth: "B1", since: 100 }, { person: "P2", booth: "B1", since: 200 }] };
  const own = [
    one("in", { kind: "shift_in", person: "P3", seen_at: 300, data: { booth: "B2" } }), one("out", { kind: "shift_out", person: "P1", seen_at: 400 }),
    one("old", { kind: "shift_in", person: "P2", seen_at: 200, data: { booth: "B1" } }, 4),
  ];
  assert.deepEqual([...onDuty(told, own).keys()], ["P2", "P3"]);
  assert.deepEqual([...onDuty(told, [...own, one("v1", { kind: "void", data: { entry: "in" } }), one("v2", { kind: "void", data: { entry: "old" } })]).keys()], []);
  assert.deepEqual([...onDuty({ ...told, on_duty: undefined }, []).keys()], []);
});

test("who is signed in already is known from the server and from this phone, less what was taken back", () => {
  const told = new Map([["P1", { entry: "e1", at: 100, booth: "B1" }]]);
  const own = [one("c2", { kind: "check_in", person: "P2", seen_at: 200, data: { booth: "B2" } })];
  const arrival = arrivalsOf(told, own);
  assert.deepEqual([arrival("P1").booth, arrival("P2"), arrival("P3")], ["B1", { at: 200, booth: "B2" }, null]);
  const undone = arrivalsOf(told, [...own, one("v1", { kind: "void", data: { entry: "c2" } }), one("v2", { kind: "void", data: { entry: "e1" } })]);
  assert.deepEqual([undone("P1"), undone("P2")], [null, null]);
});
