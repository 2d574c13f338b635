// Parts that several places of the app share.

import { planTakeOut } from "../day.js";
import { h, icon, numberField, selectField } from "../dom.js";
import { sayNumber } from "../words.js";

/** @typedef {import("../main.js").Ui} Ui */

/** @param {Ui} ui @param {number} value @param {string} label */
export const figure = (ui, value, label) => h("div.figure", {}, h("p.label", {}, label),
  h(`p.value${sayNumber(value).length > 3 ? ".long" : ""}`, {}, h("span.number", {}, sayNumber(value))));

/** @param {Ui} ui @param {any} booth */
export const boothMark = (ui, booth) => h("span.booth-at", {},
  h(`span.booth.booth-${booth.colour}`, {}, h("span.shape", { "aria-hidden": "true" }), h("b", {}, booth.code)), " ", h("span.booth-name", {}, ui.of(booth, "name")));

/** @param {Ui} ui */
export const goOn = (ui) => h("a.button.plain", { href: "#/" }, icon("back"), h("span", {}, ui.t("phone.act.go_on")));
/** @param {Ui} ui */
export const cancel = (ui) => h("a.button.plain", { href: "#/" }, icon("back"), h("span", {}, ui.t("common.do.cancel")));

/** @param {Ui} ui @param {string} [chosen] @param {string} [error] */
export function materialField(ui, chosen = "", error = "") {
  const all = ui.materials();
  if (all.length === 1) return h("input", { type: "hidden", name: "material", value: all[0].id });
  const options = /** @type {[string, string][]} */ ([["", ui.t("phone.field.choose")], ...all.map((/** @type {any} */ one) => [one.id, ui.of(one, "title")])]);
  return selectField("material", ui.t("phone.field.material"), options, chosen, error);
}

/** @param {Ui} ui @param {string} [value] @param {string} [error] @param {string} [label] */
export const quantityField = (ui, value = "", error = "", label = ui.t("phone.field.quantity")) => numberField("quantity", label, value, error);

/**
 * A typed count, `least` … 100,000; null for anything else.
 * @param {string | undefined} raw @param {number} [least]
 */
export function readCount(raw, least = 1) {
  const digits = (raw ?? "").normalize("NFKC").replace(/[\s,]/g, "");
  if (!/^\d{1,7}$/.test(digits)) return null;
  const count = Number(digits);
  return count >= least && count <= 100_000 ? count : null;
}

/** The places that copies can be: every booth, and this volunteer. @param {Ui} ui @returns {[string, string][]} */
export function places(ui) {
  const { person } = ui.phone.scope;
  const booths = ui.booths().map((/** @type {any} */ one) => [`booth:${one.id}`, `${one.code} ${ui.of(one, "name")}`]);
  return person ? [[`person:${person}`, ui.t("phone.place.me")], ...booths] : booths;
}

/** Remember a choice and draw the page with it, unless the volunteer has gone to another. @param {Ui} ui @param {string} name @param {unknown} value */
export async function preferAndRedraw(ui, name, value) {
  const isStillHere = ui.here();
  await ui.prefer(name, value);
  if (isStillHere()) ui.redraw();
}

/** @param {Ui} ui @param {import("../base.js").Own} fact */
export const sayFact = (ui, fact) => ui.t(`phone.fact.${fact.entry.kind}`, { count: Number(fact.entry.quantity ?? 1) });

/**
 * When and where a scanned bundle was taken out already; '' while there is something to take out or over.
 * @param {Ui} ui @param {import("../day.js").Bundle} bundle
 */
export function sayAlready(ui, bundle) {
  const { booth, person } = ui.phone.scope;
  const plan = planTakeOut(bundle, booth ?? "", person);
  if (plan.kind) return "";
  return ui.t(`app.already.${plan.why}`, { number: bundle.number, booth: ui.booth(bundle.booth)?.code ?? "", time: ui.clock(bundle.at) });
}
