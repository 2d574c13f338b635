// Which of the codes in sight are news: the same one is ignored for three seconds after it was last seen, another is taken at once (pure).

export const IGNORE_MS = 3_000;

/** @param {() => number} [now] */
export function createSeen(now = Date.now) {
  /** @type {Map<string, number>} */
  const last = new Map();
  return {
    /** @param {string[]} texts what one frame holds @returns {string[]} what is new in it */
    news(texts) {
      const at = now();
      for (const [text, when] of last) if (at - when >= IGNORE_MS) last.delete(text);
      const fresh = [...new Set(texts)].filter((text) => !last.has(text));
      for (const text of texts) last.set(text, at);
      return fresh;
    },
    forget: () => last.clear(),
  };
}
