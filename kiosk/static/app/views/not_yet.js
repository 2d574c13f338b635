// In place of a page that has not come onto this phone before the network went.

import { button, h, linkButton, message } from "../dom.js";

/** @param {import("../main.js").Ui} ui @returns {import("../main.js").Shown} */
export function notYet(ui) {
  const title = ui.t("app.not_yet.title");
  return {
    title, changed: (what) => what === "words" && ui.redraw(), body: [h("h1", {}, title), message(ui.t("app.not_yet.line"), "warn")],
    controls: [button(ui.t("app.not_yet.again"), ui.redraw, { kind: "primary huge", sign: "next" }), linkButton(ui.t("common.do.back"), "#/more", { kind: "plain", sign: "back" })],
  };
}
