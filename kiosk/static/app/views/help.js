// What a volunteer may want to know in the street, and what of this app nobody has seen yet on a device.

import { h, linkButton } from "../dom.js";
import { goOn } from "./parts.js";

const TOPICS = ["scan", "offline", "results", "transfer", "plain_http", "lost"];
const UNSEEN = ["iphone", "wechat", "torch"];

/** @param {import("../main.js").Ui} ui @returns {import("../main.js").Shown} */
export function help(ui) {
  return {
    title: ui.t("app.help.title"),
    body: [
      h("h1", {}, ui.t("app.help.title")),
      TOPICS.map((topic) => [h("h2", {}, ui.t(`app.help.${topic}`)), h("p", {}, ui.t(`app.help.${topic}_line`))]),
      h("h2", {}, ui.t("app.help.unseen")), h("p", {}, ui.t("app.help.unseen_line")),
      h("ul", {}, UNSEEN.map((one) => h("li", {}, ui.t(`app.help.unseen_${one}`)))),
    ],
    controls: [ui.phone.pairing ? linkButton(ui.t("app.practice.title"), "#/practice", { sign: "next" }) : null, goOn(ui)],
  };
}
