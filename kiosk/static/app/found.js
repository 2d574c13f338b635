// What a scanned, photographed or typed text is, and why it may be of no use here (pure but for the phone's plan).

import { isEraseAddress } from "./codes.js";

/**
 * @typedef {import("./codes.js").CodeUse} CodeUse
 * @typedef {"mistyped_code" | "practice_code" | "real_code" | "unknown_code" | "other_event" | "office_code" | "visitor_code" | "group_code" | "test_code" | "erase_code"} Problem
 * @typedef {{text: string, kind: "bundle" | "booth" | "sheet" | "badge" | "group", use: CodeUse}} Thing
 * @typedef {{text: string, kind: "problem", reason: Problem}} Nothing
 * @typedef {{phone: import("./phone.js").Phone, practice: {first: number}, practising: unknown}} Looking
 */

/** Codes that open a page for visitors and nothing else (as VISITOR_KINDS on the server). */
const FOR_VISITORS = new Set(["poster", "programme", "feedback", "proof"]);

/** @param {Looking} ui @param {string} text @returns {Thing | Nothing} */
export function find({ phone, practice, practising }, text) {
  const code = phone.read(text);
  if (!code) return isEraseAddress(text) ? { text: "", kind: "problem", reason: "erase_code" } : { text, kind: "problem", reason: "mistyped_code" };
  const problem = (/** @type {Problem} */ reason) => /** @type {Nothing} */ ({ text: code.text, kind: "problem", reason });
  if (code.serial >= practice.first && !practising) return problem("practice_code");
  if (code.serial < practice.first && practising) return problem("real_code");
  const use = phone.resolve(text);
  if (!use) return problem("unknown_code");
  if (use.event !== phone.scope.event && !use.bundle) return problem("other_event");
  if (use.kind === "booth" || use.kind === "booth_staff") return { text: code.text, kind: "booth", use };
  if (use.kind === "sheet") return { text: code.text, kind: "sheet", use };
  if (use.kind === "badge" && use.person) return { text: code.text, kind: "badge", use };
  if (use.bundle) return { text: code.text, kind: "bundle", use };
  if (use.kind.startsWith("test_")) return problem("test_code");
  if (use.kind === "group" && use.act) return { text: code.text, kind: "group", use };
  if (use.kind === "group") return problem("group_code");
  return problem(FOR_VISITORS.has(use.kind) ? "visitor_code" : "office_code");
}

/** The sentence that says what is wrong with a code. @param {Problem} reason */
export const whyNot = (reason) => ({
  mistyped_code: "errors.mistyped_code", practice_code: "errors.practice_code", real_code: "app.practice.real_code", unknown_code: "app.code.unknown",
  other_event: "phone.code.other_event", office_code: "phone.code.office",
  visitor_code: "phone.code.visitor", group_code: "phone.code.group", test_code: "phone.code.test", erase_code: "phone.code.erase",
})[reason];
