// Keeping the app itself on this phone: the worker with every file, and the words of each language, first those that are spoken here.

import { isTyping } from "./typed.js";

const LISTEN_MS = 3_000;
const FETCH_MS = 120_000;

/**
 * The words that are here, by language.
 * @param {string} root the folder of this version
 * @param {typeof globalThis.fetch} [ask]
 */
export function createTexts(root, ask = globalThis.fetch.bind(globalThis)) {
  /** @type {Record<string, Record<string, string>>} */
  const texts = {};

  /** @param {string} language @returns {Promise<boolean>} whether its words are here now */
  async function bring(language) {
    try {
      texts[language] ??= await ask(addressOf(root, language)).then((said) => (said.ok ? said.json() : undefined));
    } catch {
      return false; // no network: it comes with the next one
    }
    return Boolean(texts[language]);
  }

  return { texts, bring };
}

/** @param {string} root @param {string} language */
const addressOf = (root, language) => `${root}words/${language}.json`;

/**
 * Return what brings the rest of the app while there is a network: other languages and places first into the page, then all files onto the phone.
 * @param {{root: string, language: () => string, bring: () => Promise<boolean[]>, onNews: () => unknown, onKept: () => unknown}} means
 */
export function createKeeper({ root, language, bring, onNews, onKept }) {
  let isHere = false;
  /** @type {Promise<void> | null} */
  let keeping = null;

  async function keep() {
    if (!navigator.serviceWorker) return;
    await registerWorker(root, language());
    if (!(await askWorker("keep the rest", FETCH_MS))) return;
    document.body.dataset.kept = "yes";
    await onKept();
  }

  return async () => {
    if (document.body.dataset.kept === "yes") return;
    const before = isHere;
    isHere = (await bring()).every(Boolean);
    if (isHere && !before) onNews();
    if (isHere) await (keeping ??= keep().catch(() => {}).finally(() => (keeping = null))); // tried again with the next network
  };
}

let isWatched = false;

/**
 * Register the worker.  On the first time the spoken words are kept before it, so that it never opens a page without words.
 * @param {string} root @param {string} language
 */
async function registerWorker(root, language) {
  const before = await navigator.serviceWorker.getRegistration("/app/");
  if (!before) await caches.open(`kiosk-app-${root.split("/")[3]}`).then((kept) => kept.add(addressOf(root, language)));
  const kept = await navigator.serviceWorker.register("/app/sw.js", { scope: "/app/" });
  if (!isWatched) changeInTime(kept);
  isWatched = true;
  await navigator.serviceWorker.ready;
}

/** Change to a newer app when nobody is in the middle of something. @param {ServiceWorkerRegistration} kept */
function changeInTime(kept) {
  const isFree = () => document.visibilityState === "hidden" && !isTyping(); // who looks something up elsewhere finds the form as it was left
  document.addEventListener("visibilitychange", () => isFree() && kept.waiting?.postMessage("take over"));
  navigator.serviceWorker.addEventListener("controllerchange", () => isFree() && location.reload());
}

/** Whether the whole app lies on this phone: the worker that keeps it looks for every file. */
export const isKept = () => askWorker("all here?", LISTEN_MS);

/** @param {string} question @param {number} patience ms @returns {Promise<boolean>} */
async function askWorker(question, patience) {
  const worker = (await navigator.serviceWorker?.getRegistration("/app/"))?.active;
  if (!worker) return false;
  const { port1, port2 } = new MessageChannel();
  const heard = new Promise((done) => { port1.onmessage = (event) => done(event.data === true); });
  worker.postMessage(question, [port2]);
  return /** @type {Promise<boolean>} */ (Promise.race([heard, new Promise((done) => setTimeout(done, patience, false))]));
}
