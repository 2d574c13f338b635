// A show on a volunteer's phone: each group is checked in with so many people, one tap puts the next act on; also without a network.

import { showOf } from "../day.js";
import { button, checkBox, form, h, icon, linkButton, message, numberField, submit } from "../dom.js";
import { undoButton } from "./count.js";
import { goOn, readCount } from "./parts.js";
import { redo } from "./people.js";

/**
 * @typedef {import("../main.js").Ui} Ui
 * @typedef {import("../main.js").Shown} Shown
 * @typedef {{id: string, number: number, starts: number, minutes: number, partner: string, expected: number, leader: boolean, title: Record<string, string>, name: Record<string, string>}} Slot
 *   `starts` in ms UTC; `partner` the group's id, '' for an act that is no group's; `leader`: whether one is expected
 */

const MOST_PEOPLE = 999;

/** @param {Ui} ui @returns {Slot[]} */
const slots = (ui) => ui.phone.plan?.acts ?? [];

/** @param {Ui} ui @returns {Shown} */
export function groups(ui) {
  const order = slots(ui);
  const { here, began } = showOf(ui.phone.snapshot, ui.phone.own);
  const on = order.filter((slot) => began[slot.id]).sort((a, b) => began[a.id] - began[b.id] || a.number - b.number).at(-1);
  const next = order.find((slot) => slot.number > (on?.number ?? 0) && !began[slot.id]);
  const expected = new Set(order.map((slot) => slot.partner).filter(Boolean));
  const people = Object.values(here).reduce((sum, one) => sum + one.people, 0);
  return {
    title: ui.t("groups.title"), live: true,
    body: [
      h("h1", {}, ui.t("groups.title")),
      on && h("p", {}, h("b", {}, ui.t("groups.on_now")), ` ${on.number} · ${on.title[ui.language]} ${ui.clock(began[on.id])}`),
      h("p", {}, ui.t("groups.here_so_far", { here: Object.keys(here).length, groups: expected.size, count: people })),
      h("ul.list", {}, order.length ? order.map((slot) => line(ui, slot, here[slot.partner])) : h("li", {}, ui.t("plan.empty.act"))),
    ],
    controls: [
      next && button(ui.t("groups.put_on", { number: next.number, title: next.title[ui.language] }), () => putOn(ui, next), { kind: "primary huge", sign: "clock" }),
      undoButton(ui), goOn(ui),
    ],
  };
}

/** @param {Ui} ui @param {Slot} slot @param {{people: number} | undefined} present */
function line(ui, slot, present) {
  const [title, name] = [slot.title[ui.language], slot.name[ui.language]];
  const said = slot.partner && ` · ${present ? ui.t("groups.people", { count: present.people }) : ui.t("groups.not_here")}`;
  return h("li", {}, h("a", { href: `#/group/${slot.id}` }, icon(present || !slot.partner ? "check" : "clock"),
    h("span", {}, `${slot.number} · ${title}`, name && name !== title && [h("br"), h("small", {}, name)], h("br"), h("small", {}, ui.clock(slot.starts), said))));
}

/** One group: how many are here, is the leader, and one tap when its act goes on. @param {Ui} ui @param {string} id @param {Record<string, string>} [typed] @param {string} [error] @returns {Shown} */
export function group(ui, id, typed, error = "") {
  const slot = slots(ui).find((one) => one.id === id);
  if (!slot) return groups(ui);
  const { here, began } = showOf(ui.phone.snapshot, ui.phone.own);
  const present = here[slot.partner];
  const name = slot.name[ui.language] || slot.title[ui.language];
  const checkIn = async (/** @type {Record<string, string>} */ said) => {
    const people = readCount(said.people);
    if (!people || people > MOST_PEOPLE) return redo(ui, group(ui, id, said, ui.t("groups.problem.people")));
    await ui.record((acts) => acts.groupIn(slot, people, "leader" in said), ui.t("groups.line.here", { name, count: people }), { to: "#/groups" });
  };
  const leader = typed ? "leader" in typed : present ? present.leader : slot.leader;
  return {
    title: name,
    body: [
      h("h1", {}, name),
      h("p", {}, `${slot.number} · ${slot.title[ui.language]}`, h("br"), [ui.clock(slot.starts), slot.minutes && ui.t("groups.minutes", { count: slot.minutes }), slot.expected && ui.t("groups.are_expected", { count: slot.expected })].filter(Boolean).join(" · ")),
      present && message(ui.t("groups.reported", { count: present.people, time: ui.clock(present.at) }), "good"),
      began[id] && h("p", {}, ui.t("groups.began"), " ", h("b", {}, ui.clock(began[id]))),
    ],
    controls: [
      slot.partner && form(checkIn,
        numberField("people", ui.t("groups.how_many"), typed?.people ?? String(present?.people ?? (slot.expected || "")), error),
        checkBox("leader", ui.t("groups.leader_is_here"), leader),
        submit(ui.t(present ? "groups.correct_here" : "groups.check_in"), { kind: present ? "plain" : "primary huge" })),
      !began[id] && button(ui.t("groups.put_on_now"), () => putOn(ui, slot), { kind: present || !slot.partner ? "primary" : "plain", sign: "clock" }),
      linkButton(ui.t("groups.back"), "#/groups", { kind: "plain", sign: "back" }),
    ],
  };
}

/** @param {Ui} ui @param {Slot} slot */
async function putOn(ui, slot) {
  const title = slot.title[ui.language];
  const { began } = showOf(ui.phone.snapshot, ui.phone.own);
  if (began[slot.id]) return void ui.result.show("already", { line: ui.t("groups.line.on_before", { title, time: ui.clock(began[slot.id]) }) });
  await ui.record((acts) => acts.actOn(slot.id), ui.t("groups.line.on", { title }), { to: "#/groups" });
}
