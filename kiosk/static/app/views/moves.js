// The acts that are needed more rarely: pass on, bring back, write off, run out, and who has how many.

import { holdersOf, inHand, stockOf } from "../day.js";
import { button, choices, form, h, icon, linkButton, message, selectField, submit } from "../dom.js";
import { sayNumber } from "../words.js";
import { boothMark, cancel, goOn, materialField, places, quantityField, readCount } from "./parts.js";
import { redo } from "./people.js";
import { arrival, comingFrom, transferCards } from "./transfers.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */
/** @typedef {Record<string, string>} Values */

/** @param {Ui} ui @returns {Shown} */
export function more(ui) {
  const acts = [["pass-on", "pass_on", "swap"], ["return", "return", "return"], ["spoil", "spoil", "torn"], ["run-out", "run_out", "warn"], ["stock", "stock", "bundle"], ["let-in", "check_in", "person"],
    ["heads", "head_count", "person"], ["shifts", "shifts", "clock"], ["booths", "change_booth", "pin"], ["wrong-booth", "wrong_booth", "clock"], ["close", "close", "stop"], ["leave", "leave", "leave"]];
  const has = (/** @type {string} */ feature) => !ui.practising && ui.phone.plan?.event.features?.includes(feature);
  return {
    title: ui.t("phone.menu.more"),
    body: [h("h1", {}, ui.t("phone.menu.more")), h("ul.list.acts", {}, acts.map(([to, name, sign]) => h("li", {}, h("a", { href: `#/${to}` }, icon(sign), h("span", {}, ui.t(`phone.act.${name}`))))),
      has("programme") && h("li", {}, h("a", { href: "#/groups" }, icon("people"), h("span", {}, ui.t("phone.act.groups")))),
      has("wall") && h("li", {}, h("a", { href: "#/note" }, icon("wish"), h("span", {}, ui.t("phone.act.note")))),
      has("referrals") && h("li", {}, h("a", { href: "#/tip" }, icon("people"), h("span", {}, ui.t("referrals.tip.title")))),
      has("volunteers") && h("li", {}, h("a", { href: "#/register" }, icon("people"), h("span", {}, ui.t("phone.act.register_volunteer")))),
      !ui.practising && h("li", {}, h("a", { href: "/phone/one-more-page", target: "_blank", rel: "noopener" }, icon("printer"), h("span", {}, ui.t("phone.act.one_more_page")))))],
    controls: [linkButton(ui.t("phone.act.go_on"), "#/", { kind: "primary", sign: "back" })],
  };
}

/** @param {Ui} ui @param {Values} said */
function readCopies(ui, said) {
  const quantity = readCount(said.quantity);
  const known = ui.materials().some((/** @type {any} */ one) => one.id === said.material);
  /** @type {Values} */
  const errors = { ...(quantity ? {} : { quantity: ui.t("phone.problem.quantity") }), ...(known ? {} : { material: ui.t("phone.problem.material") }) };
  return { quantity: quantity ?? 0, errors };
}

/** @param {Ui} ui @param {string} [code] */
function leftOf(ui, code = "") {
  const use = code ? ui.phone.resolve(code) : null;
  return use?.bundle ? ui.phone.bundle(use) : null;
}

/** Move copies between booths and people. @param {Ui} ui @param {string} [material] @param {string} [code] @param {Values} [values] @param {Values} [errors] @returns {Shown} */
export function passOn(ui, material = "", code = "", values = {}, errors = {}) {
  const bundle = leftOf(ui, code === "-" ? "" : code);
  const given = { material, quantity: bundle ? String(bundle.rest) : "", source: ui.phone.scope.person ? `person:${ui.phone.scope.person}` : `booth:${ui.phone.scope.booth}`, target: "", ...values };
  const save = async (/** @type {Values} */ said) => {
    const { quantity, errors: wrong } = readCopies(ui, said);
    if (!said.target || said.target === said.source) wrong.target = ui.t(said.target ? "phone.problem.same_place" : "phone.problem.target");
    if (Object.keys(wrong).length) return redo(ui, passOn(ui, material, code, said, wrong));
    const named = bundle?.material === said.material ? bundle.code : "";
    await ui.record((acts) => acts.passOn(said.source, said.target, said.material, quantity, named), ui.t("phone.line.passed_on", { count: quantity, title: ui.material(said.material) }));
  };
  const options = places(ui);
  return {
    title: ui.t("phone.act.pass_on"),
    body: [h("h1", {}, ui.t("phone.act.pass_on")), bundle && h("p", {}, ui.t("phone.home.bundle", { number: bundle.number, count: bundle.rest }))],
    controls: [
      form(save, materialField(ui, given.material, errors.material),
        h("div.row", {}, selectField("source", ui.t("phone.field.source"), options, given.source),
          selectField("target", ui.t("phone.field.target"), [["", ui.t("phone.field.choose")], ...options], given.target, errors.target)),
        quantityField(ui, given.quantity, errors.quantity), submit(ui.t("common.do.save"))),
      cancel(ui),
    ],
  };
}

/** @param {Ui} ui @param {string} [material] @param {string} [code] @returns {Shown} */
export const bringBack = (ui, material, code) => countOff(ui, "return", material, code);
/** @param {Ui} ui @param {string} [material] @param {string} [code] @returns {Shown} */
export const spoil = (ui, material, code) => countOff(ui, "spoil", material, code);

/** @param {Ui} ui @param {"return" | "spoil"} kind @param {string} [material] @param {string} [code] @param {Values} [values] @param {Values} [errors] @returns {Shown} */
function countOff(ui, kind, material = "", code = "", values = {}, errors = {}) {
  const bundle = leftOf(ui, code);
  const { person, booth } = ui.phone.scope;
  const save = async (/** @type {Values} */ said) => {
    const { quantity, errors: wrong } = readCopies(ui, said);
    if (kind === "spoil" && !said.why) wrong.why = ui.t("phone.problem.why");
    if (Object.keys(wrong).length) return redo(ui, countOff(ui, kind, material, code, said, wrong));
    const source = person && said.source === "me" ? `person:${person}` : `booth:${booth}`;
    const named = bundle?.material === said.material ? bundle.code : "";
    await ui.record((acts) => (kind === "return" ? acts.bringBack(source, said.material, quantity, named) : acts.spoil(source, said.material, quantity, said.why, named)), ui.t(`phone.line.${kind}`, { count: quantity, title: ui.material(said.material) }));
  };
  const whys = ["torn", "wet", "misprint", "other"];
  return {
    title: ui.t(`phone.act.${kind}`),
    body: [h("h1", {}, ui.t(`phone.act.${kind}`)), h("p", {}, bundle ? ui.t("phone.home.bundle", { number: bundle.number, count: bundle.rest }) : ui.t(`phone.hint.${kind}`))],
    controls: [
      form(save, materialField(ui, values.material ?? material, errors.material),
        person && choices("source", ui.t("phone.field.source"), [["me", ui.t("phone.place.me")], ["booth", ui.t("phone.place.booth", { booth: ui.booth(booth ?? "")?.code ?? "" })]], values.source ?? "me"),
        kind === "spoil" && choices("why", ui.t("phone.field.why"), whys.map((why) => [why, ui.t(`phone.why.${why}`)]), values.why, errors.why),
        quantityField(ui, values.quantity, errors.quantity), submit(ui.t("common.do.save"))),
      cancel(ui),
    ],
  };
}

/** @param {Ui} ui @param {string} [material] what has run out, once that is said @returns {Shown} */
export function runOut(ui, material = "") {
  if (!material) {
    const say = async (/** @type {string} */ id) => {
      await ui.record((acts) => acts.runOut(id), ui.t("phone.line.run_out", { title: ui.material(id) }), { to: `#/run-out/${id}` });
    };
    return {
      title: ui.t("phone.act.run_out"),
      body: [h("h1", {}, ui.t("phone.act.run_out")), h("p", {}, ui.t("phone.hint.run_out"))],
      controls: [h("div.topics", {}, ui.materials().map((/** @type {any} */ one) => button(ui.of(one, "title"), () => say(one.id), { sign: "warn" }))), cancel(ui)],
    };
  }
  const stock = stockOf(ui.phone.snapshot, ui.phone.own);
  const offers = ui.booths().filter((/** @type {any} */ one) => one.id !== ui.phone.scope.booth)
    .map((/** @type {any} */ one) => ({ booth: one, quantity: stock[one.id]?.[material] ? inHand(stock[one.id][material]) : 0 }))
    .sort((/** @type {any} */ a, /** @type {any} */ b) => b.quantity - a.quantity);
  return {
    title: ui.t("phone.act.run_out"), live: true,
    body: [
      h("h1", {}, ui.t("phone.run_out.who_has")),
      transferCards(ui),
      h("ul.list.stock", {}, offers.length ? offers.map((/** @type {any} */ one) => h("li", {},
        one.quantity > 0 ? h("a", { href: `#/fetch/${one.booth.id}/${material}` }, boothMark(ui, one.booth)) : boothMark(ui, one.booth), h("b", {}, sayNumber(one.quantity)))) : h("li", {}, ui.t("phone.run_out.nobody"))),
      h("p.note", {}, ui.t("phone.run_out.fetch")),
      transferCards(ui, { waiting: true }),
    ],
    controls: [goOn(ui)],
  };
}

/** Copies fetched from another booth. @param {Ui} ui @param {string} booth @param {string} material @returns {Shown} */
export function fetchFrom(ui, booth, material) {
  const coming = comingFrom(ui, booth, material);
  if (coming) return arrival(ui, coming.id); // that booth has recorded it: it is confirmed here, not recorded twice
  return passOn(ui, material, "-", { source: `booth:${booth}`, target: `booth:${ui.phone.scope.booth}` });
}

/** @param {Ui} ui @returns {Shown} */
export function stock(ui) {
  const all = stockOf(ui.phone.snapshot, ui.phone.own);
  const held = Object.entries(holdersOf(ui.phone.snapshot, ui.phone.own)).flatMap(([person, copies]) => Object.entries(copies).filter(([, quantity]) => quantity).map(([material, quantity]) => ({ person, material, quantity })));
  const codes = new Map((ui.phone.plan?.colleagues ?? []).map((/** @type {any} */ one) => [one.id, one.code]));
  return {
    title: ui.t("phone.act.stock"), live: true,
    body: [
      h("h1", {}, ui.t("phone.act.stock")),
      !navigator.onLine && message(ui.t("app.stock.offline", { when: ui.ago(ui.phone.snapshot.heard_at ?? 0) }), "warn"),
      ui.booths().map((/** @type {any} */ booth) => {
        const here = ui.materials().filter((/** @type {any} */ one) => all[booth.id]?.[one.id]);
        return [h("h2", {}, boothMark(ui, booth)), h("ul.list.stock", {}, here.length
          ? here.map((/** @type {any} */ one) => h("li", {}, h("span", {}, ui.of(one, "title")), h("b", {}, sayNumber(inHand(all[booth.id][one.id])))))
          : h("li", {}, h("span.note", {}, ui.t("phone.stock.empty"))))];
      }),
      held.length > 0 && [h("h2", {}, ui.t("phone.stock.people")), h("ul.list.stock", {}, held.map((one) => h("li", {}, h("span", {}, `${codes.get(one.person) ?? "—"} · ${ui.material(one.material)}`), h("b", {}, sayNumber(one.quantity))))), h("p.note", {}, ui.t("phone.stock.people_line"))],
    ],
    controls: [goOn(ui)],
  };
}
