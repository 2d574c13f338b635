// The way out of the sign-in screen: the staff PIN, and the few places behind it, which lock again by themselves.

import { recall, remember } from "../base.js";
import { button, h, icon, linkButton, message } from "../dom.js";
import { isPin, waitFor } from "../pin.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */

const PLACES = new Set(["staff", "queue", "settings", "set-up", "hand-over", "booths", "booth-sign", "end-screen"]);
const LOCK_MS = 120_000;
const PAD_MS = 30_000;
const [LEAST, LONGEST] = [4, 8];
const TOUCHES = ["pointerdown", "keydown"];
const NO_TRIES = { count: 0, at: 0 };

/** Which place a sign-in screen really goes to: without the PIN nowhere but its start. @param {Ui} ui @param {string} name */
export function placeOnScreen(ui, name) {
  if (name === "" || name === "start") return "screen";
  if (!ui.unlocked) return "pin";
  return PLACES.has(name) ? name : "staff";
}

let stopWatching = () => {};

/** @param {Ui} ui */
export function lock(ui) {
  ui.unlocked = false;
  stopWatching();
  stopWatching = () => {};
}

/** Open the staff's places until nobody has touched the screen for a while. @param {Ui} ui */
function enter(ui) {
  ui.unlocked = true;
  stopWatching = whenUntouched(LOCK_MS, () => ui.go("#/"));
  ui.redraw();
}

/** @param {number} ms @param {() => void} act @returns {() => void} ends the watch */
function whenUntouched(ms, act) {
  let last = Date.now();
  const touched = () => void (last = Date.now());
  for (const kind of TOUCHES) document.addEventListener(kind, touched, { capture: true });
  const timer = setInterval(() => Date.now() - last >= ms && act(), 1_000);
  return () => {
    clearInterval(timer);
    for (const kind of TOUCHES) document.removeEventListener(kind, touched, { capture: true });
  };
}

/**
 * The digits that are typed, checked on the screen itself, and the tries that were wrong.
 * @param {Ui} ui @param {string} kept the hash @param {(said: {digits: number, wait: number, sentence: string}) => void} onChange `wait` in ms
 */
async function createPad(ui, kept, onChange) {
  let tries = (await recall(ui.phone.base, "pin tries")) ?? NO_TRIES;
  let digits = "";
  let sentence = "";
  let checking = false;
  const tell = () => onChange({ digits: digits.length, wait: waitFor(tries, Date.now()), sentence });

  async function check() {
    const typed = digits;
    const isStillHere = ui.here();
    checking = true;
    digits = "";
    sentence = ui.t("screen.pin.checking");
    tell();
    await new Promise((drawn) => setTimeout(drawn, 30)); // the check keeps the page busy for a moment
    const right = isPin(typed, kept);
    tries = right ? NO_TRIES : { count: tries.count + 1, at: Date.now() };
    await remember(ui.phone.base, "pin tries", tries); // before it is said: a reload does not forget it
    checking = false;
    if (!isStillHere()) return;
    if (right) return enter(ui);
    sentence = ui.t("screen.pin.wrong");
    tell();
  }

  /** @param {string} key */
  function press(key) {
    if (checking || waitFor(tries, Date.now())) return; // a keyboard that types PINs at once gets no more tries than a hand
    sentence = "";
    if (key === "Backspace") digits = digits.slice(0, -1);
    else if (key === "Enter" && digits.length >= LEAST) return check();
    else if (/^\d$/.test(key) && digits.length < LONGEST) digits += key;
    tell();
  }

  return { press, tell };
}

/** The number pad; it opens the place that was asked for. @param {Ui} ui @returns {Promise<Shown>} */
export async function pin(ui) {
  const kept = ui.phone.plan?.screen?.pin ?? "";
  const dots = h("p.dots", { role: "status" });
  const said = h("p.error", { role: "alert" });
  const pad = await createPad(ui, kept, ({ digits, wait, sentence }) => {
    dots.textContent = "●".repeat(digits) || "–";
    dots.setAttribute("aria-label", ui.t("screen.pin.typed", { count: digits }));
    const text = wait ? ui.t("screen.pin.wait", { count: Math.ceil(wait / 1000) }) : sentence;
    if (said.textContent !== text) said.textContent = text;
  });
  const typed = (/** @type {KeyboardEvent} */ event) => void pad.press(event.key);
  document.addEventListener("keydown", typed);
  const forget = whenUntouched(PAD_MS, () => ui.go("#/"));
  const timer = setInterval(pad.tell, 500);
  pad.tell();
  return {
    title: ui.t("screen.pin.title"), controls: [], bare: true,
    leave() {
      document.removeEventListener("keydown", typed);
      clearInterval(timer);
      forget();
    },
    body: [h("div.screen.pad", {},
      h("h1", {}, ui.t("screen.pin.title")), h("p", {}, ui.t("screen.pin.line")),
      kept ? [dots, said, keys(ui, pad.press)] : message(ui.t("screen.pin.none"), "warn"),
      linkButton(ui.t("screen.staff.back"), "#/", { kind: "plain", sign: "back" }))],
  };
}

/** @param {Ui} ui @param {(key: string) => unknown} press */
function keys(ui, press) {
  const key = (/** @type {string} */ digit) => h("button.button", { type: "button", onclick: () => press(digit) }, digit);
  return h("div.keys", {}, [..."123456789"].map(key),
    h("button.button", { type: "button", "aria-label": ui.t("screen.pin.delete"), onclick: () => press("Backspace") }, icon("back")), key("0"),
    h("button.button.primary", { type: "button", "aria-label": ui.t("screen.pin.open"), onclick: () => press("Enter") }, icon("check")));
}

/** What staff find behind the PIN. @param {Ui} ui @returns {Shown} */
export function staff(ui) {
  const fill = () => document.documentElement.requestFullscreen().catch(() => {}); // the browser may say no; the screen works all the same
  return {
    title: ui.t("screen.staff.title"),
    body: [
      h("h1", {}, ui.t("screen.staff.title")), h("p", {}, ui.t("screen.staff.line")),
      h("p.note", {}, ui.t("screen.staff.guard")), h("p.note", {}, ui.t("screen.staff.other")),
    ],
    controls: [
      linkButton(ui.t("screen.staff.back"), "#/", { kind: "primary huge", sign: "check" }),
      linkButton(ui.t("app.queue.title"), "#/queue", { sign: "up" }),
      linkButton(ui.t("app.settings.title"), "#/settings", { sign: "menu" }),
      linkButton(ui.t("phone.menu.booths"), "#/booths", { sign: "swap" }),
      linkButton(ui.t("screen.end.title"), "#/end-screen", { sign: "leave" }),
      document.fullscreenEnabled && button(ui.t("screen.staff.fill"), fill, { sign: "scan" }),
    ],
  };
}

/** The tablet is given back: what it recorded goes to the kiosk first, then nothing of the event is left here. @param {Ui} ui @returns {Shown} */
export function endScreen(ui) {
  const { waiting, refused } = ui.phone.status;
  const end = async () => {
    if (!(await ui.phone.takeDown())) return void ui.result.show("not_ours", { word: ui.t("screen.end.not_yet"), line: ui.t("screen.end.not_sent"), seconds: 6 });
    lock(ui);
    ui.result.show("recorded", { word: ui.t("screen.end.done"), line: ui.t("screen.end.nothing_left"), seconds: 6 });
    ui.go("#/");
  };
  return {
    title: ui.t("screen.end.title"), live: true,
    body: [
      h("h1", {}, ui.t("screen.end.title")), h("p", {}, ui.t("screen.end.line")),
      waiting + refused > 0 && message(ui.t("screen.end.not_sent"), "warn"),
    ],
    controls: [
      button(ui.t("screen.end.go"), end, { kind: "danger", sign: "leave" }),
      waiting + refused > 0 && linkButton(ui.t("app.queue.title"), "#/queue", { sign: "up" }),
      linkButton(ui.t("common.do.back"), "#/staff", { kind: "plain", sign: "back" }),
    ],
  };
}
