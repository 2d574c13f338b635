// A volunteer's badge: scanned where they come and go, it signs them in or out with one tap.

import { onDuty } from "../day.js";
import { button, h, message } from "../dom.js";
import { codeProblem, undoButton } from "./count.js";
import { nameOf } from "./duty.js";
import { goOn } from "./parts.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */
/** @typedef {import("./duty.js").Span} Span */

/** @param {Ui} ui @param {string} code @returns {Shown} */
export function badge(ui, code) {
  const use = ui.phone.resolve(code);
  if (!use?.person) return codeProblem(ui, "unknown_code", code);
  const known = /** @type {any[]} */ (ui.phone.plan?.colleagues ?? []).find((one) => one.id === use.person);
  const one = { id: use.person, code: known?.code ?? "", booth: known?.booth ?? "" };
  const here = onDuty(ui.phone.snapshot, ui.phone.own).get(use.person);
  return {
    title: ui.t("phone.badge.title", { number: use.number }), live: true,
    body: [
      h("h1", {}, ui.t("phone.badge.title", { number: use.number }), " ", h("small", {}, nameOf(ui, one))),
      message(here ? ui.t("phone.badge.here", { time: ui.clock(here.since) }) : ui.t("phone.badge.away"), here ? "good" : "info"),
    ],
    controls: [
      goButton(ui, use.number, one, here, here ? "out" : "in"),
      // another phone may have signed them in or out without a network
      goButton(ui, use.number, one, here, here ? "in" : "out", "anyway"),
      undoButton(ui), goOn(ui),
    ],
  };
}

/** @param {Ui} ui @param {number} number @param {{id: string, code: string, booth: string}} one @param {Span | undefined} here @param {"in" | "out"} way @param {string} [anyway] */
function goButton(ui, number, one, here, way, anyway = "") {
  const act = async () => {
    const who = nameOf(ui, one) || ui.t("phone.badge.title", { number });
    await ui.record((acts) => acts.shift(way, one.id, here?.booth || one.booth), `${who} · ${ui.t(`roster.shifts.line_${way}`)}`, { to: "#/scan" });
  };
  const label = ui.t(anyway ? `phone.badge.${way}_anyway` : `phone.badge.${way}`);
  return button(label, act, { kind: anyway ? "plain" : "primary huge", sign: way === "in" ? "clock" : "leave" });
}
