// Every place of the app, by the first part of its address after #/; what nobody needs to begin with comes a moment later.

import { start, handOver, takeOver, over } from "./start.js";
import { setUp } from "./set_up.js";
import { bundle, booths, boothSign, codeProblem, home, scanned } from "./count.js";
import { scan } from "./scan.js";
import { consult, eraseCode, heads, letIn, sheet } from "./people.js";
import { more, passOn, bringBack, fetchFrom, spoil, runOut, stock } from "./moves.js";
import { close, leave, wrongBooth } from "./ending.js";
import { queue } from "./queue.js";
import { settings } from "./settings.js";
import { badge } from "./badge.js";
import { shifts } from "./duty.js";
import { kept, signIn } from "./sign_in.js";
import { screen } from "./screen.js";
import { endScreen, pin, staff } from "./screen_staff.js";
import { help } from "./help.js";
import { practice, practiceSlip, practiceStop, practised } from "./practice.js";
import { arrival } from "./transfers.js";
import { notYet } from "./not_yet.js";

/** @type {Record<string, import("../main.js").View>} */
export const VIEWS = {
  "": home, start, "set-up": (ui) => setUp(ui), "hand-over": handOver, "take-over": (ui) => takeOver(ui), over, scan, code: scanned, bundle, booths, "booth-sign": boothSign, "code-problem": codeProblem,
  consult, heads: (ui) => heads(ui), "let-in": (ui) => letIn(ui), sheet: (ui, code) => sheet(ui, code), more,
  "pass-on": (ui, material, code) => passOn(ui, material, code), return: bringBack, fetch: fetchFrom, spoil, "run-out": runOut, stock,
  "wrong-booth": wrongBooth, leave: (ui) => leave(ui), close: (ui) => close(ui), queue, settings, screen, pin, staff, "end-screen": endScreen,
  "sign-in": (ui) => signIn(ui), shifts: (ui) => shifts(ui), badge, kept: (ui) => kept(ui), "erase-code": (ui) => eraseCode(ui),
  help, practice, practised, "practice-stop": practiceStop, "practice-slip": practiceSlip, arrival: (ui, id) => arrival(ui, id),
};

/** The places of later.js, known by name before they are here. */
const TO_COME = new Set(["note", "groups", "group", "register", "registered", "tip", "tip-kept"]);

/** Whether a place can be shown at once. @param {string} name */
export const isHere = (name) => !TO_COME.has(name) || name in VIEWS;

/** @type {Promise<boolean> | null} */
let coming = null;

/**
 * Bring what comes later.  Every file is asked for before any is run: some browsers never ask again for a module that once failed.
 * @param {string} root @param {string[]} files @returns {Promise<boolean>} whether it is here
 */
export function bringLater(root, files) {
  coming ??= Promise.all(files.map((file) => fetchWhole(root + file)))
    .then(() => import("./later.js"))
    .then((later) => Boolean(Object.assign(VIEWS, later.VIEWS)))
    .catch(() => Boolean((coming = null)));
  return coming;
}

/** @param {string} address */
async function fetchWhole(address) {
  const said = await fetch(address);
  if (!said.ok) throw new Error(`${said.status} for ${address}`);
  await said.arrayBuffer();
}

/** The place of this name; one that is still to come is waited for, and where it cannot come, that is said. @param {string} name @param {() => Promise<boolean>} bring */
export async function placeOf(name, bring) {
  if (!isHere(name) && !(await bring())) return notYet;
  return VIEWS[name] ?? VIEWS[""];
}
