// What an act came to: the whole screen in one colour with one sign, one word and one line, for a moment, then back by itself.

import { h, icon } from "./dom.js";

/** @typedef {"recorded" | "already" | "saved" | "not_ours"} Kind the four results; `recorded` and `saved` differ in where the fact is */
const SIGNS = { recorded: "check", already: "warn", saved: "down", not_ours: "cross" };
const TONES = { recorded: "good", already: "warn", saved: "info", not_ours: "bad" };
const SECONDS = { recorded: 1.2, saved: 1.2, already: 2.5, not_ours: 3.5 };

/** @param {() => any} getUi */
export function createResult(getUi) {
  /** @type {any} */
  let timer = null;

  /** @param {Kind} kind @param {{word?: string, line?: string, seconds?: number, tone?: string}} [said] */
  function show(kind, { word = "", line = "", seconds = SECONDS[kind], tone = "" } = {}) {
    hide();
    const ui = getUi();
    ui.signal(kind);
    const screen = h(`div.result-screen.tone-${tone || TONES[kind]}`, { id: "result", role: "status", "data-kind": kind, onclick: hide },
      h("span.sign", {}, icon(tone === "warn" ? "warn" : SIGNS[kind])), h("strong", {}, word || ui.t(`app.result.${kind}`)), line && h("span.line", {}, line));
    document.body.append(screen);
    timer = setTimeout(hide, (tone === "warn" ? 4 : seconds) * 1000);
  }

  function hide() {
    clearTimeout(timer);
    document.getElementById("result")?.remove();
  }

  return { show, hide };
}
