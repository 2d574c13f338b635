// A tip that a resident gives at the booth: sealed for the kiosk before it is kept, so that a lost phone tells nothing.

import { canSeal, seal } from "../box.js";
import { checkBox, choices, field, form, h, icon, linkButton, message, submit, textArea } from "../dom.js";
import { newEraseCode, newId } from "../ids.js";
import { holdsIdNumber } from "../visitor.js";
import { goOn } from "./parts.js";
import { redo } from "./people.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */
/** @typedef {Record<string, string>} Values */

/** Tip → its erase code, and whether the person may be contacted: in memory only. @type {Map<string, {code: string, contact: boolean}>} */
const told = new Map();

/** @param {Ui} ui @param {Values} [values] @param {Values} [wrong] @returns {Shown} */
export function tip(ui, values = {}, wrong = {}) {
  const { tips, rules } = ui.phone.plan ?? {};
  const title = ui.t("referrals.tip.title");
  const back = linkButton(ui.t("common.do.back"), "#/more", { kind: "plain", sign: "back" });
  if (!canSeal() || !tips || !rules) {
    const why = canSeal() ? "app.people.plan_missing" : "app.tip.insecure";
    return { title, body: [h("h1", {}, title), message(ui.t(why), "warn")], controls: [linkButton(ui.t("app.tip.page"), "/phone/tip", { sign: "next" }), back] };
  }
  const save = async (/** @type {Values} */ said) => {
    const { help, problems } = check(said, tips, rules);
    if (Object.keys(problems).length) return redo(ui, tip(ui, said, problems));
    const [id, code, contact] = [newId(), newEraseCode(), said.may_contact === "yes"];
    const content = { help, about: said.about, note: said.note.trim(), reach: said.reach.trim(), may_contact: contact, notice_version: tips.notice.version, erase_code: code };
    const sealed = await seal(tips.box, content, id);
    told.set(id, { code, contact });
    await ui.record((acts) => acts.tip(id, sealed), ui.t("phone.fact.tip"), { to: `#/tip-kept/${id}` });
  };
  const sentence = (/** @type {string} */ name) => (wrong[name] ? ui.t(wrong[name]) : "");
  return {
    title,
    body: [h("h1", {}, title), h("p", {}, ui.t("app.tip.line"))],
    controls: [
      form(save,
        choices("about", ui.t("referrals.tip.about"), tips.about.map((/** @type {string} */ each) => [each, ui.t(`referrals.about.${each}`)]), values.about ?? "", sentence("about")),
        h(`fieldset.field.choices${wrong.help ? ".wrong" : ""}`, {}, h("legend", {}, ui.t("referrals.tip.help")), wrong.help && h("p.error", { role: "alert" }, sentence("help")),
          tips.help.map((/** @type {string} */ each) => checkBox(`help_${each}`, ui.t(`referrals.help.${each}`), Boolean(values[`help_${each}`])))),
        textArea("note", ui.t("referrals.tip.note"), { value: values.note ?? "", hint: ui.t("referrals.tip.note_hint"), error: sentence("note"), maxlength: tips.longest.note }),
        field("reach", ui.t("referrals.tip.reach"), { value: values.reach ?? "", hint: ui.t("referrals.tip.reach_hint"), error: sentence("reach"), maxlength: tips.longest.reach }),
        choices("may_contact", ui.t("referrals.tip.may_contact"), ["yes", "no"].map((each) => [each, ui.t(`referrals.tip.contact_${each}`)]), values.may_contact ?? "", sentence("may_contact")),
        h("p.note.lines", {}, tips.notice.text[ui.language], " ", ui.t("public.notice_version", { version: tips.notice.version })),
        submit(ui.t("referrals.tip.send"), { kind: "primary huge" })),
      back,
    ],
  };
}

/** @param {Values} said @param {{help: string[], about: string[]}} tips @param {import("../visitor.js").Rules} rules */
function check(said, tips, rules) {
  const help = tips.help.filter((each) => said[`help_${each}`]);
  /** @type {Values} */
  const problems = help.length ? {} : { help: "referrals.tip.no_help" };
  if (!tips.about.includes(said.about)) problems.about = "referrals.tip.choose";
  if (!["yes", "no"].includes(said.may_contact)) problems.may_contact = "referrals.tip.choose";
  for (const name of ["note", "reach"]) if (holdsIdNumber(said[name] ?? "", rules)) problems[name] = "public.no_id_number";
  return { help, problems };
}

/** What the resident is told: the number once the kiosk has given one. @param {Ui} ui @param {string} id @returns {Shown} */
export function tipKept(ui, id) {
  const number = ui.phone.outbox.tips.get(id) ?? "";
  const { code, contact } = told.get(id) ?? { code: "", contact: true };
  const days = ui.phone.plan?.tips?.days ?? 1;
  return {
    title: ui.t("phone.fact.tip"), live: true,
    body: [
      h("h1", {}, ui.t(number ? "referrals.tip.done" : "phone.fact.tip")),
      number
        ? [h("p", {}, ui.t("referrals.tip.tell_resident")), h("p.big", {}, icon("check"), " ", ui.t("referrals.tip.number"), " ", h("b", {}, number))]
        : message(ui.t("app.tip.kept"), "info"),
      h("p", {}, ui.t(contact ? "referrals.tip.next" : "referrals.tip.next_without_contact", { count: days })),
      code && [h("p", {}, ui.t("public.erase.keep")), h("p.code-text", {}, code.match(/.{1,5}/g)?.join(" "))],
    ],
    controls: [goOn(ui)],
  };
}
