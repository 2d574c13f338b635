// Putting right and finishing: "I was at the wrong booth", "I am leaving", and closing a booth, each shown before it is saved.

import { everCame, factsAtBooth, holdersOf, inHand, isOutAndIn, stockOf, total } from "../day.js";
import { button, field, form, h, icon, linkButton, message, numberField, selectField, submit } from "../dom.js";
import { sayNumber } from "../words.js";
import { boothMark, cancel, readCount, sayFact } from "./parts.js";
import { redo } from "./people.js";

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
    const entries = (await ui.phone.acts()).atOtherBooth(facts, wrong, right);
    const booth = ui.booth(right);
    const line = ui.t("phone.line.corrected", { count: facts.length, booth: `${booth.code} ${ui.of(booth, "name")}` });
    if ((await ui.record(entries, line)) && ui.phone.scope.booth === wrong) await ui.phone.moveTo(right);
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
  const booth = ui.phone.scope.booth ?? "";
  const here = stockOf(ui.phone.snapshot, ui.phone.own)[booth] ?? {};
  const materials = ui.materials().map((/** @type {any} */ one) => one.id).filter((/** @type {string} */ id) => here[id] && (everCame(here[id]) || inHand(here[id])));
  const closedAt = ui.phone.snapshot.closed[booth] ?? 0;
  const check = (/** @type {Values} */ said) => {
    const counts = readCounts(said, materials);
    redo(ui, Object.keys(counts).length < materials.length ? close(ui, said, true) : closePreview(ui, booth, counts, said));
  };
  return {
    title: ui.t("phone.act.close"),
    body: [
      h("h1", {}, ui.t("phone.act.close")), closedAt > 0 && message(ui.t("phone.close.already", { time: ui.clock(closedAt) }), "warn"),
      h("p", {}, ui.t(materials.length ? "phone.close.line" : "phone.close.nothing")),
    ],
    controls: [form(check, countFields(ui, materials, values, asked), submit(ui.t("phone.close.check"), { sign: "next" })), cancel(ui)],
  };
}

/** @param {Ui} ui @param {string} booth @param {Record<string, number>} counts @param {Values} said @returns {Shown} */
function closePreview(ui, booth, counts, said) {
  const stock = stockOf(ui.phone.snapshot, ui.phone.own)[booth] ?? {};
  const save = async () => {
    const named = ui.booth(booth);
    const sum = Object.values(counts).reduce((all, one) => all + one, 0);
    await ui.record((await ui.phone.acts()).closeBooth(counts), ui.t("phone.line.closed", { booth: `${named?.code ?? ""} ${named ? ui.of(named, "name") : ""}`, count: sum }));
  };
  return {
    title: ui.t("phone.close.preview"),
    body: [
      h("h1", {}, ui.t("phone.close.preview")),
      Object.entries(counts).map(([id, counted]) => {
        const books = inHand(stock[id] ?? total([]));
        const outAndIn = isOutAndIn(ui.phone.plan?.counting_modes ?? [], booth, id);
        return h("div.leftover", {}, h("h2", {}, ui.material(id)),
          h("dl", {}, h("dt", {}, ui.t("phone.close.by_books")), h("dd", {}, sayNumber(books)), h("dt", {}, ui.t("phone.close.counted")), h("dd", {}, sayNumber(counted))),
          h("p.verdict", {}, outAndIn ? ui.t("phone.close.remainder", { count: books - counted }) : verdict(ui, books - counted)));
      }),
      h("p.note", {}, ui.t("phone.close.returns")),
    ],
    controls: [
      button(ui.t("phone.close.save", { booth: ui.booth(booth)?.code ?? "" }), save, { kind: "primary huge", sign: "check" }),
      button(ui.t("phone.close.again"), () => redo(ui, close(ui, said, false)), { kind: "plain", sign: "back" }),
    ],
  };
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
  const held = person ? (holdersOf(ui.phone.snapshot, ui.phone.own)[person] ?? {}) : {};
  const materials = person ? Object.keys(held).filter((id) => held[id]) : Object.keys(stockOf(ui.phone.snapshot, ui.phone.own)[booth ?? ""] ?? {});
  const targets = /** @type {[string, string][]} */ ([[`booth:${booth}`, ui.t("phone.place.booth", { booth: ui.booth(booth ?? "")?.code ?? "" })],
    ...(ui.phone.plan?.colleagues ?? []).filter((/** @type {any} */ one) => one.id !== person).map((/** @type {any} */ one) => [`person:${one.id}`, one.code])]);
  const check = (/** @type {Values} */ said) => {
    const counts = readCounts(said, materials);
    redo(ui, Object.keys(counts).length < materials.length ? leave(ui, said, true) : leavePreview(ui, counts, said));
  };
  return {
    title: ui.t("phone.act.leave"),
    body: [h("h1", {}, ui.t("phone.act.leave")), h("p", {}, ui.t(materials.length ? "phone.leave.line" : "phone.leave.nothing"))],
    controls: [
      form(check, countFields(ui, materials, values, asked), materials.length > 0 && person && selectField("target", ui.t("phone.leave.target"), targets, values.target), submit(ui.t("phone.leave.check"), { sign: "next" })),
      linkButton(ui.t("phone.leave.stay"), "#/", { kind: "plain", sign: "back" }),
    ],
  };
}

/** @param {Ui} ui @param {Record<string, number>} counts @param {Values} said @returns {Shown} */
function leavePreview(ui, counts, said) {
  const { person, booth } = ui.phone.scope;
  const source = person ? `person:${person}` : `booth:${booth}`;
  const target = said.target || `booth:${booth}`;
  const save = async () => {
    if (!(await ui.keep((await ui.phone.acts()).leave(source, target, counts)))) return;
    await Promise.race([ui.phone.outbox.flush(), new Promise((done) => setTimeout(done, LAST_WORD_MS))]);
    await ui.phone.signOut();
    ui.result.show("recorded", { word: ui.t("phone.left.title"), line: ui.t(ui.phone.status.waiting ? "app.left.still_waiting" : "phone.left.line"), seconds: 6 });
    ui.go("#/queue");
  };
  return {
    title: ui.t("phone.leave.preview"),
    body: [
      h("h1", {}, ui.t("phone.leave.preview")),
      h("ul.list.stock", {}, Object.entries(counts).map(([id, count]) => h("li", {}, h("span", {}, ui.material(id)), h("b", {}, sayNumber(count))))),
      h("p", {}, ui.t("phone.leave.signs_out")),
    ],
    controls: [button(ui.t("phone.leave.save"), save, { kind: "primary huge", sign: "leave" }), linkButton(ui.t("phone.leave.stay"), "#/", { kind: "plain", sign: "back" })],
  };
}
