// The phone's own choices: language and sound; and what is kept on it.

import { button, h, linkButton, message } from "../dom.js";
import { LANGUAGES } from "../words.js";
import { goOn } from "./parts.js";

/** @param {import("../main.js").Ui} ui @returns {import("../main.js").Shown} */
export function settings(ui) {
  const speak = async (/** @type {string} */ language) => {
    await ui.prefer("language", language);
    ui.speak(language);
    ui.redraw();
  };
  const mute = async () => {
    await ui.prefer("mute", !ui.prefs.mute);
    ui.redraw();
  };
  const kept = document.body.dataset.kept === "yes";
  return {
    title: ui.t("app.settings.title"),
    body: [
      h("h1", {}, ui.t("app.settings.title")),
      ui.phone.pairing && h("p", {}, ui.t("app.settings.phone", { number: ui.phone.pairing.scope.number })),
      message(ui.t(kept ? "app.settings.kept" : isSecureContext ? "app.settings.not_kept" : "app.settings.insecure"), kept ? "good" : "warn"),
    ],
    controls: [
      button(ui.t(ui.prefs.mute ? "app.settings.sound_on" : "app.settings.sound_off"), mute),
      linkButton(ui.t("app.queue.title"), "#/queue", { sign: "up" }),
      linkButton(ui.t("roster.kept.title"), "#/kept", { sign: "info" }),
      ui.phone.pairing && linkButton(ui.t("app.set_up.title"), "#/set-up", { sign: "phone" }),
      linkButton(ui.t("app.help.title"), "#/help", { sign: "info" }),
      h("div.row.tongues", {}, LANGUAGES.map((language) => h(`button.button${language === ui.language ? ".primary" : ""}`, { type: "button", lang: language, "aria-pressed": language === ui.language ? "true" : "false", onclick: () => speak(language) }, ui.t(`common.language.${language}`)))),
      ui.phone.pairing && goOn(ui),
    ],
  };
}
