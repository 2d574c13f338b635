// Putting right and finishing: "I was at the wrong booth", "I am leaving", and closing a booth, each shown before it is saved.

import { everCame, factsAtBooth, holdersOf, inHand, isOutAndIn, stockOf, total } from "../day.js";
import { button, field, form, h, icon, linkButton, message, numberField, selectField, submit } from "../dom.js";
import { sayNumber } from "../words.js";
import { boothMark, cancel, readCount, sayFact } from "./parts.js";
import { redo } from "./people.js";
import { readForm } from "../typed.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */
/** @typedef {Record<string, string>} Values */

/** Whoever leaves does not wait for the network longer than this: what is left is sent later. */
const LAST_WORD_MS = 4_000;

/** @param {Ui} ui @param {string} [wrong] @param {string} [right] @param {string} [since] the phone's clock as HH:MM @param {string} [error] @returns {Shown} */
export function wrongBooth(ui, wrong = ui.phone.scope.booth ?? "", right = "", since = "", error = "") {
  if (wrong && right && since && !error) return wrongBoothPreview(ui, wrong, right, since);
  const options = /** @type {[string, string][]} */ ([["", ui.t("phone.field.choose")], ...ui.booths().map((/** @type {any} */ one) => [one.id, `${one.code} ${ui.of(one, "name")}`])]);
  const preview = (/** @type {Values} */ said) => {
    const problem = !said.wrong || !said.right ? ui.t("phone.problem.booth") : said.wrong === said.right ? ui.t("phone.problem.same_place") : sinceMs(said.since) === null ? ui.t("app.problem.time") : "";
    if (problem) return redo(ui, wrongBooth(ui, said.wrong, said.right, said.since, problem));
    ui.go(`#/wrong-booth/${said.wrong}/${said.right}/${encodeURIComponent(said.since)}`);
  };
  return {
    title: ui.t("phone.act.wrong_booth"),
    body: [h("h1", {}, ui.t("phone.act.wrong_booth")), h("p", {}, ui.t("phone.wrong_booth.line")), error && message(error, "bad")],
    controls: [
      form(preview, selectField("wrong", ui.t("phone.wrong_booth.wrong"), options, wrong), selectField("right", ui.t("phone.wrong_booth.right"), options, right),
        field("since", ui.t("phone.wrong_booth.since"), { value: since, type: "time" }), submit(ui.t("phone.wrong_booth.preview"), { sign: "next" })),
      cancel(ui),
    ],
  };
}

/** The last moment when this phone's clock showed a time. @param {string} clock */
function sinceMs(clock) {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(clock);
  if (!found) return null;
  const at = new Date();
  at.setHours(Number(found[1]), Number(found[2]), 0, 0);
  return at.getTime() > Date.now() ? at.getTime() - 86_400_000 : at.getTime();
}

/** @param {Ui} ui @param {string} wrong @param {string} right @param {string} since @returns {Shown} */
function wrongBoothPreview(ui, wrong, right, since) {
  const facts = factsAtBooth(ui.phone.own, wrong, sinceMs(since) ?? Date.now());
  const save = async () => {
    const booth = ui.booth(right);
    const line = ui.t("phone.line.corrected", { count: facts.length, booth: `${booth.code} ${ui.of(booth, "name")}` });
    if ((await ui.record((acts) => acts.atOtherBooth(facts, wrong, right), line)) && ui.phone.scope.booth === wrong) await ui.keep(() => ui.phone.moveTo(right));
  };
  return {
    title: ui.t("phone.act.wrong_booth"),
    body: [
      h("h1", {}, facts.length ? ui.t("phone.wrong_booth.moves", { count: facts.length }) : ui.t("phone.wrong_booth.nothing")),
      h("p.from-to", {}, boothMark(ui, ui.booth(wrong)), " ", icon("arrow"), " ", boothMark(ui, ui.booth(right))),
      h("ul.list.stock", {}, facts.map((one) => h("li", {}, h("span", {}, `${ui.clock(one.at)} · ${sayFact(ui, one)} `, one.entry.material && h("small", {}, ui.material(one.entry.material)))))),
    ],
    controls: [
      facts.length > 0 && button(ui.t("phone.wrong_booth.save", { booth: ui.booth(right)?.code ?? "" }), save, { kind: "primary huge", sign: "check" }),
      linkButton(ui.t("common.do.back"), `#/wrong-booth/${wrong}/${right}`, { kind: "plain", sign: "back" }),
    ],
  };
}

/** Whether the kiosk's figures have come since this phone was paired; until then nobody knows here what should be left. @param {Ui} ui */
const hasFigures = (ui) => Boolean(ui.practising) || ui.phone.snapshot.heard_at !== undefined;

/** What is to be counted: what the books say is there, and what somebody has counted all the same; without figures everything there is. @param {Ui} ui @param {string[]} inBooks @param {Values} values */
function askedFor(ui, inBooks, values) {
  const all = new Set([...ui.materials().map((/** @type {any} */ one) => one.id), ...inBooks]);
  return [...all].filter((id) => !hasFigures(ui) || inBooks.includes(id) || values[`count-${id}`]);
}

/** Whether everything has been counted that must be. @param {Ui} ui @param {Record<string, number>} counts @param {string[]} materials @param {Values} said */
const isCounted = (ui, counts, materials, said) => materials.every((id) => id in counts || (!hasFigures(ui) && !said[`count-${id}`]));

/**
 * A page that asks for counts takes in newer figures and another plan, with what is half typed.
 * @param {Ui} ui @param {string[]} materials what it asks for @param {(values: Values) => Shown} again
 * @returns {(what: import("../phone.js").Change) => unknown}
 */
function countsAnew(ui, materials, again) {
  const before = hasFigures(ui);
  return (what) => {
    if (what === "pairing") return ui.redraw();
    if (what !== "plan" && what !== "figures") return;
    const next = again(readForm());
    if (what === "plan" || before !== hasFigures(ui) || next.asks?.join() !== materials.join()) ui.show(next, { keep: true });
  };
}

/** What was counted before the figures came is looked at again when they are there. @param {Ui} ui @param {() => void} check */
function checkedAnew(ui, check) {
  const before = hasFigures(ui);
  return (/** @type {import("../phone.js").Change} */ what) => {
    if (what === "pairing") ui.redraw();
    else if (what === "figures" && !before) check();
  };
}

/** @param {Values} said @param {string[]} materials */
function readCounts(said, materials) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const id of materials) {
    const count = readCount(said[`count-${id}`], 0);
    if (count !== null) counts[id] = count;
  }
  return counts;
}

/** @param {Ui} ui @param {string[]} materials @param {Values} values @param {boolean} asked */
const countFields = (ui, materials, values, asked) => materials.map((id) => {
  const typed = values[`count-${id}`] ?? "";
  return numberField(`count-${id}`, ui.material(id), typed, asked && readCount(typed, 0) === null ? ui.t("phone.problem.count") : "");
});

/** Close this booth: count what is left, see the difference, then save it. @param {Ui} ui @param {Values} [values] @param {boolean} [asked] @returns {Shown} */
export function close(ui, values = {}, asked = false) {
  const materials = toClose(ui, values);
  const closedAt = ui.phone.snapshot.closed[ui.phone.scope.booth ?? ""] ?? 0;
  return {
    title: ui.t("phone.act.close"), keeps: true, asks: materials, changed: countsAnew(ui, materials, (said) => close(ui, said, asked)),
    body: [
      h("h1", {}, ui.t("phone.act.close")), closedAt > 0 && message(ui.t("phone.close.already", { time: ui.clock(closedAt) }), "warn"),
      hasFigures(ui) ? h("p", {}, ui.t(materials.length ? "phone.close.line" : "phone.close.nothing")) : message(ui.t("app.close.no_figures"), "info"),
    ],
    controls: [form((said) => redo(ui, counted(ui, said)), countFields(ui, materials, values, asked), submit(ui.t("phone.close.check"), { sign: "next" })), cancel(ui)],
  };
}

/** What has to be counted at this booth. @param {Ui} ui @param {Values} values */
function toClose(ui, values) {
  const here = stockOf(ui.phone.snapshot, ui.phone.own)[ui.phone.scope.booth ?? ""] ?? {};
  return askedFor(ui, Object.keys(here).filter((id) => everCame(here[id]) || inHand(here[id])), values);
}

/** After counting: the difference, or what is missing. @param {Ui} ui @param {Values} said */
function counted(ui, said) {
  const materials = toClose(ui, said);
  const counts = readCounts(said, materials);
  return isCounted(ui, counts, materials, said) ? closePreview(ui, counts, said) : close(ui, said, true);
}

/** @param {Ui} ui @param {Record<string, number>} counts @param {Values} said @returns {Shown} */
function closePreview(ui, counts, said) {
  const booth = ui.phone.scope.booth ?? "";
  const stock = stockOf(ui.phone.snapshot, ui.phone.own)[booth] ?? {};
  const save = async () => {
    const named = ui.booth(booth);
    const sum = Object.values(counts).reduce((all, one) => all + one, 0);
    await ui.record((acts) => acts.closeBooth(counts), ui.t("phone.line.closed", { booth: `${named?.code ?? ""} ${named ? ui.of(named, "name") : ""}`, count: sum }));
  };
  return {
    title: ui.t("phone.close.preview"), keeps: true, changed: checkedAnew(ui, () => ui.show(counted(ui, said))),
    body: [
      h("h1", {}, ui.t("phone.close.preview")),
      hasFigures(ui) ? null : message(ui.t("app.close.not_compared"), "info"),
      Object.entries(counts).map(([id, counted]) => leftover(ui, booth, id, stock[id] ?? total([]), counted)),
      h("p.note", {}, ui.t("phone.close.returns")),
    ],
    controls: [
      button(ui.t("phone.close.save", { booth: ui.booth(booth)?.code ?? "" }), save, { kind: "primary huge", sign: "check" }),
      button(ui.t("phone.close.again"), () => redo(ui, close(ui, said, false)), { kind: "plain", sign: "back" }),
    ],
  };
}

/** One material's count beside the books, where they have come. @param {Ui} ui @param {string} booth @param {string} id @param {import("../day.js").Stock} stock @param {number} counted */
function leftover(ui, booth, id, stock, counted) {
  const books = inHand(stock);
  const outAndIn = isOutAndIn(ui.phone.plan?.counting_modes ?? [], booth, id);
  const known = hasFigures(ui);
  return h("div.leftover", {}, h("h2", {}, ui.material(id)),
    h("dl", {}, known && [h("dt", {}, ui.t("phone.close.by_books")), h("dd", {}, sayNumber(books))], h("dt", {}, ui.t("phone.close.counted")), h("dd", {}, sayNumber(counted))),
    known && h("p.verdict", {}, outAndIn ? ui.t("phone.close.remainder", { count: books - counted }) : verdict(ui, books - counted)));
}

/** @param {Ui} ui @param {number} difference */
function verdict(ui, difference) {
  if (!difference) return h("span.tone-good", {}, icon("check"), ui.t("common.reconciliation.matches"));
  const key = difference > 0 ? "missing" : "over";
  return h("span.tone-bad", {}, icon("warn"), ui.t(`common.reconciliation.${key}`, { count: Math.abs(difference) }));
}

/** Leave: count what I hold, hand it over, end the shift and sign this phone out. @param {Ui} ui @param {Values} [values] @param {boolean} [asked] @returns {Shown} */
export function leave(ui, values = {}, asked = false) {
  const { person, booth } = ui.phone.scope;
  const materials = toHandOver(ui, values);
  const targets = /** @type {[string, string][]} */ ([[`booth:${booth}`, ui.t("phone.place.booth", { booth: ui.booth(booth ?? "")?.code ?? "" })],
    ...(ui.phone.plan?.colleagues ?? []).filter((/** @type {any} */ one) => one.id !== person).map((/** @type {any} */ one) => [`person:${one.id}`, one.code])]);
  return {
    title: ui.t("phone.act.leave"), keeps: true, asks: materials, changed: countsAnew(ui, materials, (said) => leave(ui, said, asked)),
    body: [
      h("h1", {}, ui.t("phone.act.leave")),
      hasFigures(ui) ? h("p", {}, ui.t(materials.length ? "phone.leave.line" : "phone.leave.nothing")) : message(ui.t("app.leave.no_figures"), "info"),
    ],
    controls: [
      form((said) => redo(ui, handedOver(ui, said)), countFields(ui, materials, values, asked), materials.length > 0 && person && selectField("target", ui.t("phone.leave.target"), targets, values.target), submit(ui.t("phone.leave.check"), { sign: "next" })),
      linkButton(ui.t("phone.leave.stay"), "#/", { kind: "plain", sign: "back" }),
    ],
  };
}

/** What somebody who leaves holds. @param {Ui} ui @param {Values} values */
function toHandOver(ui, values) {
  const { person, booth } = ui.phone.scope;
  const held = person ? (holdersOf(ui.phone.snapshot, ui.phone.own)[person] ?? {}) : {};
  return askedFor(ui, person ? Object.keys(held).filter((id) => held[id]) : Object.keys(stockOf(ui.phone.snapshot, ui.phone.own)[booth ?? ""] ?? {}), values);
}

/** After counting: what will be handed over, or what is missing. @param {Ui} ui @param {Values} said */
function handedOver(ui, said) {
  const materials = toHandOver(ui, said);
  const counts = readCounts(said, materials);
  return isCounted(ui, counts, materials, said) ? leavePreview(ui, counts, said) : leave(ui, said, true);
}

/** @param {Ui} ui @param {Record<string, number>} counts @param {Values} said @returns {Shown} */
function leavePreview(ui, counts, said) {
  const { person, booth } = ui.phone.scope;
  const source = person ? `person:${person}` : `booth:${booth}`;
  const target = said.target || `booth:${booth}`;
  const save = async () => {
    const isStillHere = ui.here();
    if (!(await ui.keepFacts((acts) => acts.leave(source, target, counts)))) return;
    await Promise.race([ui.phone.outbox.flush(), new Promise((done) => setTimeout(done, LAST_WORD_MS))]);
    await ui.phone.signOut();
    ui.result.show("recorded", { word: ui.t("phone.left.title"), line: ui.t(ui.phone.status.waiting ? "app.left.still_waiting" : "phone.left.line"), seconds: 6 });
    if (isStillHere()) ui.go("#/queue");
  };
  return {
    title: ui.t("phone.leave.preview"), keeps: true, changed: checkedAnew(ui, () => ui.show(handedOver(ui, said))),
    body: [
      h("h1", {}, ui.t("phone.leave.preview")),
      h("ul.list.stock", {}, Object.entries(counts).map(([id, count]) => h("li", {}, h("span", {}, ui.material(id)), h("b", {}, sayNumber(count))))),
      h("p", {}, ui.t("phone.leave.signs_out")),
    ],
    controls: [button(ui.t("phone.leave.save"), save, { kind: "primary huge", sign: "leave" }), linkButton(ui.t("phone.leave.stay"), "#/", { kind: "plain", sign: "back" })],
  };
}
