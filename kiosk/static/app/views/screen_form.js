// Signing in on the screen itself: the public form's fields, rules and notice, and what its sender sees for a moment afterwards.

import { button, choices, field, form as makeForm, h, icon, message, submit } from "../dom.js";
import { newEraseCode } from "../ids.js";
import { readVisitor } from "../visitor.js";
import { sayNumber } from "../words.js";

/**
 * @typedef {import("../main.js").Ui} Ui
 * @typedef {import("./screen.js").Part} Part
 * @typedef {import("./screen.js").Stage} Stage
 * @typedef {Record<string, string>} Typed
 */

const UNTOUCHED_MS = 60_000;
const WARNED_MS = 15_000;
const DONE_MS = 8_000;
const HELD_MS = 30_000;
// Names that no browser takes for a person's own: it must neither offer nor keep what somebody else typed.
const NAME = "visitor_said";
const PHONE = "call_back_on";
const UNKNOWN = { autocomplete: "off", autocorrect: "off", spellcheck: "false", "data-lpignore": "true", "data-1p-ignore": "true" };

/** @param {Ui} ui @param {Stage} stage @param {Typed} [typed] @param {Record<string, string>} [wrong] @param {string} [trouble] @returns {Part} */
export function form(ui, stage, typed = {}, wrong = {}, trouble = "") {
  const { notice, screen } = ui.phone.plan ?? {};
  const warning = h("p.still-there", { role: "status" });
  const save = async (/** @type {Typed} */ said) => {
    const visitor = readVisitor({ name: said[NAME], phone: said[PHONE] }, screen.rules);
    if (Object.keys(visitor.wrong).length) return again(said, visitor.wrong);
    const eraseCode = newEraseCode();
    const resident = said.resident === "yes" ? true : said.resident === "no" ? false : undefined;
    let id = "";
    try {
      const entries = (await ui.phone.acts()).letIn({ name: visitor.name, phone: visitor.phone, resident, noticeVersion: notice.version, eraseCode, method: "self" });
      await ui.phone.record(entries);
      id = entries[0].id;
    } catch {
      return again(said, {}, ui.t("screen.full"));
    }
    ui.signal("recorded");
    stage.show(done(ui, stage, id, eraseCode));
  };
  const again = (/** @type {Typed} */ said, /** @type {Record<string, string>} */ problems = {}, full = "") => {
    stage.show(form(ui, stage, said, problems, full));
    /** @type {HTMLElement | null} */ (document.querySelector(".screen .wrong input"))?.focus();
  };
  const sentence = (/** @type {string} */ name) => (wrong[name] ? ui.t(wrong[name]) : "");
  const made = makeForm(save,
    h("h2", {}, ui.t("public.sign_in.title")),
    trouble && message(trouble, "bad"),
    field(NAME, ui.t("public.sign_in.name"), { value: typed[NAME] ?? "", hint: ui.t("public.sign_in.name_hint"), error: sentence("name"), maxlength: screen.rules.longest.name, ...UNKNOWN }),
    choices("resident", ui.t("public.sign_in.resident"), [["yes", ui.t("common.yes")], ["no", ui.t("common.no")]], typed.resident ?? ""),
    field(PHONE, ui.t("public.field.phone_optional"), { value: typed[PHONE] ?? "", hint: ui.t("public.sign_in.phone"), error: sentence("phone"), maxlength: screen.rules.longest.phone, inputmode: "tel", ...UNKNOWN }),
    h("div.row", {}, button(ui.t("screen.cancel"), stage.home, { sign: "back" }), submit(ui.t("public.sign_in.send"), { kind: "primary huge" })));
  made.setAttribute("autocomplete", "off");
  return {
    name: "filling", lasts: UNTOUCHED_MS, touch: true,
    again: () => form(ui, stage, readForm(made), wrong, trouble),
    update(left) {
      const seconds = Math.max(1, Math.ceil(left / 1000));
      warning.textContent = left <= WARNED_MS ? ui.t("screen.still_there", { count: seconds }) : "";
    },
    body: [
      made,
      h("section.notice", {}, h("h2", {}, ui.t("public.notice_title")), h("p", {}, notice.text[ui.language]), h("p.note", {}, ui.t("public.notice_version", { version: notice.version }))),
      warning,
    ],
  };
}

/** @param {HTMLFormElement} made @returns {Typed} */
const readForm = (made) => Object.fromEntries([...new FormData(made)].map(([name, value]) => [name, String(value)]));

/**
 * Nothing here names the person: the next one is already looking.
 * @param {Ui} ui @param {Stage} stage @param {string} id the fact's @param {string} eraseCode @param {number} [told] the number that is shown @returns {Part}
 */
function done(ui, stage, id, eraseCode, told = 0) {
  const answer = h("div.number", { "aria-live": "polite" });
  const back = h("p.note");
  let shown = -1;
  function update(/** @type {number} */ left) {
    const number = ui.phone.own.find((one) => one.id === id)?.number ?? 0;
    if (number !== shown) {
      answer.replaceChildren(...sayPlace(ui, number));
      if (number && !told) stage.stay(DONE_MS); // eight seconds from the moment that there is a number to read
      shown = told = number;
    }
    back.textContent = ui.t("screen.back_in", { count: Math.max(1, Math.ceil(left / 1000)) });
  }
  const hold = button(ui.t("screen.hold"), () => { stage.stay(HELD_MS); hold.hidden = true; }, { sign: "clock" });
  return {
    name: "done", lasts: DONE_MS, update, again: () => done(ui, stage, id, eraseCode, told),
    body: [
      h("section.answer", {}, icon("check"), h("h2", {}, ui.t("public.sign_in.done")), answer),
      h("section.notice", {}, h("p", {}, h("b", {}, ui.t("public.erase.keep"))), h("p.erase-code", {}, (eraseCode.match(/.{1,5}/g) ?? []).join("-")), h("p", {}, ui.t("screen.keep"))),
      h("div.row", {}, hold, button(ui.t("screen.next"), stage.home, { kind: "primary huge", sign: "next" })),
      back,
    ],
  };
}

/** @param {Ui} ui @param {number} number 0 while the server has not said one */
function sayPlace(ui, number) {
  if (!number) return [h("p", {}, ui.t("screen.saved"))];
  return [h("p", {}, ui.t("public.sign_in.your_number")), h("p.big", { "aria-label": ui.t("public.sign_in.you_are", { number }) }, sayNumber(number))];
}
