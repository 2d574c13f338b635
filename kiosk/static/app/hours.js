// What a sign-in screen shows by the server's clock, with or without a network: whether sign-in is open, and the presence code (pure).

/** @typedef {{first: number, every: number, codes: string[]}} Codes */

/**
 * @param {{opens_at: number, closes_at: number}} screen @param {string} status the event's @param {number} now the server's clock, ms
 * @returns {"open" | "before" | "over"}
 */
export function signInState(screen, status, now) {
  if (status === "cancelled" || status === "postponed" || now > screen.closes_at) return "over";
  return now < screen.opens_at ? "before" : "open";
}

/** The code that is shown now; '' where the event asks for none, or not at this time. @param {Codes | null | undefined} presence @param {number} now */
export const codeAt = (presence, now) => (presence ? (presence.codes[Math.floor(now / presence.every) - presence.first] ?? "") : "");
