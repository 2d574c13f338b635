// Which of the codes in sight are news: the same one is ignored for a while after it was last seen, another is taken at once (pure).

export const IGNORE_MS = 3_000;
/** A slow phone looks seldom, and does not read every code at every look: so many looks without it pass before it is gone. */
const LOOKS = 8;

/** @param {() => number} [now] */
export function createSeen(now = Date.now) {
  /** @type {Map<string, number>} */
  const last = new Map();
  return {
    /** @param {string[]} texts what one frame holds @param {number} [look] how long looking at it took, ms @returns {string[]} what is new in it */
    news(texts, look = 0) {
      const at = now();
      for (const [text, when] of last) if (at - when >= Math.max(IGNORE_MS, LOOKS * look)) last.delete(text);
      const fresh = [...new Set(texts)].filter((text) => !last.has(text));
      for (const text of texts) last.set(text, at);
      return fresh;
    },
    forget: () => last.clear(),
  };
}
