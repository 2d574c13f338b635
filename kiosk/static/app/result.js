// What an act came to: the whole screen in one colour with one sign, one word and one line, for a moment, then back by itself.
// What has to be read at leisure (when, where, why not) stays as a note above the page until the next act.

import { h, icon } from "./dom.js";

/** @typedef {"recorded" | "already" | "saved" | "not_ours"} Kind the four results; `recorded` and `saved` differ in where the fact is */
/**
 * @typedef {{word?: string, line?: string, seconds?: number, tone?: string, next?: string, told?: boolean, fact?: boolean}} Said
 *   `next`: a place that says what to do; `told`: the page below says it too; `fact`: it was recorded a moment ago, and may turn out to be only on this phone
 */
const SIGNS = { recorded: "check", already: "again", saved: "phone", not_ours: "cross" };
const TONES = { recorded: "good", already: "warn", saved: "info", not_ours: "bad" };
const SECONDS = 1.2;
const NOTE_MS = 30_000;

/** @param {() => any} getUi */
export function createResult(getUi) {
  /** @type {any} */
  let timer = null;
  /** @type {{kind: Kind, said: Said} | null} */
  let shown = null;
  /** @type {{kind: Kind, said: Said, until: number} | null} */
  let kept = null;

  /** @param {Kind} kind @param {Said} [said] */
  function show(kind, said = {}) {
    hide();
    const { word = "", line = "", seconds = SECONDS, tone = "" } = said;
    const ui = getUi();
    ui.signal(kind);
    shown = { kind, said };
    const isKept = line && !said.told && (kind === "already" || kind === "not_ours" || tone === "warn");
    kept = isKept ? { kind, said, until: Date.now() + NOTE_MS } : null;
    document.body.append(h(`div.result-screen.tone-${tone || TONES[kind]}`, { id: "result", role: "status", "data-kind": kind, onclick: hide },
      h("span.sign", {}, icon(tone === "warn" ? "warn" : SIGNS[kind])), h("strong", {}, word || ui.t(`app.result.${kind}`)), line && h("span.line", {}, line),
      ui.practising && h("span.line", {}, ui.t("app.practice.does_not_count"))));
    document.getElementById("said")?.remove();
    document.querySelector("#app:not(.bare) main")?.prepend(note() ?? ""); // on a sign-in screen the next visitor must not read it
    timer = setTimeout(hide, seconds * 1000);
  }

  /** What was said last, to read at leisure; null when there is nothing to add. */
  function note() {
    if (!kept || kept.until < Date.now()) return null;
    const { kind, said } = kept;
    const close = () => { kept = null; document.getElementById("said")?.remove(); };
    return h(`div.said.tone-${said.tone || TONES[kind]}`, { id: "said" }, icon(said.tone === "warn" ? "warn" : SIGNS[kind]),
      h("p", {}, h("b", {}, said.word || getUi().t(`app.result.${kind}`)), " ", said.line, said.next && [" ", h("a", { href: said.next }, getUi().t("app.result.what_to_do"))]),
      h("button", { type: "button", "aria-label": getUi().t("common.do.close"), onclick: close }, icon("cross")));
  }

  /** The server could not be reached after all: what was just recorded is on this phone only. */
  function correct() {
    if (shown?.kind === "recorded" && shown.said.fact) show("saved", shown.said);
  }

  function hide() {
    clearTimeout(timer);
    shown = null;
    document.getElementById("result")?.remove();
  }

  return { show, hide, note, correct };
}
