// Getting a phone ready: the camera first, so that no question comes in the street; then the home screen; then the practice.

import { recall } from "../base.js";
import { button, h, icon, linkButton, message } from "../dom.js";
import { browserOf, picture } from "../pictures.js";
import { redo } from "./people.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */
/** @typedef {import("../pictures.js").Browser} Browser */

const BROWSERS = /** @type {Browser[]} */ (["android", "iphone", "wechat"]);
/** @type {any} the browser's own offer to install the app, where it makes one */
let offer = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offer = event;
});

/** @param {Ui} ui @param {string} [camera] how asking for the camera ended @returns {Promise<Shown>} */
export async function setUp(ui, camera = "") {
  const asking = async () => {
    const isStillHere = ui.here();
    const state = await askForCamera();
    await ui.prefer("camera", state === "allowed");
    const next = await setUp(ui, state);
    if (isStillHere()) redo(ui, next);
  };
  const done = async () => {
    const isStillHere = ui.here();
    await ui.prefer("set up", true);
    if (isStillHere()) ui.go("#/");
  };
  const isInstalled = matchMedia("(display-mode: standalone)").matches;
  const isAllowed = camera === "allowed" || (ui.prefs.camera === true && !camera);
  const isScreen = ui.phone.scope.role === "kiosk";
  const practised = await recall(ui.phone.base, "practised");
  const isNext = !isAllowed && !camera ? "camera" : practised || isScreen ? "" : "practise";
  return {
    title: ui.t("app.set_up.title"),
    body: [
      h("h1", {}, ui.t("app.set_up.title")),
      h("h2", {}, ui.t("app.set_up.camera")), cameraPart(ui, isAllowed, camera),
      h("h2", {}, ui.t("app.set_up.home_screen")), homePart(ui, isInstalled),
      isScreen ? null : h("h2", {}, ui.t("app.set_up.practise")), isScreen ? null : practised ? message(ui.t("app.practice.before", { when: ui.ago(practised) }), "good") : h("p", {}, ui.t("app.set_up.practise_why")),
      isScreen || isNext === "practise" ? null : linkButton(ui.t("app.practice.title"), "#/practice", { sign: "next" }),
    ],
    controls: [
      isNext === "camera" && button(ui.t("app.set_up.allow"), asking, { kind: "primary huge", sign: "scan" }),
      isNext === "practise" && linkButton(ui.t("app.practice.title"), "#/practice", { kind: "primary huge", sign: "next" }),
      button(ui.t("phone.act.go_on"), done, { kind: isNext ? "plain" : "primary huge", sign: "check" }),
    ],
  };
}

/** @param {Ui} ui @param {boolean} isAllowed @param {string} state */
function cameraPart(ui, isAllowed, state) {
  if (isAllowed) return message(ui.t("app.set_up.camera_allowed"), "good");
  if (!state) return h("p", {}, ui.t("app.set_up.camera_why"));
  return h("div", {}, message(ui.t(`app.scan.${state}`), "warn"), state === "refused" && guide(ui, "camera"));
}

/** @param {Ui} ui @param {boolean} isInstalled */
function homePart(ui, isInstalled) {
  const kept = document.body.dataset.kept === "yes";
  return h("div", {}, message(ui.t(kept ? "app.settings.kept" : isSecureContext ? "app.settings.not_kept" : "app.settings.insecure"), kept ? "good" : "warn"),
    isInstalled ? message(ui.t("app.set_up.installed"), "good") : [
      offer && button(ui.t("app.set_up.install"), install, { sign: "phone" }), guide(ui, "home"), h("p", {}, ui.t("app.set_up.home_screen_how")),
      isSecureContext && linkButton(ui.t("app.hand_over.title"), "#/hand-over", { sign: "phone" })]);
}

/** Where to tap in this browser, and folded away in the others. @param {Ui} ui @param {"camera" | "home"} what */
function guide(ui, what) {
  const own = browserOf(navigator);
  const one = (/** @type {Browser} */ browser) => [
    h("div.guide", { "data-browser": browser }, picture(what, browser), h("p", {}, h("b", {}, ui.t(`app.guide.name.${browser}`)), " ", ui.t(`app.guide.${what}.${browser}`))),
    browser === "wechat" && own === "wechat" && copyField(ui),
  ];
  return h("div.guides", {}, one(own), h("details.notice", {}, h("summary", {}, icon("next"), ui.t("app.guide.other_phones")), BROWSERS.filter((browser) => browser !== own).map(one)));
}

/** The app's address, to paste into another browser. @param {Ui} ui */
function copyField(ui) {
  const address = `${location.origin}/app/`;
  const shown = /** @type {HTMLInputElement} */ (h("input", { readonly: true, value: address, "aria-label": ui.t("app.copy.address") }));
  const copy = button(ui.t("app.copy.copy"), async () => {
    shown.select();
    await navigator.clipboard?.writeText(address).catch(() => document.execCommand("copy"));
    if (!navigator.clipboard) document.execCommand("copy");
    copy.replaceChildren(ui.t("app.copy.copied"));
  });
  return h("div.copy", {}, shown, copy);
}

async function install() {
  await offer?.prompt();
  offer = null;
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
