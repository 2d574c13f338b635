// Volunteers' hours: who works now, and in and out for oneself; on a phone at the door also for the others.

import { onDuty } from "../day.js";
import { button, h, icon, message } from "../dom.js";
import { undoButton } from "./count.js";
import { goOn } from "./parts.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */
/** @typedef {{person: string, booth: string, since: number}} Span */

/** @param {Ui} ui @returns {Shown} */
export function shifts(ui) {
  const { scope, snapshot, own } = ui.phone;
  const duty = onDuty(snapshot, own);
  const everybody = colleagues(ui);
  const mine = scope.person ? duty.get(scope.person) : undefined;
  const forOthers = scope.role === "sign_in";
  const others = everybody.filter((one) => one.id !== scope.person);
  return {
    title: ui.t("roster.shifts.title"), live: true,
    body: [
      h("h1", {}, ui.t("roster.shifts.title")),
      h("p.note", {}, ui.t("roster.shifts.now", { count: duty.size })),
      scope.person && message(mine ? ui.t("roster.shifts.mine", { time: ui.clock(mine.since) }) : ui.t("roster.shifts.mine_not"), mine ? "good" : "info"),
      !scope.person && !forOthers && message(ui.t("roster.shifts.nobodys"), "info"),
      h("ul.list.duty", {}, others.map((one) => h("li", { "data-person": one.code },
        h("span.who", {}, h("b", {}, nameOf(ui, one)), " ", span(ui, duty.get(one.id))),
        forOthers && change(ui, one, duty.get(one.id))))),
      !everybody.length && h("p", {}, ui.t("roster.shifts.none")),
    ],
    controls: [
      scope.person && change(ui, { id: scope.person, code: "", booth: scope.booth ?? "" }, mine, mine ? "huge" : "primary huge"),
      undoButton(ui), goOn(ui),
    ],
  };
}

/** Everybody with a shift here, once. @param {Ui} ui @returns {{id: string, code: string, booth: string | null}[]} */
function colleagues(ui) {
  const all = /** @type {{id: string, code: string, booth: string | null}[]} */ (ui.phone.plan?.colleagues ?? []);
  return [...new Map([...all].reverse().map((one) => [one.id, one])).values()].reverse();
}

/** @param {Ui} ui @param {{id: string, code: string}} one */
export function nameOf(ui, one) {
  const known = ui.phone.roster.open?.search.byId(one.id)?.name;
  return known ? `${known} · ${one.code}` : one.code;
}

/** @param {Ui} ui @param {Span | undefined} here */
function span(ui, here) {
  if (!here) return h("small", {}, ui.t("roster.shifts.away"));
  const booth = ui.booth(here.booth)?.code;
  return h("small.in", {}, icon("check"), " ", ui.t("roster.shifts.since", { time: ui.clock(here.since) }), booth && ` · ${booth}`);
}

/** The one button that somebody needs now. @param {Ui} ui @param {{id: string, code: string, booth: string | null}} one @param {Span | undefined} here @param {string} [kind] */
function change(ui, one, here, kind = "") {
  const way = here ? "out" : "in";
  const self = one.id === ui.phone.scope.person;
  const who = self ? "" : `${nameOf(ui, one)} · `;
  const act = async () => {
    await ui.record((acts) => acts.shift(way, one.id, here?.booth || one.booth || ""), `${who}${ui.t(`roster.shifts.line_${way}`)}`, { to: "#/shifts" });
  };
  const label = ui.t(self ? `roster.shifts.i_${way}` : `roster.shifts.${way}`);
  return button(label, act, { kind, sign: way === "in" ? "clock" : "leave", label: self ? "" : `${nameOf(ui, one)}: ${label}` });
}
