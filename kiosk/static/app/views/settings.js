// The phone's own choices: language and sound; and what is kept on it.

import { button, h, linkButton, message } from "../dom.js";
import { goOn, preferAndRedraw } from "./parts.js";

/** @param {import("../main.js").Ui} ui @returns {import("../main.js").Shown} */
export function settings(ui) {
  const speak = (/** @type {string} */ language) => {
    ui.speak(language);
    return preferAndRedraw(ui, "language", language);
  };
  const kept = document.body.dataset.kept === "yes";
  return {
    title: ui.t("app.settings.title"), changed: (what) => what === "words" && ui.redraw(),
    body: [
      h("h1", {}, ui.t("app.settings.title")),
      ui.phone.pairing && h("p", {}, ui.t("app.settings.phone", { number: ui.phone.pairing.scope.number })),
      message(ui.t(kept ? "app.settings.kept" : isSecureContext ? "app.settings.not_kept" : "app.settings.insecure"), kept ? "good" : "warn"),
    ],
    controls: [
      button(ui.t(ui.prefs.mute ? "app.settings.sound_on" : "app.settings.sound_off"), () => preferAndRedraw(ui, "mute", !ui.prefs.mute)),
      linkButton(ui.t("app.queue.title"), "#/queue", { sign: "up" }),
      linkButton(ui.t("roster.kept.title"), "#/kept", { sign: "info" }),
      ui.phone.pairing && linkButton(ui.t("app.set_up.title"), "#/set-up", { sign: "phone" }),
      linkButton(ui.t("app.help.title"), "#/help", { sign: "info" }),
      h("div.row.tongues", {}, ui.languages().map((language) => h(`button.button${language === ui.language ? ".primary" : ""}`, { type: "button", lang: language, "aria-pressed": language === ui.language ? "true" : "false", onclick: () => speak(language) }, ui.t(`common.language.${language}`)))),
      ui.halfTyped ? linkButton(ui.t("app.settings.back_to_form"), ui.halfTyped, { kind: "primary", sign: "back" }) : ui.phone.pairing && goOn(ui),
    ],
  };
}
