// The sign-in screen: a tablet that many people use.  It shows a large code for one's own phone and a form, and comes back to its start by
// itself, in its own language, with nothing of the person before.

import { peopleOf } from "../day.js";
import { button, h, icon, linkButton } from "../dom.js";
import { codeAt, signInState } from "../hours.js";
import { stayAwake } from "../signals.js";
import { form } from "./screen_form.js";
import { note } from "./screen_note.js";
import { lock } from "./screen_staff.js";

/**
 * @typedef {import("../main.js").Ui} Ui
 * @typedef {import("../main.js").Shown} Shown
 * @typedef {{name: string, body: any[], lasts: number, touch?: boolean, update: (left: number) => void, again: () => Part}} Part
 *   what is on the screen: back to the start after `lasts` ms (0: stays), anew with each touch where `touch` says so; `update` hears how much is
 *   left (ms) and takes in what has changed; `again` makes the same in another language
 * @typedef {{show: (part: Part) => void, home: () => void, stay: (ms: number) => void}} Stage
 */

const BEAT_MS = 500;
const LOOK_MS = 3_000;
const OTHER_LANGUAGE_MS = 60_000;
const TOUCHES = ["pointerdown", "keydown", "input", "scroll"];

/** The language that the screen comes back to: the staff's choice, else the event's own. @param {Ui} ui */
const ownLanguage = (ui) => ui.prefs.language ?? ui.phone.plan?.event.language ?? ui.language;

/** What is on the screen, and when it goes back to the start. @param {Ui} ui @param {(stage: Stage) => Part} start */
function createStage(ui, start) {
  const place = h("div.screen");
  let due = 0;
  let isForeign = false; // the words of its own language have not come yet
  /** @type {Part} */
  let current;
  const update = () => current.update(due ? due - Date.now() : 0);
  const again = () => stage.show(current.again());

  /** @type {Stage} */
  const stage = {
    show(part) {
      current = part;
      stage.stay(part.lasts);
      place.className = `screen ${part.name}`;
      place.replaceChildren(top(ui, (language) => { ui.speak(language); again(); }), ...part.body.filter(Boolean));
      update();
    },
    home() {
      isForeign = !ui.languages().includes(ownLanguage(ui));
      ui.speak(ownLanguage(ui));
      stage.show(start(stage));
    },
    stay: (ms) => void (due = ms ? Date.now() + ms : 0),
  };
  for (const kind of TOUCHES) place.addEventListener(kind, () => current.touch && stage.stay(current.lasts), { capture: true });
  stage.home();
  return {
    place, update,
    beat: () => (due && Date.now() >= due ? stage.home() : update()),
    newPlan: () => (current.name !== "idle" ? update() : isForeign ? stage.home() : again()), // what is half typed stays as it is
  };
}

/** @param {Ui} ui @returns {Promise<Shown>} */
export async function screen(ui) {
  lock(ui);
  await ui.learn(ownLanguage(ui)); // the event's language may be another than the tablet's
  let offset = await ui.phone.offset();
  const serverNow = () => Date.now() + offset;
  const { place, update, beat, newPlan } = createStage(ui, (stage) => idle(ui, serverNow, { sign_in: () => stage.show(form(ui, stage)), note: () => stage.show(note(ui, stage)) }));
  const relax = stayAwake();
  const timers = [setInterval(beat, BEAT_MS), setInterval(() => document.visibilityState === "visible" && ui.phone.refresh(), LOOK_MS)];
  return {
    title: ui.t("public.sign_in.title"), body: [place], controls: [], bare: true, keeps: true,
    async changed(what) {
      if (what === "pairing" && ui.phone.pairing?.state !== "active") return ui.redraw();
      offset = await ui.phone.offset();
      if (what === "plan" || what === "words") newPlan();
      else update();
    },
    leave() {
      for (const timer of timers) clearInterval(timer);
      relax();
    },
  };
}

/** @param {Ui} ui @param {(language: string) => void} speak */
function top(ui, speak) {
  const { event } = ui.phone.plan ?? { event: {} };
  const where = [ui.of(event, "place"), ui.of(event, "room")].filter(Boolean).join(" · ");
  return h("header.screen-top", {},
    h("div", {}, h("h1", {}, ui.of(event, "title")), h("p", {}, where)),
    h("nav.tongues", { "aria-label": ui.t("common.language_choice") }, ui.languages().map((language) => h("button", {
      type: "button", lang: language, title: ui.t(`common.language.${language}`), "aria-pressed": String(language === ui.language), onclick: () => speak(language),
    }, ui.t(`common.language_mark.${language}`)))));
}

/** @param {Ui} ui @param {() => number} now the server's clock @param {{sign_in: () => void, note: () => void}} open what can be done on the screen @returns {Part} */
function idle(ui, now, open) {
  const said = ui.phone.plan?.screen;
  const count = h("p.so-far", { "aria-live": "polite" });
  const digits = h("b");
  const code = h("p.presence", {}, h("span", {}, ui.t("screen.presence_code")), digits);
  const queue = h("p.unsent");
  const closed = h("p.closed");
  const here = button(ui.t("screen.here"), open.sign_in, { kind: "primary huge", sign: "person" });
  const wall = said?.wall ? button(ui.t("wall.leave.title"), open.note, { kind: "for-wall", sign: "wish" }) : null;
  const noPhone = h("h2", {}, ui.t("screen.no_phone"));
  function update() {
    const { plan, snapshot, own, status } = ui.phone;
    const state = said ? signInState(said, snapshot.status || plan?.event.status, now()) : "open";
    put(count, ui.t("screen.count", { count: peopleOf(snapshot, own, "").visits }));
    put(digits, state === "open" ? codeAt(said?.presence, now()) : "");
    code.hidden = !digits.textContent;
    put(closed, state === "before" ? ui.t("screen.opens", { time: ui.clock(said?.opens_at ?? 0) }) : state === "over" ? ui.t("screen.closed") : "");
    here.hidden = noPhone.hidden = state !== "open";
    put(queue, status.waiting ? ui.t("screen.waiting", { count: status.waiting }) : ui.t("screen.sent"), status.waiting ? "up" : "check");
  }
  return {
    name: "idle", lasts: ui.language === ownLanguage(ui) ? 0 : OTHER_LANGUAGE_MS, touch: true, update, again: () => idle(ui, now, open),
    body: [
      said?.qr && h("section.own", {}, picture(ui, said.qr), h("div", {}, h("h2", {}, ui.t("screen.scan")), h("p", {}, ui.t("screen.scan_hint")), code)),
      h("section.here", {}, count, noPhone, here, closed, wall),
      h("footer", {}, queue, linkButton(ui.t("screen.staff.open"), "#/staff", { kind: "plain", sign: "menu" })),
    ],
  };
}

/** As an image the drawing can hold no markup of its own. @param {Ui} ui @param {string} drawing SVG */
const picture = (ui, drawing) => h("img.large-code", { src: `data:image/svg+xml,${encodeURIComponent(drawing)}`, alt: ui.t("screen.scan_image") });

/** Change a text only where it is another, so that it is read aloud once. @param {HTMLElement} element @param {string} text @param {string} [sign] */
function put(element, text, sign = "") {
  if (element.textContent !== text) element.replaceChildren(...(sign ? [icon(sign), text] : [text]));
}
