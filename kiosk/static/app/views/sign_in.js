// The door: find who is expected by name, pinyin or code, and sign them in with one tap; who is in already is shown with when and where.

import { arrivalsOf } from "../day.js";
import { field, form, h, icon, linkButton, message } from "../dom.js";
import { cleanPersonCode } from "../search.js";
import { undoButton } from "./count.js";
import { goOn } from "./parts.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */
/** @typedef {import("../search.js").Person} Person */

const MOST = 12;
/** Without the list only what cannot be a name may go into the ledger as somebody's code. */
const SURELY_CODE = /^(?=.*\d)[0-9A-Z][0-9A-Z._-]{0,23}$/;

/** @param {Ui} ui @param {string} [first] what was scanned or typed elsewhere @returns {Shown} */
export function signIn(ui, first = "") {
  const list = h("div.people", { id: "people", role: "status" });
  const asked = h("div", {}, field("who", ui.t(ui.phone.roster.open ? "roster.search" : "roster.code"), {
    value: first, type: "search", enterkeyhint: "go", autocapitalize: "off", spellcheck: "false", maxlength: 60, oninput: show,
  }));
  const rest = h("div", {}, undoButton(ui), goOn(ui));
  const typed = () => /** @type {HTMLInputElement} */ (asked.querySelector("input")).value.trim();

  function show() {
    list.replaceChildren(...found(ui, typed()));
    rest.hidden = Boolean(typed()); // on a small phone the list needs the room
  }

  const go = () => takeTyped(ui, typed());
  show();
  setTimeout(() => asked.querySelector("input")?.focus(), 0);
  return {
    title: ui.t("roster.title"),
    body: [h("h1", {}, ui.t("roster.title")), form(go, asked), list],
    controls: [
      h("div.row", {}, linkButton(ui.t("roster.walk_in"), "#/let-in", { sign: "plus" }), linkButton(ui.t("phone.act.scan"), "#/scan", { sign: "scan" })),
      rest,
    ],
    changed: (what) => what === "roster" && show(),
  };
}

/** @param {Ui} ui @param {string} text @returns {HTMLElement[]} */
function found(ui, text) {
  const { open } = ui.phone.roster;
  if (!open) return [noList(ui)];
  const known = arrivalsOf(open.arrivals, ui.phone.own);
  if (!text) return [h("p.note", {}, ui.t("roster.size", { count: expected(ui) })), keptLink(ui)];
  const { found: people, more } = open.search.find(text, { most: MOST, among: (person) => person.expected });
  if (!people.length) return [message(ui.t("roster.nobody"), "info")];
  return [
    ...people.map((person) => personButton(ui, person, known(person.id))),
    ...(more ? [h("p.note", {}, ui.t("roster.more", { count: more }))] : []),
  ];
}

/** How many are expected. @param {Ui} ui */
const expected = (ui) => ui.phone.roster.open?.search.expected ?? 0;

/** @param {Ui} ui */
const keptLink = (ui) => h("p", {}, h("a.quiet", { href: "#/kept" }, icon("info"), " ", ui.t("roster.kept.title")));

/** Why there are no names here, and how to go on without them. @param {Ui} ui */
function noList(ui) {
  const why = ui.phone.rosterState();
  return h("div", {}, message(ui.t(`roster.state.${why}`), why === "over" ? "info" : "warn"), keptLink(ui));
}

/** @param {Ui} ui @param {Person} person @param {{at: number, booth: string} | null} arrival */
function personButton(ui, person, arrival) {
  return h(`button.button.person${arrival ? ".in" : ""}`, { type: "button", "data-person": person.codes[0], onclick: () => signInPerson(ui, person) },
    h("span.who", {}, h("b", {}, person.name || person.codes[0]), " ", h("small", {}, [person.name && person.codes[0], ui.t(`roster.category.${person.category}`)].filter(Boolean).join(" · "))),
    arrival && h("span.when", {}, icon("check", ui.t("roster.in_already")), whenWhere(ui, arrival)));
}

/** @param {Ui} ui @param {{at: number, booth: string}} arrival */
const whenWhere = (ui, { at, booth }) => [ui.clock(at), ui.booth(booth)?.code].filter(Boolean).join(" · ");

/** @param {Person} person */
const sayWho = ({ name, codes }) => [name, codes[0]].filter(Boolean).join(" · ");

/**
 * Sign somebody in, or show that this has been done.
 * @param {Ui} ui @param {Person} person @param {string} [to] where to go on
 */
export async function signInPerson(ui, person, to = "#/sign-in") {
  const arrival = arrivalsOf(ui.phone.roster.open?.arrivals ?? new Map(), ui.phone.own)(person.id);
  if (arrival) {
    ui.result.show("already", { line: `${sayWho(person)}\n${whenWhere(ui, arrival)}` });
    return ui.go(to);
  }
  await ui.record((acts) => acts.letIn({ person: person.id }), sayWho(person), { to });
}

/** What was typed, sent with the enter key: a printed code, somebody's own code, or a name that only one has. @param {Ui} ui @param {string} text */
async function takeTyped(ui, text) {
  if (!text) return;
  const printed = ui.phone.read(text);
  if (printed) return ui.go(`#/code/${printed.text}`);
  const { open } = ui.phone.roster;
  if (!open) return takeCode(ui, cleanPersonCode(text));
  const { found: people } = open.search.find(text, { most: 2, among: (person) => person.expected });
  const person = open.search.byCode(text) ?? (people.length === 1 ? people[0] : null);
  if (person?.expected) return signInPerson(ui, person);
  if (!people.length) ui.result.show("not_ours", { word: ui.t("roster.not_listed"), line: ui.t("roster.nobody") });
}

/** Without the list: a code is taken as it was typed; the kiosk knows whose it is. @param {Ui} ui @param {string} code */
async function takeCode(ui, code) {
  if (!SURELY_CODE.test(code)) return void ui.result.show("not_ours", { word: ui.t("roster.no_code"), line: ui.t("roster.code_hint") });
  const arrival = arrivalsOf(new Map(), ui.phone.own)(code);
  if (arrival) return void ui.result.show("already", { line: `${code}\n${whenWhere(ui, arrival)}` });
  await ui.record((acts) => acts.letIn({ person: code }), code, { to: "#/sign-in" });
}

/** What of this is kept on the phone, and what guards it. @param {Ui} ui @returns {Shown} */
export function kept(ui) {
  const { open } = ui.phone.roster;
  return {
    title: ui.t("roster.kept.title"),
    body: [
      h("h1", {}, ui.t("roster.kept.title")),
      open && message(ui.t("roster.kept.now", { count: open.search.size, time: ui.clock(open.until) }), "info"),
      ["what", "protects", "not", "queue", "gone", "unseen"].map((name) => h("p", {}, ui.t(`roster.kept.${name}`))),
    ],
    controls: [linkButton(ui.t("common.do.back"), ui.phone.pairing ? "#/sign-in" : "#/settings", { kind: "plain", sign: "back" })],
  };
}
