// What a scanned, photographed or typed text is, and why it may be of no use here (pure but for the phone's plan).

/**
 * @typedef {import("./codes.js").CodeUse} CodeUse
 * @typedef {"mistyped_code" | "practice_code" | "real_code" | "unknown_code" | "other_event" | "office_code"} Problem
 * @typedef {{text: string, kind: "bundle" | "booth" | "sheet", use: CodeUse}} Thing
 * @typedef {{text: string, kind: "problem", reason: Problem}} Nothing
 * @typedef {{phone: import("./phone.js").Phone, practice: {first: number}, practising: unknown}} Looking
 */

/** @param {Looking} ui @param {string} text @returns {Thing | Nothing} */
export function find({ phone, practice, practising }, text) {
  const code = phone.read(text);
  if (!code) return { text, kind: "problem", reason: "mistyped_code" };
  const problem = (/** @type {Problem} */ reason) => /** @type {Nothing} */ ({ text: code.text, kind: "problem", reason });
  if (code.serial >= practice.first && !practising) return problem("practice_code");
  if (code.serial < practice.first && practising) return problem("real_code");
  const use = phone.resolve(text);
  if (!use) return problem("unknown_code");
  if (use.event !== phone.scope.event && !use.bundle) return problem("other_event");
  if (use.kind === "booth" || use.kind === "booth_staff") return { text: code.text, kind: "booth", use };
  if (use.kind === "sheet") return { text: code.text, kind: "sheet", use };
  return use.bundle ? { text: code.text, kind: "bundle", use } : problem("office_code");
}

/** The sentence that says what is wrong with a code. @param {Problem} reason */
export const whyNot = (reason) => ({
  mistyped_code: "errors.mistyped_code", practice_code: "errors.practice_code", real_code: "app.practice.real_code", unknown_code: "app.code.unknown",
  other_event: "phone.code.other_event", office_code: "phone.code.office",
})[reason];
