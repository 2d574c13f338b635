// The places that a volunteer who counts does not need at first: loaded right after the others, and kept on the phone with them.

import { group, groups } from "./groups.js";
import { note } from "./note.js";
import { register, registered } from "./register.js";
import { tip, tipKept } from "./tip.js";

/** @type {Record<string, import("../main.js").View>} */
export const VIEWS = {
  note: (ui) => note(ui), groups, group: (ui, id) => group(ui, id), register: (ui) => register(ui), registered, tip: (ui) => tip(ui), "tip-kept": tipKept,
};
