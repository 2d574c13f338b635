// Every place of the app, by the first part of its address after #/.

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
import { pin, staff } from "./screen_staff.js";
import { help } from "./help.js";
import { practice, practiceSlip, practiceStop, practised } from "./practice.js";
import { arrival } from "./transfers.js";
import { group, groups } from "./groups.js";
import { note } from "./note.js";
import { tip, tipKept } from "./tip.js";
import { register, registered } from "./register.js";

/** @type {Record<string, import("../main.js").View>} */
export const VIEWS = {
  "": home, start, "set-up": (ui) => setUp(ui), "hand-over": handOver, "take-over": (ui) => takeOver(ui), over, scan, code: scanned, bundle, booths, "booth-sign": boothSign, "code-problem": codeProblem,
  consult, heads: (ui) => heads(ui), "let-in": (ui) => letIn(ui), sheet: (ui, code) => sheet(ui, code), more,
  "pass-on": (ui, material, code) => passOn(ui, material, code), return: bringBack, fetch: fetchFrom, spoil, "run-out": runOut, stock,
  "wrong-booth": wrongBooth, leave: (ui) => leave(ui), close: (ui) => close(ui), queue, settings, screen, pin, staff,
  "sign-in": (ui) => signIn(ui), shifts: (ui) => shifts(ui), badge, kept: (ui) => kept(ui), "erase-code": (ui) => eraseCode(ui),
  help, practice, practised, "practice-stop": practiceStop, "practice-slip": practiceSlip, arrival: (ui, id) => arrival(ui, id),
  note: (ui) => note(ui), groups, group: (ui, id) => group(ui, id), register: (ui) => register(ui), registered, tip: (ui) => tip(ui), "tip-kept": tipKept,
};
