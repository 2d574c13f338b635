// Counting: the home page with the booth's figures and the steps under the thumb, a scanned bundle, a booth's sign, choosing a booth.

import { everCame, holdersOf, inHand, isOutAndIn, lastUndoable, mine, peopleOf, planTakeOut, standing, stockOf, total } from "../day.js";
import { showCode } from "../codes.js";
import { button, h, icon, linkButton } from "../dom.js";
import { find, whyNot } from "../found.js";
import { boothMark, figure, goOn, preferAndRedraw, sayAlready, sayFact } from "./parts.js";
import { sayCounted, sheet } from "./people.js";
import { transferCards } from "./transfers.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */

/** @param {Ui} ui @returns {Shown} */
export function home(ui) {
  const { scope, snapshot, own } = ui.phone;
  if (!scope.booth) return booths(ui);
  const ready = ui.prefs["set up"] || own.length ? null : h("p.line.ask", {}, h("a", { href: "#/set-up" }, ui.t("app.set_up.invite")));
  if (scope.role !== "volunteer") return signInHome(ui, ready);
  const stock = stockOf(snapshot, own)[scope.booth] ?? {};
  const all = ui.materials();
  const came = all.filter((/** @type {any} */ one) => stock[one.id] && everCame(stock[one.id]));
  const choicesHere = came.length ? came : all;
  const chosen = choicesHere.some((/** @type {any} */ one) => one.id === ui.prefs.material) ? ui.prefs.material : choicesHere.length === 1 ? choicesHere[0].id : "";
  const shown = chosen ? (stock[chosen] ?? total([])) : total(Object.values(stock));
  const outAndIn = Boolean(chosen) && isOutAndIn(ui.phone.plan?.counting_modes ?? [], scope.booth, chosen);
  const bundleNow = atHand(ui, chosen);
  const me = mine(own);
  const held = scope.person ? (holdersOf(snapshot, own)[scope.person]?.[chosen] ?? 0) : 0;
  const { consultations } = peopleOf(snapshot, own, scope.booth);
  const choose = (/** @type {string} */ id) => preferAndRedraw(ui, "material", id);
  const more = { mine: held > 0, code: bundleNow?.code ?? "" };
  return {
    title: ui.t("phone.home.title"), live: true,
    body: [
      ready,
      transferCards(ui),
      choicesHere.length > 1
        ? h("nav.materials", { "aria-label": ui.t("phone.field.material") },
          choicesHere.map((/** @type {any} */ one) => h("a", { href: "#/", "aria-current": one.id === chosen ? "true" : null, onclick: (/** @type {Event} */ event) => { event.preventDefault(); choose(one.id); } }, ui.of(one, "title"))))
        : chosen && h("p.line.material", {}, ui.material(chosen)),
      h("div.figures", {}, figure(ui, inHand(shown), ui.t("common.movement.in_hand")),
        outAndIn ? figure(ui, shown.issued + shown.transferred_in, ui.t("common.movement.issued")) : figure(ui, shown.handed_out, ui.t("common.movement.handed_out"))),
      h("p.line", {}, me.at ? ui.t("phone.home.mine", { count: me.quantity, time: ui.clock(me.at) }) : ui.t("phone.home.mine_none"),
        held > 0 && ` · ${ui.t("phone.home.held", { count: held })}`, consultations > 0 && ` · ${ui.t("phone.home.consultations", { count: consultations })}`),
      bundleNow && h("div.bundle-line", {},
        h("a", { href: `#/bundle/${bundleNow.code}` }, icon("bundle"), h("span", {}, ui.t("phone.home.bundle", { number: bundleNow.number, count: bundleNow.rest }))),
        h("button.button.plain", { type: "button", "aria-label": ui.t("phone.home.put_away"), onclick: () => preferAndRedraw(ui, "bundle", "") }, icon("cross"))),
      outAndIn && h("p.line", {}, ui.t("phone.home.out_and_in")),
      transferCards(ui, { waiting: true }),
      !chosen && choicesHere.length > 1 && h("p.line.ask", {}, icon("up"), " ", ui.t("phone.home.choose_material")),
    ],
    controls: [
      linkButton(ui.t("phone.act.scan"), "#/scan", { kind: "primary huge", sign: "scan" }),
      chosen && !outAndIn && h("div.row", {}, [1, 5, 10].map((step) => button(`+${step}`, () => handOut(ui, chosen, step, more), { kind: "count", each: true }))),
      h("div.row", {},
        bundleNow && !outAndIn && button(ui.t("phone.act.rest", { count: bundleNow.rest }), () => handOut(ui, chosen, bundleNow.rest, { ...more, rest: true })),
        linkButton(ui.t("phone.act.consult"), "#/consult", { sign: "speech" }),
        (!bundleNow || outAndIn) && linkButton(ui.t("phone.act.more"), "#/more", { sign: "menu" })),
      undoButton(ui),
    ],
  };
}

/** @param {Ui} ui @param {any} ready @returns {Shown} */
function signInHome(ui, ready) {
  const { scope, snapshot, own } = ui.phone;
  const { consultations, visits } = peopleOf(snapshot, own, scope.booth ?? "");
  return {
    title: ui.t("phone.home.title"), live: true,
    body: [ready, h("div.figures", {}, figure(ui, visits, ui.t("common.noun.visits")), figure(ui, consultations, ui.t("common.noun.consultations")))],
    controls: [
      linkButton(ui.t("roster.title"), "#/sign-in", { kind: "primary huge", sign: "search" }),
      h("div.row", {}, linkButton(ui.t("roster.walk_in"), "#/let-in", { sign: "plus" }), linkButton(ui.t("phone.act.scan"), "#/scan", { sign: "scan" })),
      h("div.row", {}, linkButton(ui.t("phone.act.consult"), "#/consult", { sign: "speech" }), linkButton(ui.t("phone.act.more"), "#/more", { sign: "menu" })),
      undoButton(ui),
    ],
  };
}

/** The last scanned bundle while some of it is left, and it is of what is being counted. @param {Ui} ui @param {string} material */
function atHand(ui, material) {
  const use = ui.prefs.bundle ? ui.phone.resolve(ui.prefs.bundle) : null;
  if (!use?.bundle || use.material !== material) return null;
  const found = ui.phone.bundle(use);
  return found.rest > 0 ? found : null;
}

/** @param {Ui} ui @param {string} material @param {number} quantity @param {{code?: string, rest?: boolean, mine?: boolean}} more */
async function handOut(ui, material, quantity, more) {
  const { scope, snapshot, own } = ui.phone;
  const left = inHand(stockOf(snapshot, own)[scope.booth ?? ""]?.[material] ?? total([])) - quantity;
  const warn = left < 0 ? ui.t("phone.line.more_than_held", { count: -left }) : "";
  await ui.record((acts) => acts.handOut(material, quantity, more), ui.t("phone.line.handed_out", { count: quantity, title: ui.material(material) }), { warn });
}

/** @param {Ui} ui */
export function undoButton(ui) {
  const last = lastUndoable(ui.phone.own);
  if (!last) return null;
  const what = sayFact(ui, last);
  const undo = async () => {
    const { own } = ui.phone;
    const closing = last.entry.kind === "close_booth" ? standing(own).filter((one) => one.entry.kind === "return" && Math.abs(one.at - last.at) < 1_000) : [];
    await ui.record((acts) => acts.undo([last, ...closing]), ui.t("phone.line.undone", { what }));
  };
  return button(ui.t("phone.home.undo", { what, when: ui.ago(last.at) }), undo, { kind: "plain undo", sign: "undo" });
}

/** Where a scanned or typed code leads. @param {Ui} ui @param {string} text @returns {Promise<Shown>} */
export async function scanned(ui, text) {
  if (!ui.phone.read(text) && ui.phone.roster.open?.search.byCode(text)) return (await import("./sign_in.js")).signIn(ui, text);
  const isStillHere = ui.here();
  let found = find(ui, text);
  if (found.kind === "problem" && found.reason === "unknown_code" && (await ui.phone.refresh())) found = find(ui, text); // printed after this phone was last in touch
  if (!isStillHere()) return home(ui); // never seen: the place that was gone to meanwhile is drawn
  if (found.kind === "problem") {
    ui.result.show("not_ours", { word: ui.t(`app.result.why.${found.reason}`), line: ui.t(whyNot(found.reason)), told: true });
    return stay(`#/code-problem/${found.reason}/${found.text}`, codeProblem(ui, found.reason, found.text));
  }
  if (found.kind === "booth") return boothSign(ui, found.use.subject);
  if (found.kind === "sheet") {
    const counted = sayCounted(ui, found.use);
    if (counted) ui.result.show("already", { line: counted });
    return stay(`#/sheet/${found.text}`, sheet(ui, found.text));
  }
  if (found.kind === "group") return stay(`#/group/${found.use.act}`, (await import("./groups.js")).group(ui, found.use.act ?? ""));
  if (found.kind === "badge") return stay(`#/badge/${found.text}`, (await import("./badge.js")).badge(ui, found.text));
  const line = ui.phone.scope.booth ? sayAlready(ui, ui.phone.bundle(found.use)) : "";
  if (line) ui.result.show("already", { line });
  const shown = await bundle(ui, found.text);
  return isStillHere() ? stay(`#/bundle/${found.text}`, shown) : shown;
}

/** The page stays at an address of its own, so that coming back to it is no second scan. @template T @param {string} address @param {T} shown */
function stay(address, shown) {
  history.replaceState(null, "", address);
  return shown;
}

/** A bundle: what is left of it, and taking it out or over. @param {Ui} ui @param {string} text @returns {Promise<Shown>} */
export async function bundle(ui, text) {
  const use = ui.phone.resolve(text);
  const { scope } = ui.phone;
  if (!use?.bundle) return codeProblem(ui, "unknown_code", text);
  if (!scope.booth) return booths(ui);
  const found = ui.phone.bundle(use);
  const plan = planTakeOut(found, scope.booth, scope.person);
  await ui.prefer("bundle", found.rest ? use.code : "");
  await ui.prefer("material", use.material);
  const other = ui.booth(found.booth)?.code ?? "";
  const here = ui.booth(scope.booth)?.code ?? "";
  const more = { code: use.code, mine: Boolean(scope.person) && found.holder === `person:${scope.person}` };
  const takeOut = async () => {
    await ui.record((acts) => acts.takeOut(found, plan), ui.t("phone.line.taken_out", { number: found.number, title: ui.material(found.material) }));
  };
  const strong = ["from_store", "again_from_store", "from_other_booth"].includes(plan.why);
  return {
    title: ui.t("phone.bundle.title", { number: found.number }),
    body: [
      h("h1", {}, ui.t("phone.bundle.title", { number: found.number }), " ", h("small", {}, ui.material(found.material))),
      h("div.figures", {}, figure(ui, found.rest, ui.t("phone.bundle.rest")), figure(ui, found.stock.handed_out, ui.t("common.movement.handed_out"))),
      h("p", {}, ui.t(`phone.take.${plan.why}`, { count: plan.quantity, booth: here, other })),
      h("ul.act-links", {}, [["pass-on", "pass_on"], ["return", "return"], ["spoil", "spoil"]].map(([to, name]) =>
        h("li", {}, h("a", { href: `#/${to}/${found.material}/${use.code}` }, ui.t(`phone.act.${name}`))))),
    ],
    controls: [
      found.rest > 0 && h("div.row", {}, [1, 5, 10].filter((step) => step <= found.rest).map((step) => button(`+${step}`, () => handOut(ui, found.material, step, more), { kind: "count", each: true }))),
      found.rest > 0 && h("div.row", {}, button(ui.t("phone.act.rest", { count: found.rest }), () => handOut(ui, found.material, found.rest, { ...more, rest: true }))),
      plan.kind && button(ui.t(plan.why === "from_other_booth" ? "phone.act.moved_here" : "phone.act.take_out", { count: plan.quantity }), takeOut, { kind: strong ? "primary huge" : "", sign: "bundle" }),
      goOn(ui),
    ],
  };
}

/** A booth's sign: work here, or put right where one was. @param {Ui} ui @param {string} id @returns {Shown} */
export function boothSign(ui, id) {
  const booth = ui.booth(id);
  if (!booth) return codeProblem(ui, "other_event", "");
  const mineNow = ui.phone.scope.booth;
  const line = mineNow === id ? "phone.booth.yours" : mineNow ? "phone.booth.other" : "phone.booth.first";
  return {
    title: ui.of(booth, "name"),
    body: [h("h1", {}, boothMark(ui, booth)), h("p", {}, ui.t(line, { booth: ui.booth(mineNow ?? "")?.code ?? "" }))],
    controls: [
      mineNow !== id && button(ui.t("phone.act.work_here"), () => workAt(ui, id), { kind: "primary huge", sign: "pin" }),
      mineNow && mineNow !== id && linkButton(ui.t("phone.act.was_here"), `#/wrong-booth/${mineNow}/${id}`, { sign: "clock" }),
      goOn(ui),
    ],
  };
}

/** @param {Ui} ui @param {string} id */
async function workAt(ui, id) {
  const booth = ui.booth(id);
  const { person } = ui.phone.scope;
  location.hash = "#/";
  if (!(await ui.keep(() => ui.phone.moveTo(id)))) return;
  if (person && !(await ui.keepFacts((acts) => acts.shift("in", person)))) return;
  ui.result.show("recorded", { word: booth.code, line: ui.t("phone.line.works_here", { booth: `${booth.code} ${ui.of(booth, "name")}` }) });
}

/** @param {Ui} ui @returns {Shown} */
export function booths(ui) {
  const all = ui.booths();
  return {
    title: ui.t("phone.booths.title"),
    body: [h("h1", {}, ui.t("phone.booths.title")), h("p", {}, ui.t(all.length ? "phone.booths.line" : "phone.booths.none"))],
    controls: [
      h("div.topics", {}, all.filter((/** @type {any} */ one) => one.id !== ui.phone.scope.booth).map((/** @type {any} */ one) =>
        h("button.button.at-booth", { type: "button", onclick: () => workAt(ui, one.id) }, boothMark(ui, one)))),
      linkButton(ui.t("phone.booths.scan"), "#/scan", { kind: "primary", sign: "scan" }),
    ],
  };
}

/** A code that leads nowhere here: why, and what to do with the paper. @param {Ui} ui @param {string} reason a Problem of found.js @param {string} code @returns {Shown} */
export function codeProblem(ui, reason, code) {
  const report = () => ui.record((acts) => acts.report(code), ui.t("phone.code.reported"));
  const next = ["unknown_code", "other_event", "office_code", "visitor_code", "group_code", "erase_code", "practice_code"].includes(reason) && reason;
  return {
    title: ui.t("phone.code.title"),
    body: [h("h1", {}, ui.t(`app.result.why.${reason}`)), code && h("p.code-text", {}, showCode(code)), h("p", {}, ui.t(whyNot(/** @type {import("../found.js").Problem} */ (reason)))), next && h("p", {}, ui.t(`phone.code.next.${next}`))],
    controls: [
      reason === "group_code" && linkButton(ui.t("phone.code.group_open"), `/phone/code/${code}`, { kind: "primary", sign: "people" }),
      linkButton(ui.t("phone.code.again"), "#/scan", { kind: reason === "group_code" ? "" : "primary", sign: "scan" }),
      reason === "practice_code" && linkButton(ui.t("app.practice.title"), "#/practice", { sign: "next" }),
      reason === "unknown_code" && button(ui.t("phone.code.report"), report, { sign: "up" }),
      goOn(ui),
    ],
  };
}
