// How far this phone's clock is from the server's: every answer tells, and the quickest exchange is believed.

/**
 * @typedef {{offset: number, spread: number, at: number}} Clock
 *   `offset` = server minus phone in ms, within ± `spread` ms, learned when the phone's clock said `at`
 */

const DRIFT_MS_PER_HOUR = 360;
const JUMP_MS = 2_000;

/**
 * Return what one exchange tells: the server's clock was read somewhere between sending and receiving.
 * @param {number} sent @param {number} received the phone's clock, ms @param {number} server the server's, ms
 * @returns {Clock}
 */
export function measureClock(sent, received, server) {
  const spread = Math.max(0, received - sent) / 2;
  return { offset: Math.round(server - (sent + received) / 2), spread, at: received };
}

/**
 * Return the clock to go by: the surer one, counting that an old one has drifted; a phone whose clock was set anew starts over.
 * @param {Clock | null | undefined} known @param {Clock} heard
 * @returns {Clock}
 */
export function betterClock(known, heard) {
  if (!known || heard.at < known.at) return heard;
  const grown = known.spread + ((heard.at - known.at) / 3_600_000) * DRIFT_MS_PER_HOUR;
  const jumped = Math.abs(heard.offset - known.offset) > grown + heard.spread + JUMP_MS;
  return jumped || heard.spread <= grown ? heard : known;
}
