// The app's frame: the band with booth and queue, one view at a time by the address's #/place, and what wakes the queue.

import { forget, recall, remember } from "./base.js";
import { h, icon, linkButton, setIcons } from "./dom.js";
import { closeOnEscape, giveFocus, readFocus } from "./focus.js";
import { createPhone } from "./phone.js";
import { closePractice, nextLesson, openPractice } from "./practice.js";
import { createKeeper, createTexts, isKept } from "./keeping.js";
import { createReadiness } from "./readiness.js";
import { createResult } from "./result.js";
import { createHold } from "./hold.js";
import { createSignals } from "./signals.js";
import { fillIn, isTyping, readTyped } from "./typed.js";
import { LANGUAGES, chooseLanguage, createWords, sayAgo, sayClock, variantOf } from "./words.js";
import { VIEWS, bringLater, placeOf } from "./views/all.js";
import { coach } from "./views/practice.js";
import { placeOnScreen } from "./views/screen_staff.js";
import { createWedge } from "./wedge.js";

/**
 * @typedef {{title: string, body: any[], controls: any[], live?: boolean, full?: boolean, bare?: boolean, keeps?: boolean, asks?: string[], leave?: () => void, changed?: (what: import("./phone.js").Change) => unknown}} Shown
 *   bare: without the band; keeps: a new plan or pairing is no reason to draw it anew, `changed` hears of it; asks: the materials that are to be counted
 * @typedef {ReturnType<typeof createUi>} Ui
 * @typedef {(ui: Ui, ...args: string[]) => Shown | Promise<Shown>} View
 * @typedef {(acts: ReturnType<typeof import("./acts.js").createActs>) => Record<string, any>[]} Act an act's facts, made from where the phone stands
 */

const root = document.body.dataset.root ?? "";
const LOOK_MS = 10_000;
const PULL_MS = 300_000;
const LONGEST_PRACTICE_MS = 600_000;
/** What a phone without a pairing can see too. */
const UNPAIRED = new Set(["queue", "settings", "help", "practice-slip", "start"]);
/** What belongs to the real phone alone. */
const OUTSIDE = new Set(["leave", "settings", "queue", "set-up", "hand-over", "take-over", "start", "over", "practice", "practice-stop", "practised", "note", "groups", "group", "register", "registered", "tip", "tip-kept"]);

/**
 * @param {import("./phone.js").Phone} phone @param {Record<string, Record<string, string>>} texts @param {Record<string, any>} prefs
 * @param {import("./practice.js").Practice} practice @param {{began: number, ended?: number} | null} [practising]
 */
function createUi(phone, texts, prefs, practice, practising = null) {
  const ui = {
    phone, prefs, root, practice, practising, practise, stopPractising,
    unlocked: false, // a sign-in screen's staff places, by their PIN
    /** A text in every language that is here. @param {string} key @returns {Record<string, string>} */
    say: (key) => Object.fromEntries(Object.entries(texts).map(([language, said]) => [language, said[key]])),
    language: "zh-Hans",
    t: createWords({}, "zh-Hans"),
    /** The languages whose words are on this phone. */
    languages: () => LANGUAGES.filter((language) => texts[language]),
    /** Bring the words of a language. @param {string} language */
    learn: (language) => bring(language),
    /** Speak this language, once its words are here. @param {string} language */
    speak(language) {
      if (!texts[language]) return;
      ui.language = language;
      ui.t = createWords(texts[language], language);
      document.documentElement.lang = language;
    },
    /** @param {string} name @param {unknown} value */
    async prefer(name, value) {
      prefs[name] = value;
      await remember(phone.base, "prefs", prefs).catch(() => {}); // on a full disk a choice holds until the app is opened again
    },
    /** @param {string} to */
    go(to) {
      if (location.hash === to) draw();
      else location.hash = to;
    },
    redraw: () => draw(),
    /** Show something else in the place where one is. @param {Shown} next @param {{keep?: boolean}} [how] with what is half typed */
    show(next, { keep = false } = {}) {
      const typed = keep ? readTyped() : null;
      put(next);
      if (typed) fillIn(typed);
    },
    /** This place, until the volunteer goes to another: nothing that ends late may take them away from there. @returns {() => boolean} */
    here() {
      const [visit, place] = [visits, location.hash];
      return () => visit === visits && place === location.hash;
    },
    /** The place with the form that was half filled in before the settings were opened; '' for none. */
    get halfTyped() { return half?.place ?? ""; },
    /** @param {Record<string, any>} row @param {string} field */
    of: (row, field) => variantOf(row, field, ui.language),
    /** @param {string} id */
    booth: (id) => (phone.plan?.booths ?? []).map(coloured).find((/** @type {any} */ one) => one.id === id),
    booths: () => (phone.plan?.booths ?? []).map(coloured),
    materials: () => phone.plan?.materials ?? [],
    /** @param {string} id */
    material: (id) => ui.of(ui.materials().find((/** @type {any} */ one) => one.id === id) ?? { title: id }, "title"),
    /** @param {number} at */
    clock: (at) => sayClock(at, phone.plan?.event.zone ?? "Asia/Shanghai"),
    /** @param {number} at */
    ago: (at) => sayAgo(ui.t, Date.now() - at),
    signal: createSignals(() => Boolean(prefs.mute)),
    result: createResult(() => ui),
    /** Keep something on this phone, or say on the whole screen that it could not. @param {() => Promise<unknown>} work */
    async keep(work) {
      try {
        await work();
        return true;
      } catch {
        ui.result.show("not_ours", { word: ui.t("app.result.not_kept"), line: ui.t("app.result.not_kept_line"), seconds: 6 });
        return false;
      }
    },
    /** Keep the facts of an act. @param {Act} act */
    keepFacts: (act) => ui.keep(async () => phone.record(act(await phone.acts()))),
    /**
     * Record an act and say so on the whole screen; the fact is safe on this phone before anything is said.
     * @param {Act} act @param {string} line @param {{to?: string, warn?: string}} [how] `to`: where it goes on, unless the volunteer has gone elsewhere
     */
    async record(act, line, { to = "#/", warn = "" } = {}) {
      const isStillHere = ui.here();
      if (!(await ui.keepFacts(act))) return false;
      const safe = phone.isInTouch || Boolean(practising) ? "recorded" : "saved";
      ui.result.show(safe, { line: [line, warn].filter(Boolean).join(" "), tone: warn ? "warn" : "", fact: true });
      if (isStillHere()) ui.go(to);
      return true;
    },
  };
  return ui;
}

/** @param {any} booth @param {number} place */
const coloured = (booth, place) => ({ ...booth, colour: booth.colour || (place % 8) + 1 });

/** @type {Ui} */
let real;
/** @type {Ui} what is shown: the real one, or that of the invented phone while somebody practises */
let ui;
/** @type {ReturnType<typeof createReadiness>} */
let readiness;
const { texts, bring } = createTexts(root);
const bringPlaces = () => bringLater(root, (document.body.dataset.later ?? "").split(" "));
const bringRest = createKeeper({
  root, language: () => real.language, bring: () => Promise.all([bringPlaces(), ...LANGUAGES.map(bring)]), onNews: () => changed("words"), onKept: () => readiness.tell(),
});
/** @type {Shown | null} */
let shown = null;
let drawing = 0;
/** How often the address has changed. */
let visits = 0;
/** @type {{place: string, typed: import("./typed.js").Typed} | null} a form that was left for the settings */
let half = null;
const tellSoon = createHold(tell);

/** @param {{keep?: boolean}} [how] `keep`: the same place anew, with what is half typed there */
async function draw({ keep = false } = {}) {
  const mine = (drawing += 1);
  const [name, ...args] = readPlace();
  const next = await (await viewFor(name))(ui, ...args);
  if (mine !== drawing) {
    next.leave?.();
    return;
  }
  const typed = keep && shownPlace() === location.hash ? readTyped() : half?.place === location.hash ? half.typed : null;
  if (name !== "settings") half = null;
  const isSame = nameOf(shownPlace()) === nameOf(location.hash);
  const stand = readFocus();
  put(next);
  if (typed) fillIn(typed);
  if (stand || !isSame) giveFocus(isSame ? stand : null);
}

/** Somebody goes to another place. */
function move() {
  visits += 1;
  if (readPlace()[0] === "settings" && isTyping()) half = { place: shownPlace(), typed: readTyped() };
  draw();
}

const nameOf = (/** @type {string} */ place) => place.replace(/^#\/?/, "");

const shownPlace = () => document.getElementById("app")?.dataset.place ?? "";

/** @param {Shown} next */
function put(next) {
  if (shown !== next) shown?.leave?.();
  shown = next;
  document.title = next.title;
  const main = h("main", { tabindex: "-1" }, next.bare ? null : ui.result.note(), trouble(), next.body);
  if (!main.querySelector("h1")) main.prepend(h("h1.aloud", {}, next.title));
  const controls = h("section.controls", { "aria-label": ui.t("common.phone.acts") }, next.controls);
  const frame = next.bare ? h("div.frame.bare", {}, demonstration(), main) : h(`div.frame${next.full ? ".full" : ""}`, {}, band(), demonstration(), coach(ui), main, controls);
  if (ui.practising) document.body.dataset.practising = nextLesson(ui.phone.own) ?? "all";
  else delete document.body.dataset.practising;
  frame.dataset.place = location.hash;
  document.getElementById("app")?.replaceWith(Object.assign(frame, { id: "app" }));
}

/** The place that the address names, with what follows it; an address that cannot be read is the start. */
function readPlace() {
  try {
    const [, name = "", ...args] = location.hash.replace(/^#/, "").split("/").map(decodeURIComponent);
    return [name, ...args];
  } catch {
    return [""];
  }
}

/** @param {string} name */
async function viewFor(name) {
  if (ui.practising) return VIEWS[!nextLesson(ui.phone.own) ? "practised" : OUTSIDE.has(name) ? "practice-stop" : name] ?? VIEWS[""];
  if (!ui.phone.pairing) return VIEWS[UNPAIRED.has(name) || name === "take-over" ? name : "start"];
  const place = ui.phone.scope.role === "kiosk" ? placeOnScreen(ui, name) : name;
  if (ui.phone.pairing.state !== "active" && !UNPAIRED.has(place) && place !== "pin") return VIEWS.over;
  return placeOf(place, bringPlaces);
}

/** The event's status where volunteers must know it, whatever the page. */
function trouble() {
  const { plan, snapshot, pairing } = ui.phone;
  if (!pairing || !plan) return null;
  const status = snapshot.status || plan.event.status;
  if (!["postponed", "moved", "cancelled", "ended"].includes(status)) return null;
  const sentence = [ui.t(`phone.trouble.${status}`, { place: ui.of(plan.event, "place") }), ui.of(plan.event, "status_reason")].filter(Boolean).join(" ");
  return h(`div.message.tone-${status === "cancelled" ? "bad" : "warn"}`, { role: "status" }, icon("warn"), h("p", {}, sentence));
}

/** Invented figures are called so on every page. */
function demonstration() {
  return real.phone.plan?.demonstration ? h("aside.demonstration", { "aria-label": ui.t("common.demonstration.title") }, h("strong", {}, ui.t("common.demonstration.title"))) : null;
}

function band() {
  const { pairing, status } = ui.phone;
  const booth = pairing?.scope.booth ? ui.booth(pairing.scope.booth) : null;
  const links = pairing ? [["#/", "home"], ["#/more", "more"], ["#/stock", "stock"], ["#/booths", "booths"], ["#/leave", "leave"]] : [];
  return h(`header.band${booth ? `.booth-${booth.colour}` : ""}`, {},
    h("span.shape", { "aria-hidden": "true" }),
    h("p.where", {}, booth ? [h("b", {}, booth.code), h("span", {}, ui.of(booth, "name"))] : h("span", {}, ui.t("common.phone.no_booth"))),
    ui.practising ? h("p.waiting", {}, ui.t("app.practice.mark")) : h("a.waiting", { id: "waiting", href: "#/queue", "aria-live": "polite" }, waiting(status)),
    h("details.menu", {},
      h("summary", {}, icon("menu", ui.t("common.main_navigation"))),
      h("div", {}, links.map(([to, name]) => h("a", { href: to, onclick: closeMenu }, ui.t(`phone.menu.${name}`))),
        pairing && h("a", { href: "#/practice", onclick: closeMenu }, ui.t("app.practice.title")),
        h("a", { href: "#/settings", onclick: closeMenu }, ui.t("app.settings.title")),
        h("a", { href: "#/help", onclick: closeMenu }, ui.t("app.help.title")))));
}

/** @param {Event} event */
const closeMenu = (event) => /** @type {Element} */ (event.currentTarget).closest("details")?.removeAttribute("open");

/** @param {import("./outbox.js").Status} status */
function waiting(status) {
  if (status.refused) return [icon("warn"), ui.t("app.queue.refused", { count: status.refused })];
  if (!status.waiting) return [icon("check"), ui.t("common.phone.all_sent")];
  return [icon("up"), ui.t("common.phone.waiting", { count: status.waiting })];
}

/** @param {import("./phone.js").Change} what */
function changed(what) {
  if (!real) return;
  if ((what === "queue" || what === "pairing") && !relaying) channel?.postMessage({ what, tips: real.phone.outbox.tips });
  if (what === "queue") readiness.notice();
  if (ui.practising) return; // the real day goes on behind the practice
  const place = document.getElementById("waiting");
  if (what === "queue") place?.replaceChildren(...waiting(ui.phone.status).map((one) => (typeof one === "string" ? document.createTextNode(one) : one)));
  if (ui.phone.status.problem) ui.result.correct();
  tellSoon(what);
}

/** The page that is shown takes in what is new. @param {import("./phone.js").Change} what */
function tell(what) {
  if (!shown?.keeps && (what === "pairing" || what === "plan" || shown?.live)) draw({ keep: true });
  else shown?.changed?.(what);
}

/** Practise on an invented phone in place of the real one, from the first lesson. */
async function practise() {
  if (ui.practising) await closePractice(indexedDB, ui.phone);
  const isStillHere = ui.here();
  /** @type {import("./phone.js").Phone | undefined} */
  let phone;
  phone = await openPractice({ factory: indexedDB, practice: real.practice, say: real.say, onChange: () => phone && practised(phone) });
  if (!isStillHere()) return void closePractice(indexedDB, phone);
  ui = createUi(phone, texts, { mute: real.prefs.mute, "set up": true }, real.practice, { began: Date.now() });
  ui.speak(real.language);
  ui.go("#/");
}

/** All lessons done: this phone remembers it, and the coordinator's list learns of it. @param {import("./phone.js").Phone} phone */
async function practised(phone) {
  if (!ui.practising || ui.practising.ended || nextLesson(phone.own)) return;
  ui.practising.ended = Date.now();
  await remember(real.phone.base, "practised", Date.now());
  await readiness.tell();
}

/** Back to the real day. */
async function stopPractising() {
  if (!ui.practising) return;
  const { phone } = ui;
  ui = real;
  ui.speak(ui.language);
  ui.go("#/");
  await closePractice(indexedDB, phone);
}

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("kiosk-phone") : null;

let relaying = false;

/** Another tab has changed the queue, or this phone's pairing; the numbers of tips that it sent are told here too. @param {{what: "queue" | "pairing", tips: Map<string, string>}} said */
async function relay({ what, tips = new Map() }) {
  relaying = true;
  for (const [id, number] of tips) real.phone.outbox.tips.set(id, number);
  await (what === "pairing" ? real.phone.keepInStep() : real.phone.outbox.tell()).finally(() => (relaying = false));
}

/** What speaks for a network, or for somebody who looks: send, and ask for newer figures. */
function wakeUp() {
  real.phone.outbox.hurry();
  real.phone.refresh();
  real.phone.tellPlace();
  bringRest();
  if (ui.practising && Date.now() - ui.practising.began > LONGEST_PRACTICE_MS) stopPractising();
}

/** After pairing the cookie stands for this phone: the app takes it over, so that it works without a network from now on. */
async function takeCookie() {
  const sent = Date.now();
  try {
    const response = await fetch("/app/start", { method: "POST", credentials: "same-origin", redirect: "error" });
    if (response.status !== 200) return false;
    const said = await response.json();
    // the kiosk may not have heard yet that this volunteer left: only a new scan, not a reload, pairs the phone again
    if (location.hash !== "#/start" && real.phone.hasLeft(said.scope.device)) return false;
    await real.phone.takePairing(said, sent, Date.now());
    return true;
  } catch {
    return false;
  }
}

/** Nothing can be kept in this browser (a private window, a full or broken disk): the pages without the app count all the same. */
function sayNoStore() {
  const language = chooseLanguage(navigator.languages);
  const t = createWords(texts[language], language);
  document.documentElement.lang = language;
  document.body.append(h("div.frame", { id: "app" },
    h("main", {}, h("h1", {}, t("app.no_store.title")), h("p", {}, t("app.no_store.line"))),
    h("section.controls", { "aria-label": t("common.phone.acts") }, linkButton(t("app.no_store.go_on"), "/phone/", { kind: "primary huge", sign: "next" }))));
  return null;
}

/** The words of this language, else of one that can be had: a browser without room may have dropped some. @param {string} wanted */
async function bringFirst(wanted) {
  for (const language of [wanted, ...LANGUAGES]) if (await bring(language)) return language;
  return wanted;
}

async function start() {
  let heard = (/** @type {import("./phone.js").Change} */ what) => changed(what);
  const [icons, practice] = await Promise.all([...["icons.json", "practice.json"].map((name) => fetch(root + name).then((said) => said.json())), bringFirst(chooseLanguage(navigator.languages))]);
  setIcons(icons);
  const phone = await createPhone({ factory: indexedDB, onChange: (what) => heard(what), language: () => ui?.language ?? "" }).catch(sayNoStore);
  if (!phone) return;
  const prefs = (await recall(phone.base, "prefs")) ?? {};
  ui = real = createUi(phone, texts, prefs, practice);
  readiness = createReadiness({
    ask: phone.ask, pairing: () => (phone.pairing?.state === "active" ? phone.pairing : null),
    look: async () => ({ practised_at: (await recall(phone.base, "practised")) ?? null, kept: await isKept(), waiting: phone.status.waiting, waiting_since: phone.status.oldest || null }),
  });
  ui.speak(await bringFirst(prefs.language ?? chooseLanguage(navigator.languages)));
  document.body.append(h("div", { id: "app" }));
  const wanted = await recall(phone.base, "wanted");
  if (phone.pairing?.state !== "active" || location.hash === "#/start") await takeCookie();
  if (location.hash === "#/start") history.replaceState(null, "", wanted ? `/app/#/code/${wanted}` : "/app/");
  await forget(phone.base, "wanted");
  addEventListener("hashchange", move);
  addEventListener("keydown", closeOnEscape);
  addEventListener("keydown", createWedge((text) => ui.phone.pairing?.scope.role !== "kiosk" && ui.go(`#/code/${encodeURIComponent(text)}`)));
  await draw();
  addEventListener("online", wakeUp);
  addEventListener("pageshow", wakeUp);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wakeUp());
  channel?.addEventListener("message", (event) => relay(event.data));
  navigator.serviceWorker?.addEventListener("message", (event) => event.data === "send" && wakeUp());
  setInterval(() => document.visibilityState === "visible" && phone.refresh(), LOOK_MS);
  setInterval(() => phone.outbox.flushSoon(0), PULL_MS);
  navigator.storage?.persist?.();
  await phone.tidy();
  if (phone.pairing) wakeUp();
  await readiness.tell();
  await bringRest();
}

start();
