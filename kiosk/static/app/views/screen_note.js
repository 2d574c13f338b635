// Leaving a note for the wall on the screen itself: what it is, a few words, a nickname or none; and what its writer sees for a moment.

import { button, choices, field, form as makeForm, h, icon, message, submit, textArea } from "../dom.js";
import { newEraseCode } from "../ids.js";
import { SORTS, readNote } from "../visitor.js";

/**
 * @typedef {import("../main.js").Ui} Ui
 * @typedef {import("./screen.js").Part} Part
 * @typedef {import("./screen.js").Stage} Stage
 * @typedef {Record<string, string>} Typed
 */

const UNTOUCHED_MS = 90_000;
const WARNED_MS = 15_000;
const DONE_MS = 12_000;
// Names that no browser takes for a person's own: it must neither offer nor keep what somebody else typed.
const WORDS = "note_said";
const NICKNAME = "note_signed";

/** @param {Ui} ui @param {Stage} stage @param {Typed} [typed] @param {Typed} [wrong] @param {string} [trouble] @returns {Part} */
export function note(ui, stage, typed = {}, wrong = {}, trouble = "") {
  const { notice, screen } = ui.phone.plan ?? {};
  const warning = h("p.still-there", { role: "status" });
  const again = (/** @type {Typed} */ said, /** @type {Typed} */ problems = {}, full = "") => stage.show(note(ui, stage, said, problems, full));
  const save = async (/** @type {Typed} */ said) => {
    const { sort, words, nickname, wrong: problems } = readNote({ sort: said.sort, words: said[WORDS], nickname: said[NICKNAME] }, screen.rules);
    if (Object.keys(problems).length) return again(said, problems);
    const eraseCode = newEraseCode();
    try {
      await ui.phone.record((await ui.phone.acts()).leaveNote({ sort, words, nickname, noticeVersion: notice.version, eraseCode }));
    } catch {
      return again(said, {}, ui.t("screen.full"));
    }
    ui.signal("recorded");
    stage.show(done(ui, stage, eraseCode));
  };
  const sentence = (/** @type {string} */ name) => (wrong[name] ? ui.t(wrong[name]) : "");
  const made = makeForm(save,
    h("h2", {}, ui.t("wall.leave.title")),
    trouble && message(trouble, "bad"),
    choices("sort", ui.t("wall.leave.sort"), SORTS.map((sort) => [sort, ui.t(`wall.sort.${sort}`)]), typed.sort ?? "", sentence("sort")),
    textArea(WORDS, ui.t("wall.leave.words"), { value: typed[WORDS] ?? "", hint: ui.t("wall.leave.words_hint", { longest: screen.rules.longest.words }), error: sentence("words"), maxlength: screen.rules.longest.words, dir: "auto" }),
    field(NICKNAME, ui.t("wall.leave.nickname"), { value: typed[NICKNAME] ?? "", hint: ui.t("wall.leave.nickname_hint"), error: sentence("nickname"), maxlength: screen.rules.longest.name, spellcheck: "false", dir: "auto" }),
    h("div.row", {}, button(ui.t("screen.cancel"), stage.home, { sign: "back" }), submit(ui.t("wall.leave.send"), { kind: "primary huge" })));
  made.setAttribute("autocomplete", "off");
  return {
    name: "filling", lasts: UNTOUCHED_MS, touch: true,
    again: () => note(ui, stage, Object.fromEntries([...new FormData(made)].map(([name, value]) => [name, String(value)])), wrong, trouble),
    update(left) {
      warning.textContent = left <= WARNED_MS ? ui.t("screen.still_there", { count: Math.max(1, Math.ceil(left / 1000)) }) : "";
    },
    body: [
      made,
      h("section.notice", {}, h("h2", {}, ui.t("public.notice_title")), h("p", {}, notice.text[ui.language]), h("p.note", {}, ui.t("public.notice_version", { version: notice.version }))),
      warning,
    ],
  };
}

/** Nothing here repeats the words: the next one is already looking. @param {Ui} ui @param {Stage} stage @param {string} eraseCode @returns {Part} */
function done(ui, stage, eraseCode) {
  const back = h("p.note");
  return {
    name: "done", lasts: DONE_MS, again: () => done(ui, stage, eraseCode),
    update(left) {
      back.textContent = ui.t("screen.back_in", { count: Math.max(1, Math.ceil(left / 1000)) });
    },
    body: [
      h("section.answer", {}, icon("check"), h("h2", {}, ui.t("wall.done.note")), h("p", {}, ui.t("wall.phone_left"))),
      h("section.notice", {}, h("p", {}, h("b", {}, ui.t("public.erase.keep"))), h("p.erase-code", {}, (eraseCode.match(/.{1,5}/g) ?? []).join("-")), h("p", {}, ui.t("screen.keep"))),
      h("div.row", {}, button(ui.t("screen.next"), stage.home, { kind: "primary huge", sign: "next" })),
      back,
    ],
  };
}
