// What is recorded about people: consultations in two taps, visitors let in, heads counted, a sheet's subtotal.

import { countedPage, peopleOf } from "../day.js";
import { checkBox, choices, field, form, h, linkButton, message, submit } from "../dom.js";
import { newEraseCode } from "../ids.js";
import { cancel, goOn, quantityField, readCount } from "./parts.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */

/** The usual one is the lowest: under the thumb. */
const OUTCOMES = ["referred", "booked", "answered"];

/** First tap: the topic; second tap: what came of it. @param {Ui} ui @param {string} [place] the topic's place in the list @returns {Shown} */
export function consult(ui, place = "") {
  /** @type {string[]} */
  const topics = ui.phone.plan?.event.topics ?? [];
  const topic = topics[Number(place)] ?? "";
  const chosen = place !== "" || !topics.length;
  const { consultations } = peopleOf(ui.phone.snapshot, ui.phone.own, ui.phone.scope.booth ?? "");
  const note = consultations > 0 && h("span.note", {}, " ", ui.t("phone.home.consultations", { count: consultations }));
  if (!chosen) {
    return {
      title: ui.t("phone.act.consult"),
      body: [h("h1", {}, ui.t("phone.consultation.title")), h("p", {}, ui.t("phone.consultation.topic"), note)],
      controls: [h("div.topics", {}, topics.map((one, at) => linkButton(topicName(ui, one), `#/consult/${at}`))), cancel(ui)],
    };
  }
  const save = async (/** @type {Record<string, string>} */ values) => {
    const name = topicName(ui, topic);
    await ui.record((acts) => acts.consult(topic, values.outcome, "same_person" in values), [name, ui.t(`phone.outcome.${values.outcome}`)].filter(Boolean).join(" · "));
  };
  return {
    title: ui.t("phone.act.consult"),
    body: [h("h1", {}, topicName(ui, topic) || ui.t("phone.consultation.title")), h("p", {}, ui.t("phone.consultation.outcome"), note)],
    controls: [
      form(save, checkBox("same_person", ui.t("phone.consultation.same_person")),
        OUTCOMES.map((outcome) => submit(ui.t(`phone.outcome.${outcome}`), { kind: outcome === "answered" ? "primary huge" : "count", sign: "", name: "outcome", value: outcome }))),
      topics.length ? linkButton(ui.t("common.do.back"), "#/consult", { kind: "plain", sign: "back" }) : cancel(ui),
    ],
  };
}

/** What a topic is called in the phone's language; it is recorded under the campaign's own word for it. @param {Ui} ui @param {string} topic @returns {string} */
const topicName = (ui, topic) => ui.phone.plan?.event.topic_names?.[ui.language]?.[topic] ?? topic;

/** The last erase code that is to be told: in memory only, and shown once. */
let toKeep = "";
let nextPlace = "";

/** Show an erase code next, then lead on. @param {string} code '' for none @param {string} then a place of the app @returns {string} where to go */
export function tellCode(code, then) {
  toKeep = code;
  nextPlace = then;
  return code ? "#/erase-code" : then;
}

/** What the visitor may have the name erased with. @param {Ui} ui @returns {Shown} */
export function eraseCode(ui) {
  const code = toKeep;
  toKeep = "";
  return {
    title: ui.t("roster.erase_code"), keeps: true, // the code is shown once: no new plan takes it away
    body: [h("h1", {}, ui.t("roster.erase_code")), code && h("p", {}, ui.t("phone.check_in.erase_code")), code && h("p.code-text", {}, code.match(/.{1,5}/g)?.join(" "))],
    controls: [linkButton(ui.t("phone.check_in.go_on"), nextPlace || "#/let-in", { kind: "primary", sign: "next" }), goOn(ui)],
  };
}

/** Let a visitor in: everything but the tap may be left out. @param {Ui} ui @param {Record<string, string>} [values] @param {string} [error] @returns {Shown} */
export function letIn(ui, values = {}, error = "") {
  const notice = ui.phone.plan?.notice;
  const save = async (/** @type {Record<string, string>} */ said) => {
    const name = (said.name ?? "").trim();
    if (name && !said.consent) return redo(ui, letIn(ui, said, ui.t("app.people.consent_missing")));
    const resident = said.resident === "yes" ? true : said.resident === "no" ? false : undefined;
    const code = name ? newEraseCode() : "";
    const visitor = { name: name.slice(0, 40), resident, noticeVersion: notice?.version ?? 0, eraseCode: code };
    await ui.record((acts) => acts.letIn(visitor), ui.t("phone.line.checked_in"), { to: tellCode(code, "#/let-in") });
  };
  return {
    title: ui.t("phone.act.check_in"),
    body: [h("h1", {}, ui.t("phone.act.check_in")), h("p", {}, ui.t("phone.check_in.line")), error && message(error, "bad")],
    controls: [
      form(save,
        field("name", ui.t("phone.check_in.name"), { value: values.name ?? "", maxlength: 40 }),
        h("details.notice", { open: Boolean(error) }, h("summary", {}, ui.t("app.people.notice")), h("p.note", {}, notice?.text[ui.language] ?? "")),
        checkBox("consent", ui.t("app.people.consent"), false),
        choices("resident", ui.t("phone.check_in.resident"), [["yes", ui.t("common.yes")], ["no", ui.t("common.no")]], values.resident ?? ""),
        submit(ui.t("phone.check_in.submit"), { kind: "primary huge" })),
      goOn(ui),
    ],
  };
}

/** @param {Ui} ui @param {Record<string, string>} [values] @param {Record<string, string>} [errors] @returns {Shown} */
export function heads(ui, values = {}, errors = {}) {
  const save = async (/** @type {Record<string, string>} */ said) => {
    const quantity = readCount(said.quantity);
    const wrong = { ...(quantity ? {} : { quantity: ui.t("phone.problem.quantity") }), ...(said.how ? {} : { how: ui.t("phone.problem.how") }) };
    if (!quantity || !said.how) return redo(ui, heads(ui, said, wrong));
    await ui.record((acts) => acts.countHeads(quantity, said.how === "estimate"), ui.t(`phone.line.heads_${said.how}`, { count: quantity }));
  };
  return {
    title: ui.t("phone.act.head_count"),
    body: [h("h1", {}, ui.t("phone.act.head_count")), h("p", {}, ui.t("phone.hint.head_count"))],
    controls: [
      form(save, quantityField(ui, values.quantity, errors.quantity, ui.t("phone.field.people")),
        choices("how", ui.t("phone.field.how"), [["count", ui.t("phone.how.count")], ["estimate", ui.t("phone.how.estimate")]], values.how, errors.how), submit(ui.t("common.do.save"))),
      cancel(ui),
    ],
  };
}

/** A page of a sign-in sheet: its subtotal. @param {Ui} ui @param {string} code @param {string} [typed] @param {string} [error] @returns {Shown} */
export function sheet(ui, code, typed = "", error = "") {
  const use = ui.phone.resolve(code);
  const signsIn = ui.phone.scope.role !== "volunteer";
  const counted = use && countedPage(ui.phone.snapshot, ui.phone.own, use.run, use.number);
  const save = async (/** @type {Record<string, string>} */ said) => {
    const quantity = readCount(said.quantity, 0);
    if (quantity === null || !use) return redo(ui, sheet(ui, code, said.quantity, ui.t("phone.problem.quantity")));
    const before = counted?.fact ? [counted.fact] : []; // counted anew: the new figure stands in the old one's place
    await ui.record((acts) => [...acts.undo(before), ...acts.countSheet(use.run, use.number, quantity)], ui.t("phone.line.sheet", { number: use.page, count: quantity }));
  };
  return {
    title: ui.t("phone.sheet.title", { number: use?.page ?? 0 }),
    body: [h("h1", {}, ui.t("phone.sheet.title", { number: use?.page ?? 0 })), h("p", {}, ui.t(signsIn ? "phone.sheet.line" : "phone.sheet.not_yours")), use && counted && message(sayCounted(ui, use), "warn")],
    controls: [
      signsIn && form(save, quantityField(ui, typed, error, ui.t("phone.sheet.total")), submit(ui.t("common.do.save"))),
      linkButton(ui.t("phone.act.check_in"), "#/let-in", { kind: signsIn ? "" : "primary", sign: "person" }), goOn(ui),
    ],
  };
}

/** When a page of a sheet was counted before, and what came out; '' for a page that is new. @param {Ui} ui @param {import("../codes.js").CodeUse} use */
export function sayCounted(ui, use) {
  const counted = countedPage(ui.phone.snapshot, ui.phone.own, use.run, use.number);
  return counted ? ui.t("app.already.page", { number: use.page, count: counted.quantity, time: ui.clock(counted.at) }) : "";
}

/** Show a form again with what was wrong. @param {Ui} ui @param {Shown} again */
function redo(ui, again) {
  ui.show(again);
  /** @type {HTMLElement | null} */ (document.querySelector("#app .wrong input, #app .wrong select"))?.focus();
  return undefined;
}

export { redo };
