// Practising: what it is, the coach that says the next step, the slip to scan, and what was learned.

import { LESSONS, nextLesson } from "../practice.js";
import { inHand, stockOf } from "../day.js";
import { showCode } from "../codes.js";
import { recall } from "../base.js";
import { button, h, icon, linkButton, message } from "../dom.js";
import { goOn } from "./parts.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */

/** @param {Ui} ui @returns {Promise<Shown>} */
export async function practice(ui) {
  const before = await recall(ui.phone.base, "practised");
  return {
    title: ui.t("app.practice.title"),
    body: [
      h("h1", {}, ui.t("app.practice.title")), h("p", {}, ui.t("app.practice.line")),
      h("ol.lessons", {}, LESSONS.map((lesson) => h("li", {}, ui.t(`app.practice.lesson.${lesson}`)))),
      before ? message(ui.t("app.practice.before", { when: ui.ago(before) }), "good") : null,
    ],
    controls: [
      button(ui.t("app.practice.start"), () => ui.practise(), { kind: "primary huge", sign: "next" }),
      linkButton(ui.t("app.practice.show_slip"), "#/practice-slip", { sign: "scan" }),
      goOn(ui),
    ],
  };
}

/** Above every page of the practice: which step comes next, and the way out. @param {Ui} ui */
export function coach(ui) {
  if (!ui.practising) return null;
  const lesson = nextLesson(ui.phone.own);
  const left = inHand(Object.values(stockOf(ui.phone.snapshot, ui.phone.own).practice ?? {})[0] ?? NOTHING);
  const words = { scan: ui.t("phone.act.scan"), more: ui.t("phone.act.more"), return: ui.t("phone.act.return"), close: ui.t("phone.act.close"), left };
  return h("aside.coach", { id: "coach", role: "status" },
    h("p", {}, h("b", {}, ui.t("app.practice.banner")), lesson && h("span", {}, `${LESSONS.indexOf(lesson) + 1}/${LESSONS.length} `, ui.t(`app.practice.hint.${lesson}`, words))),
    h("a", { href: "#/practice-stop", "aria-label": ui.t("app.practice.stop") }, icon("cross")));
}

const NOTHING = { issued: 0, transferred_in: 0, transferred_out: 0, handed_out: 0, returned: 0, spoiled: 0 };

/** @param {Ui} ui @returns {Shown} */
export function practiceStop(ui) {
  return {
    title: ui.t("app.practice.stop"),
    body: [h("h1", {}, ui.t("app.practice.stop_title")), h("p", {}, ui.t("app.practice.stop_line"))],
    controls: [button(ui.t("app.practice.stop"), () => ui.stopPractising(), { kind: "primary huge", sign: "leave" }), linkButton(ui.t("app.practice.stay"), "#/", { kind: "plain", sign: "back" })],
  };
}

/** @param {Ui} ui @returns {Shown} */
export function practised(ui) {
  const { began, ended = Date.now() } = ui.practising ?? { began: Date.now() };
  return {
    title: ui.t("app.practice.done"),
    body: [
      h("h1", {}, ui.t("app.practice.done")), h("p", {}, ui.t("app.practice.seconds", { count: Math.round((ended - began) / 1000) })),
      h("ul.list.learned", {}, LESSONS.map((lesson) => h("li", {}, icon("check"), h("span", {}, ui.t(`app.practice.lesson.${lesson}`))))),
      h("p", {}, ui.t("app.practice.nothing_counted")),
    ],
    controls: [
      button(ui.t("app.practice.begin"), () => ui.stopPractising(), { kind: "primary huge", sign: "check" }),
      button(ui.t("app.practice.again"), () => ui.practise(), { kind: "plain", sign: "undo" }),
    ],
  };
}

/** The practice slip, for another phone's camera or the printer. @param {Ui} ui @returns {Shown} */
export function practiceSlip(ui) {
  return {
    title: ui.t("app.practice.slip"),
    body: [
      h("h1", {}, ui.t("app.practice.slip")), h("p", {}, ui.t("app.practice.slip_line")),
      h("img.qr", { src: `${ui.root}practice.svg`, alt: ui.t("app.practice.slip") }), h("p.code-text.centred", {}, showCode(ui.practice.slip)),
    ],
    controls: [button(ui.t("app.practice.print"), () => print(), { sign: "printer" }), goOn(ui)],
  };
}
