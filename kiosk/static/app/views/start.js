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
    const code = (said.code ?? "").normalize("NFKC").replace(/\D/g, "");
    const problem = code.length === 6 ? await ui.phone.takeOver(code) : ui.t("app.take_over.six");
    if (problem) return redo(ui, takeOver(ui, problem));
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

/** Getting ready: the camera first, then the home screen. @param {Ui} ui @param {string} [camera] how asking for the camera ended @returns {Shown} */
export function setUp(ui, camera = "") {
  const asking = async () => {
    const state = await askForCamera();
    await ui.prefer("camera", state === "allowed");
    redo(ui, setUp(ui, state));
  };
  const kept = document.body.dataset.kept === "yes";
  const installed = matchMedia("(display-mode: standalone)").matches;
  const allowed = camera === "allowed" || ui.prefs.camera === true;
  return {
    title: ui.t("app.set_up.title"),
    body: [
      h("h1", {}, ui.t("app.set_up.title")),
      h("h2", {}, ui.t("app.set_up.camera")),
      allowed ? message(ui.t("app.set_up.camera_allowed"), "good") : camera ? message(ui.t(`app.scan.${camera}`), "warn") : h("p", {}, ui.t("app.set_up.camera_why")),
      h("h2", {}, ui.t("app.set_up.home_screen")),
      message(ui.t(kept ? "app.settings.kept" : isSecureContext ? "app.settings.not_kept" : "app.settings.insecure"), kept ? "good" : "warn"),
      installed ? message(ui.t("app.set_up.installed"), "good") : h("p", {}, ui.t("app.set_up.home_screen_how")),
    ],
    controls: [
      !allowed && button(ui.t("app.set_up.allow"), asking, { kind: "primary huge", sign: "scan" }),
      !installed && isSecureContext && linkButton(ui.t("app.hand_over.title"), "#/hand-over", { sign: "phone" }),
      button(ui.t("phone.act.go_on"), async () => { await ui.prefer("set up", true); ui.go("#/"); }, { kind: allowed ? "primary huge" : "plain", sign: "check" }),
    ],
  };
}

/** Ask once, so that the question does not come in the middle of the street. @returns {Promise<"allowed" | "refused" | "none" | "insecure" | "failed">} */
async function askForCamera() {
  if (!navigator.mediaDevices?.getUserMedia) return isSecureContext ? "none" : "insecure";
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: "environment" } } });
    stream.getTracks().forEach((track) => track.stop());
    return "allowed";
  } catch (error) {
    const { name } = /** @type {Error} */ (error);
    return name === "NotAllowedError" ? "refused" : name === "NotFoundError" ? "none" : "failed";
  }
}

/** This browser shows six digits for the app on the home screen. @param {Ui} ui @returns {Shown} */
export function handOver(ui) {
  const show = async () => {
    const said = await ui.phone.handOver();
    if ("problem" in said) return void ui.result.show("not_ours", { word: ui.t("app.hand_over.failed"), line: said.problem.includes(" ") || said.problem.length > 12 ? said.problem : ui.t(`app.queue.problem.${said.problem}`) });
    redo(ui, {
      title: ui.t("app.hand_over.title"),
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
