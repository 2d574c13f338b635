// Between two booths: what is on its way and not confirmed by both, on the home page and wherever copies are looked for.

import { openTransfers, transfersOf } from "../transfers.js";
import { button, form, h, icon, linkButton, submit } from "../dom.js";
import { goOn, quantityField, readCount } from "./parts.js";
import { redo } from "./people.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */
/** @typedef {import("../transfers.js").Open} Open */
/** @typedef {ReturnType<typeof import("../acts.js").createActs>} Acts */

const MOST = 3;

/** @param {Ui} ui */
const known = (ui) => transfersOf(ui.phone.snapshot, ui.phone.own);

/** What this booth has to say a word to, the newest first; `waiting`: what the other booth has not confirmed. @param {Ui} ui @param {{waiting?: boolean}} [which] */
export function transferCards(ui, { waiting = false } = {}) {
  const { booth } = ui.phone.scope;
  const open = booth ? openTransfers(known(ui), booth, ui.phone.own).filter((one) => (one.state === "open") === waiting) : [];
  return open.slice(-MOST).reverse().map((one) => h("div.transfer", { "data-state": one.state },
    h("p", {}, icon(one.state === "open" ? "clock" : "swap"), h("span", {}, sayOpen(ui, one))), h("div.row", {}, actsFor(ui, one))));
}

/** @param {Ui} ui @param {Open} open */
function sayOpen(ui, { state, transfer, counted = 0, mine }) {
  const { booth } = ui.phone.scope;
  const other = ui.booth(transfer.giver === booth ? transfer.taker : transfer.giver)?.code ?? "";
  const who = state === "differs" ? (mine ? "differs_mine" : "differs") : state === "twice" ? (transfer.taker === booth ? "twice_here" : "twice_there") : state;
  return ui.t(`app.transfer.${who}`, { booth: other, quantity: transfer.quantity, title: ui.material(transfer.material), counted, time: ui.clock(transfer.at) });
}

/** @param {Ui} ui @param {Open} open */
function actsFor(ui, { state, transfer, other, counted = 0, mine }) {
  if (state === "coming" || state === "fetched") {
    return [
      button(ui.t(`app.transfer.${state === "coming" ? "arrived" : "right"}`, { quantity: transfer.quantity }), () => confirm(ui, transfer.id, transfer.quantity), { sign: "check" }),
      linkButton(ui.t("app.transfer.other_number"), `#/arrival/${transfer.id}`),
    ];
  }
  if (state === "differs" && mine) return [button(ui.t("app.transfer.correct", { quantity: counted }), () => correct(ui, transfer, counted), { sign: "check" })];
  if (state === "twice" && mine && other && transfer.taker === ui.phone.scope.booth) return [button(ui.t("app.transfer.once"), () => countOnce(ui, transfer, other), { sign: "check" })];
  return [];
}

/** @param {Ui} ui @param {string} id @param {number} quantity */
async function confirm(ui, id, quantity) {
  await ui.record((acts) => acts.confirm(id, quantity), ui.t("app.transfer.confirmed", { quantity }));
}

/** The other booth counted another number: what this phone recorded is taken back and recorded as counted there. @param {Ui} ui @param {import("../transfers.js").Transfer} transfer @param {number} counted */
async function correct(ui, transfer, counted) {
  const anew = (/** @type {Acts} */ acts) => [...takeBack(ui, acts, transfer.id), ...acts.passOn(`booth:${transfer.giver}`, `booth:${transfer.taker}`, transfer.material, counted)];
  await ui.record(anew, ui.t("phone.line.passed_on", { count: counted, title: ui.material(transfer.material) }));
}

/** Both phones recorded the same copies: the taking one takes its own back and confirms the other's. @param {Ui} ui @param {import("../transfers.js").Transfer} theirs @param {import("../transfers.js").Transfer} ours */
async function countOnce(ui, theirs, ours) {
  await ui.record((acts) => [...takeBack(ui, acts, ours.id), ...acts.confirm(theirs.id, theirs.quantity)], ui.t("app.transfer.confirmed", { quantity: theirs.quantity }));
}

/** @param {Ui} ui @param {Acts} acts @param {string} id */
const takeBack = (ui, acts, id) => acts.undo(ui.phone.own.filter((one) => one.id === id));

/** What another booth has recorded as given to this one, and this one has not confirmed. @param {Ui} ui @param {string} booth @param {string} material */
export function comingFrom(ui, booth, material) {
  const open = openTransfers(known(ui), ui.phone.scope.booth ?? "", ui.phone.own);
  return open.find(({ state, transfer }) => state === "coming" && transfer.giver === booth && transfer.material === material)?.transfer;
}

/** How many really came. @param {Ui} ui @param {string} id @param {string} [typed] @param {string} [error] @returns {Shown} */
export function arrival(ui, id, typed = "", error = "") {
  const transfer = known(ui).find((one) => one.id === id);
  const save = async (/** @type {Record<string, string>} */ said) => {
    const quantity = readCount(said.quantity);
    if (!quantity) return redo(ui, arrival(ui, id, said.quantity, ui.t("phone.problem.quantity")));
    await confirm(ui, id, quantity);
  };
  if (!transfer) return { title: ui.t("app.transfer.title"), body: [h("h1", {}, ui.t("app.transfer.gone"))], controls: [goOn(ui)] };
  const gives = transfer.giver === ui.phone.scope.booth;
  const state = gives ? "fetched" : "coming";
  return {
    title: ui.t("app.transfer.title"),
    body: [h("h1", {}, ui.t("app.transfer.title")), h("p", {}, sayOpen(ui, { state, transfer, mine: false })), h("p.note", {}, ui.t("app.transfer.count_them"))],
    controls: [form(save, quantityField(ui, typed || String(transfer.quantity), error), submit(ui.t("app.transfer.confirm"))), goOn(ui)],
  };
}
