// The staff PIN, checked on the screen itself without a network: against the slow hash that came with the plan; wrong tries cost time (pure).

import { pbkdf2 } from "./hashing.js";

/** @typedef {{count: number, at: number}} Tries wrong ones in a row, and when the last was (ms) */

const FREE = 3;
const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 300_000;

/** @param {string} typed @param {string} kept pbkdf2:sha256:ROUNDS$SALT$HEX */
export function isPin(typed, kept) {
  const [how, salt, hash] = kept.split("$");
  const [name, digest, rounds] = how.split(":");
  if (name !== "pbkdf2" || digest !== "sha256" || !salt || !hash) return false;
  return pbkdf2(typed, salt, Number(rounds)) === hash;
}

/**
 * How long until the next try: three are free, then each wrong one doubles the wait.  A clock that was set back does not lengthen it.
 * @param {Tries} tries @param {number} now
 */
export function waitFor({ count, at }, now) {
  if (count < FREE) return 0;
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (count - FREE));
  return Math.min(wait, Math.max(0, at + wait - now));
}
