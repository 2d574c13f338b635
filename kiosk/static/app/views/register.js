// Registering a volunteer on a colleague's phone: asked aloud, the notice read out; without a network it waits, and so does the number.

import { checkBox, choices, field, form, h, icon, linkButton, message, submit } from "../dom.js";
import { newEraseCode, newId } from "../ids.js";
import { readRegistration } from "../visitor.js";
import { goOn } from "./parts.js";
import { redo } from "./people.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */
/** @typedef {Record<string, string>} Values */

/** Registration → its erase code: in memory only. @type {Map<string, string>} */
const codes = new Map();

/** @param {Ui} ui @param {Values} [values] @param {Values} [wrong] @returns {Shown} */
export function register(ui, values = {}, wrong = {}) {
  const { registration: asked, rules } = ui.phone.plan ?? {};
  const title = ui.t("phone.act.register_volunteer");
  const back = linkButton(ui.t("common.do.back"), "#/more", { kind: "plain", sign: "back" });
  if (!asked || !rules) return { title, body: [h("h1", {}, title), message(ui.t("app.people.plan_missing"), "warn")], controls: [back] };
  const save = async (/** @type {Values} */ said) => {
    const { young, answers, wrong: problems } = readRegistration(said, asked, rules);
    if (young) return ui.show(tooYoung(ui));
    if (!said.agree) problems.agree = "volunteers.problem.agree";
    if (Object.keys(problems).length) return redo(ui, register(ui, said, problems));
    const [id, eraseCode] = [newId(), newEraseCode()];
    codes.set(id, eraseCode);
    const keep = { noticeVersion: asked.notice.version, eraseCode };
    if (!(await ui.record((acts) => acts.register(id, answers, keep), ui.t("phone.fact.registration"), { to: `#/registered/${id}` }))) codes.delete(id);
  };
  return {
    title,
    body: [h("h1", {}, title), h("p", {}, ui.t("volunteers.line_phone"))],
    controls: [
      form(save, ...fields(ui, asked, rules, values, wrong),
        h("p.note.lines", {}, asked.notice.text[ui.language], " ", ui.t("public.notice_version", { version: asked.notice.version })),
        checkBox("agree", ui.t("volunteers.agreed_aloud"), Boolean(values.agree)), wrong.agree && h("p.error", { role: "alert" }, ui.t(wrong.agree)),
        submit(ui.t("volunteers.register"), { kind: "primary huge" })),
      back,
    ],
  };
}

/** @param {Ui} ui @param {import("../visitor.js").Asked} asked @param {import("../visitor.js").Rules} rules @param {Values} values @param {Values} wrong */
function fields(ui, asked, rules, values, wrong) {
  const longest = (/** @type {string} */ kind) => ({ maxlength: rules.longest[kind], ...(kind === "phone" ? { inputmode: "tel" } : {}) });
  const sentence = (/** @type {string} */ name) => (wrong[name] ? ui.t(wrong[name]) : "");
  const ticks = (/** @type {string} */ kind, /** @type {string[]} */ all, /** @type {string} */ legend) =>
    h("fieldset.field.choices", {}, h("legend", {}, legend), all.map((each) => checkBox(`${kind}_${each}`, ui.t(`volunteers.${kind}.${each}`), Boolean(values[`${kind}_${each}`]))));
  return [
    choices("age", ui.t("volunteers.age_label"), asked.ages.map((age) => [age, ui.t(`volunteers.age.${age}`)]), values.age ?? "", sentence("age")),
    field("name", ui.t("volunteers.name"), { value: values.name ?? "", error: sentence("name"), ...longest("name") }),
    field("phone", ui.t("volunteers.phone"), { value: values.phone ?? "", hint: ui.t("volunteers.phone_hint"), error: sentence("phone"), ...longest("phone") }),
    h(`fieldset.field.guardian${wrong.guardian ? ".wrong" : ""}`, {}, h("legend", {}, ui.t("volunteers.guardian_title")),
      field("guardian", ui.t("volunteers.guardian_name"), { value: values.guardian ?? "", error: sentence("guardian"), ...longest("name") }),
      field("guardian_phone", ui.t("volunteers.guardian_phone"), { value: values.guardian_phone ?? "", error: sentence("guardian_phone"), ...longest("phone") }),
      checkBox("guardian_agrees", ui.t("volunteers.guardian_agrees"), Boolean(values.guardian_agrees))),
    ticks("skill", asked.skills, ui.t("volunteers.skills")),
    ticks("task", asked.tasks, ui.t("volunteers.tasks")),
    ticks("free", asked.free, ui.t("volunteers.free_times")),
  ];
}

/** A child is thanked, and nothing is kept. @param {Ui} ui @returns {Shown} */
const tooYoung = (ui) => ({
  title: ui.t("volunteers.young.title"),
  body: [h("h1", {}, ui.t("volunteers.young.title")), h("p", {}, ui.t("volunteers.too_young")), h("p.note", {}, ui.t("volunteers.young.nothing_kept"))],
  controls: [goOn(ui)],
});

/** What became of a registration: its number once the kiosk has given one. @param {Ui} ui @param {string} id @returns {Shown} */
export function registered(ui, id) {
  const number = ui.phone.own.find((one) => one.id === id)?.volunteer ?? "";
  const code = codes.get(id) ?? "";
  const title = ui.t("phone.fact.registration");
  return {
    title, live: true,
    body: [
      h("h1", {}, title),
      number ? h("p.big", {}, icon("check"), " ", ui.t("volunteers.registered", { number })) : message(ui.t("app.registration.kept"), "info"),
      number && h("p", {}, ui.t("volunteers.next")),
      code && [h("p", {}, ui.t("app.registration.erase_code")), h("p.code-text", {}, code.match(/.{1,5}/g)?.join(" "))],
    ],
    controls: [linkButton(ui.t("app.registration.another"), "#/register", { sign: "people" }), goOn(ui)],
  };
}
