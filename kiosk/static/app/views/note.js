// A volunteer's phone lets somebody leave a note on the wall, or types in what they say; kept here until the kiosk has it.

import { choices, field, form, h, linkButton, message, submit, textArea } from "../dom.js";
import { newEraseCode } from "../ids.js";
import { SORTS, readNote } from "../visitor.js";
import { redo, tellCode } from "./people.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */

/** @param {Ui} ui @param {Record<string, string>} [values] @param {Record<string, string>} [wrong] @returns {Shown} */
export function note(ui, values = {}, wrong = {}) {
  const { notice, rules } = ui.phone.plan ?? {};
  const title = ui.t("wall.leave.title");
  const back = linkButton(ui.t("common.do.back"), "#/more", { kind: "plain", sign: "back" });
  if (!rules) return { title, body: [h("h1", {}, title), message(ui.t("app.people.plan_missing"), "warn")], controls: [back] };
  const save = async (/** @type {Record<string, string>} */ said) => {
    const { sort, words, nickname, wrong: problems } = readNote(said, rules);
    if (Object.keys(problems).length) return redo(ui, note(ui, said, problems));
    const eraseCode = newEraseCode();
    await ui.record((acts) => acts.leaveNote({ sort, words, nickname, noticeVersion: notice.version, eraseCode, method: "volunteer" }), ui.t("wall.phone_left"), { to: tellCode(eraseCode, "#/note") });
  };
  const sentence = (/** @type {string} */ name) => (wrong[name] ? ui.t(wrong[name]) : "");
  return {
    title,
    body: [h("h1", {}, title)],
    controls: [
      form(save,
        choices("sort", ui.t("wall.leave.sort"), SORTS.map((sort) => [sort, ui.t(`wall.sort.${sort}`)]), values.sort ?? "", sentence("sort")),
        textArea("words", ui.t("wall.leave.words"), { value: values.words ?? "", hint: ui.t("wall.leave.words_hint", { longest: rules.longest.words }), error: sentence("words"), maxlength: rules.longest.words, dir: "auto" }),
        field("nickname", ui.t("wall.leave.nickname"), { value: values.nickname ?? "", hint: ui.t("wall.leave.nickname_hint"), error: sentence("nickname"), maxlength: rules.longest.name, dir: "auto" }),
        h("p.note.lines", {}, notice.text[ui.language], " ", ui.t("public.notice_version", { version: notice.version })),
        submit(ui.t("wall.leave.send"), { kind: "primary huge" })),
      back,
    ],
  };
}
