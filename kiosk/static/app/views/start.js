// Before and after: a phone that is not paired, the installed app that takes over, and a pairing that is over.

import { h, linkButton, message } from "../dom.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */

/** @param {Ui} ui @returns {Shown} */
export function start(ui) {
  return {
    title: ui.t("app.start.title"),
    body: [h("h1", {}, ui.t("app.start.title")), h("p", {}, ui.t("app.start.line"))],
    controls: [
      ui.phone.status.waiting > 0 && linkButton(ui.t("common.phone.waiting", { count: ui.phone.status.waiting }), "#/queue", { sign: "up" }),
      linkButton(ui.t("app.settings.title"), "#/settings", { kind: "plain", sign: "menu" }),
    ],
  };
}

export const takeOver = start;

/** @param {Ui} ui @returns {Shown} */
export function over(ui) {
  const state = ui.phone.pairing?.state ?? "gone";
  return {
    title: ui.t("app.over.title"),
    body: [
      h("h1", {}, ui.t("app.over.title")), h("p", {}, ui.t(`app.over.${state === "active" ? "expired" : state}`)),
      ui.phone.status.waiting > 0 && message(ui.t("app.over.still_waiting", { count: ui.phone.status.waiting }), "warn"),
    ],
    controls: [linkButton(ui.t("app.queue.title"), "#/queue", { kind: "primary", sign: "up" })],
  };
}
