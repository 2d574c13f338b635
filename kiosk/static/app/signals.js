// What a result sounds and feels like, and keeping the screen awake; each quietly absent where the device has none.

/** @typedef {import("./result.js").Kind} Kind */

/** @type {Record<Kind, [frequency: number, start: number, length: number][]>} */
const TONES = {
  recorded: [[880, 0, 0.09], [1320, 0.1, 0.12]],
  saved: [[660, 0, 0.1], [880, 0.12, 0.1]],
  already: [[520, 0, 0.14], [520, 0.2, 0.14]],
  not_ours: [[240, 0, 0.3], [180, 0.32, 0.3]],
};
/** @type {Record<Kind, number[]>} */
const BUZZES = { recorded: [40], saved: [40, 60, 40], already: [80, 80, 80], not_ours: [250] };

/** @param {() => boolean} isMuted */
export function createSignals(isMuted) {
  /** @type {AudioContext | null} */
  let audio = null;
  /** Browsers let a page sound only after a tap. */
  function unlock() {
    try {
      audio ??= new AudioContext();
      audio.resume();
    } catch {
      audio = null;
    }
  }
  document.addEventListener("pointerdown", unlock, { once: true });

  /** @param {Kind} kind */
  function signal(kind) {
    navigator.vibrate?.(BUZZES[kind]);
    if (!audio || isMuted()) return;
    const now = audio.currentTime;
    for (const [frequency, start, length] of TONES[kind]) {
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.0001, now + start);
      volume.gain.exponentialRampToValueAtTime(0.35, now + start + 0.015);
      volume.gain.exponentialRampToValueAtTime(0.0001, now + start + length);
      tone.connect(volume).connect(audio.destination);
      tone.start(now + start);
      tone.stop(now + start + length + 0.02);
    }
  }
  return signal;
}

/** Keep the screen awake until the returned function is called; asked for again after the page was hidden. */
export function stayAwake() {
  /** @type {any} */
  let lock = null;
  let wanted = true;
  async function ask() {
    if (!wanted || document.hidden || !("wakeLock" in navigator)) return;
    try {
      lock = await navigator.wakeLock.request("screen");
      if (!wanted) await lock.release();
    } catch {
      lock = null; // low battery: the device decides
    }
  }
  document.addEventListener("visibilitychange", ask);
  ask();
  return () => {
    wanted = false;
    document.removeEventListener("visibilitychange", ask);
    lock?.release();
  };
}
