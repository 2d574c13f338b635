// The camera: looks for codes until it is stopped, and says what it can and cannot do here.

import { decode, prepare } from "./decode.js";
import { planFrame } from "./passes.js";

/**
 * @typedef {"asking" | "running" | "refused" | "none" | "insecure" | "failed" | "stopped"} State
 * @typedef {object} Means
 * @property {HTMLVideoElement} video
 * @property {(texts: string[], how: {milliseconds: number, pass: string}) => unknown} onFound
 * @property {(state: State, why?: string) => unknown} [onState]
 */

const SMALL = 640;
const LARGEST = 1_600;
const BETWEEN_MS = 84;
const WORKER = new URL("./scan_worker.js", import.meta.url).href;

/** @param {Means} means */
export function createScanner({ video, onFound, onState = () => {} }) {
  const canvas = document.createElement("canvas");
  const drawing = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  /** @type {MediaStream | null} */
  let stream = null;
  /** @type {any} */
  let timer = null;
  let wanted = false;
  let misses = 0;
  let run = 0;
  const decoder = createDecoder();

  /** Ask for the camera and look for codes until `stop`. */
  async function start() {
    wanted = true;
    if (!navigator.mediaDevices?.getUserMedia) return void onState(isSecureContext ? "none" : "insecure");
    if (document.hidden) return;
    const mine = (run += 1);
    onState("asking");
    try {
      const asked = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 960 } } });
      if (mine !== run || !wanted) return void asked.getTracks().forEach((track) => track.stop());
      stream = asked;
      stream.getVideoTracks()[0]?.addEventListener("ended", () => wanted && mine === run && restart());
      video.srcObject = stream;
      video.setAttribute("playsinline", "");
      video.muted = true;
      await video.play();
    } catch (error) {
      if (mine !== run) return;
      release();
      const name = /** @type {Error} */ (error).name;
      return void onState(name === "NotAllowedError" ? "refused" : ["NotFoundError", "OverconstrainedError"].includes(name) ? "none" : "failed", name);
    }
    onState("running");
    look(mine);
  }

  function restart() {
    release();
    timer = setTimeout(start, 1_000);
  }

  /** @param {number} mine */
  async function look(mine) {
    const began = performance.now();
    const plan = planFrame(misses);
    const picture = grab(plan.whole ? LARGEST : SMALL);
    if (picture) {
      const texts = await decoder.decode(picture, plan.pass);
      if (mine !== run) return;
      misses = texts.length ? 0 : misses + 1;
      if (texts.length) onFound(texts, { milliseconds: performance.now() - began, pass: plan.pass });
    }
    if (mine === run) timer = setTimeout(() => look(mine), Math.max(0, BETWEEN_MS - (performance.now() - began)));
  }

  /** @param {number} widest */
  function grab(widest) {
    if (video.readyState < 2 || !video.videoWidth) return null;
    return draw(video, video.videoWidth, video.videoHeight, widest);
  }

  /** @param {CanvasImageSource} source @param {number} width @param {number} height @param {number} widest */
  function draw(source, width, height, widest) {
    const scale = Math.min(1, widest / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    drawing.drawImage(source, 0, 0, canvas.width, canvas.height);
    return drawing.getImageData(0, 0, canvas.width, canvas.height);
  }

  /** Read the codes of a photo, on plain http too. @param {Blob} blob @returns {Promise<string[]>} */
  async function readPicture(blob) {
    const picture = await createImageBitmap(blob);
    for (const [widest, pass] of /** @type {[number, import("./passes.js").Pass][]} */ ([[LARGEST, "plain"], [SMALL, "plain"], [LARGEST, "stretch"], [LARGEST, "sharpen"]])) {
      const texts = await decoder.decode(draw(picture, picture.width, picture.height, widest), pass);
      if (texts.length) return texts;
    }
    return [];
  }

  function release() {
    clearTimeout(timer);
    run += 1;
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.srcObject = null;
  }

  function stop() {
    wanted = false;
    document.removeEventListener("visibilitychange", onHidden);
    release();
    decoder.stop();
    onState("stopped");
  }

  /** A hidden page looks at nothing: the camera's light is off, and the battery lasts. */
  function onHidden() {
    if (document.hidden) release();
    else if (wanted && !stream) start();
  }
  document.addEventListener("visibilitychange", onHidden);

  /** @param {boolean} on @returns {Promise<boolean>} whether the torch obeyed */
  async function setTorch(on) {
    const track = stream?.getVideoTracks()[0];
    if (!track || !hasTorch()) return false;
    await track.applyConstraints({ advanced: [/** @type {any} */ ({ torch: on })] });
    return true;
  }

  const hasTorch = () => Boolean(/** @type {any} */ (stream?.getVideoTracks()[0]?.getCapabilities?.())?.torch);

  return { start, stop, setTorch, hasTorch, readPicture };
}

/** Decodes in a worker; in the page itself where no worker starts, or two have died. */
function createDecoder() {
  let deaths = 0;
  let number = 0;
  /** @type {Map<number, {resolve: (texts: string[]) => void, again: () => Promise<string[]>}>} */
  const open = new Map();
  /** @type {Worker | null} */
  let worker = null;

  function hire() {
    if (worker || deaths > 1) return;
    try {
      worker = new Worker(WORKER, { type: "module" });
    } catch {
      deaths = 2;
      return;
    }
    worker.onmessage = ({ data }) => {
      if (data.failed) return bury();
      open.get(data.number)?.resolve(data.texts);
      open.delete(data.number);
    };
    worker.onerror = bury;
  }

  function bury() {
    deaths += 1;
    worker?.terminate();
    worker = null;
    const waiting = [...open.values()];
    open.clear();
    for (const one of waiting) one.again().then(one.resolve, () => one.resolve([]));
    if (deaths > 1) prepare();
  }

  return {
    /** @param {ImageData} picture @param {import("./passes.js").Pass} pass @returns {Promise<string[]>} */
    decode(picture, pass) {
      hire();
      const here = () => decode(picture, pass);
      if (!worker) return here().catch(() => []);
      const mine = (number += 1);
      const copy = picture.data.slice().buffer;
      return new Promise((resolve) => {
        open.set(mine, { resolve, again: here });
        worker?.postMessage({ number: mine, data: copy, width: picture.width, height: picture.height, pass }, [copy]);
      });
    },
    stop() {
      worker?.terminate();
      worker = null;
      for (const one of open.values()) one.resolve([]);
      open.clear();
    },
  };
}
