// Before and after: a phone that is not paired, the installed app that takes over, and a pairing that is over.

import { button, field, form, h, linkButton, message, submit } from "../dom.js";
import { redo } from "./people.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */

/** @param {Ui} ui @returns {Shown} */
export function start(ui) {
  return {
    title: ui.t("app.start.title"),
    body: [h("h1", {}, ui.t("app.start.title")), h("p", {}, ui.t("app.start.line"))],
    controls: [
      linkButton(ui.t("app.take_over.title"), "#/take-over", { sign: "phone" }),
      ui.phone.status.waiting > 0 && linkButton(ui.t("common.phone.waiting", { count: ui.phone.status.waiting }), "#/queue", { sign: "up" }),
      linkButton(ui.t("app.settings.title"), "#/settings", { kind: "plain", sign: "menu" }),
    ],
  };
}

/** The app on the home screen goes on where the browser stopped. @param {Ui} ui @param {string} [error] @returns {Shown} */
export function takeOver(ui, error = "") {
  const take = async (/** @type {Record<string, string>} */ said) => {
    const isStillHere = ui.here();
    const code = (said.code ?? "").normalize("NFKC").replace(/\D/g, "");
    const problem = code.length === 6 ? await ui.phone.takeOver(code) : ui.t("app.take_over.six");
    if (!isStillHere()) return;
    if (problem) return redo(ui, takeOver(ui, sayProblem(ui, problem)));
    ui.go("#/");
  };
  return {
    title: ui.t("app.take_over.title"),
    body: [h("h1", {}, ui.t("app.take_over.title")), h("p", {}, ui.t("app.take_over.line"))],
    controls: [
      form(take, field("code", ui.t("app.take_over.code"), { error, inputmode: "numeric", maxlength: 12 }), submit(ui.t("app.take_over.go"), { kind: "primary huge" })),
      linkButton(ui.t("common.do.back"), "#/", { kind: "plain", sign: "back" }),
    ],
  };
}

/** The kiosk's own sentence as it is; the name of a problem in the phone's language. @param {Ui} ui @param {string} problem */
const sayProblem = (ui, problem) => (/^[a-z_]+$/.test(problem) ? ui.t(`app.queue.problem.${problem}`) : problem);

/** This browser shows six digits for the app on the home screen. @param {Ui} ui @returns {Shown} */
export function handOver(ui) {
  const show = async () => {
    const isStillHere = ui.here();
    const said = await ui.phone.handOver();
    if (!isStillHere()) return;
    if ("problem" in said) return void ui.result.show("not_ours", { word: ui.t("app.hand_over.failed"), line: sayProblem(ui, said.problem) });
    redo(ui, {
      title: ui.t("app.hand_over.title"), keeps: true, // the digits stay in sight until they are typed
      body: [h("h1", {}, ui.t("app.hand_over.type")), h("p.six", { id: "six" }, `${said.code.slice(0, 3)} ${said.code.slice(3)}`), h("p", {}, ui.t("app.hand_over.until", { time: ui.clock(said.expires_at) }))],
      controls: [linkButton(ui.t("phone.act.go_on"), "#/", { kind: "plain", sign: "back" })],
    });
  };
  return {
    title: ui.t("app.hand_over.title"),
    body: [h("h1", {}, ui.t("app.hand_over.title")), h("ol", {}, ["first", "second", "third"].map((step) => h("li", {}, ui.t(`app.hand_over.${step}`))))],
    controls: [button(ui.t("app.hand_over.show"), show, { kind: "primary huge", sign: "phone" }), linkButton(ui.t("common.do.back"), "#/set-up", { kind: "plain", sign: "back" })],
  };
}

/** @param {Ui} ui @returns {Promise<Shown>} */
export async function over(ui) {
  const ended = ui.phone.pairing?.state ?? "gone";
  const state = ended === "gone" && (await ui.phone.isHandedOver()) ? "taken" : ended;
  return {
    title: ui.t("app.over.title"),
    body: [
      h("h1", {}, ui.t("app.over.title")), h("p", {}, ui.t(`app.over.${state === "active" ? "expired" : state}`)),
      ui.phone.status.waiting > 0 && message(ui.t("app.over.still_waiting", { count: ui.phone.status.waiting }), "warn"),
    ],
    controls: [linkButton(ui.t("app.queue.title"), "#/queue", { kind: "primary", sign: "up" })],
  };
}
