// The phone's talk with its kiosk: what counts as an answer, and what is only a page of some hotel's Wi-Fi.

/**
 * @typedef {"offline" | "busy" | "gone" | "too_large" | "unreadable" | "not_ours" | "refused"} Problem
 *   offline: nobody answered; busy: later, please; gone: the server does not know this phone; too_large, unreadable: this batch as a
 *   whole; not_ours: something else answered; refused: this phone may not do that (any more)
 * @typedef {{ok: true, status: number, body: any, etag: string, sent: number, received: number}} Answer
 * @typedef {{ok: false, problem: Problem, retryAfter: number, body?: any}} Failure `retryAfter` in ms, 0 where nothing was said
 * @typedef {{method?: string, token?: string, body?: unknown, etag?: string, language?: string, patience?: number}} Asked `patience` in ms, for what is large
 */

const PATIENCE_MS = 20_000;
/** @type {Record<number, Problem>} */
const PROBLEMS = { 400: "unreadable", 401: "gone", 403: "refused", 404: "refused", 409: "refused", 410: "refused", 413: "too_large", 422: "unreadable", 429: "busy", 503: "busy" };

/**
 * Return a function that asks the kiosk's API and never throws.
 * @param {{fetch?: typeof globalThis.fetch, root?: string, now?: () => number, patience?: number}} [options]
 */
export function createTransport({ fetch = globalThis.fetch.bind(globalThis), root = "", now = Date.now, patience: usual = PATIENCE_MS } = {}) {
  /**
   * @param {string} path @param {Asked} [asked]
   * @returns {Promise<Answer | Failure>}
   */
  return async function ask(path, { method = "GET", token = "", body, etag = "", language = "", patience = usual } = {}) {
    /** @type {Record<string, string>} */
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (etag) headers["If-None-Match"] = etag;
    if (language) headers["Accept-Language"] = language;
    const stop = new AbortController();
    const bell = setTimeout(() => stop.abort(), patience);
    const sent = now();
    try {
      const response = await fetch(root + path, {
        method, headers, body: body === undefined ? undefined : JSON.stringify(body), signal: stop.signal, cache: "no-store",
        credentials: "omit", redirect: "error", referrerPolicy: "no-referrer",
      });
      if (response.status === 304) return { ok: true, status: 304, body: null, etag, sent, received: now() };
      const said = await readJson(response);
      if (response.status === 200 && said !== undefined) {
        return { ok: true, status: 200, body: said, etag: response.headers.get("ETag") ?? "", sent, received: now() };
      }
      return { ok: false, problem: problemOf(response.status, said), retryAfter: retryAfter(response), body: said };
    } catch {
      return { ok: false, problem: "offline", retryAfter: 0 };
    } finally {
      clearTimeout(bell);
    }
  };
}

/** @param {Response} response @returns {Promise<any>} undefined where it is no JSON object */
async function readJson(response) {
  if (!(response.headers.get("Content-Type") ?? "").startsWith("application/json")) return undefined;
  try {
    const said = await response.json();
    return said && typeof said === "object" ? said : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A refusal is believed only in the kiosk's own words: any proxy can say 401 or 404.
 * @param {number} status @param {any} said @returns {Problem}
 */
function problemOf(status, said) {
  if (status === 429 || status >= 500) return "busy";
  return typeof said?.reason === "string" ? (PROBLEMS[status] ?? "not_ours") : "not_ours";
}

/** @param {Response} response */
function retryAfter(response) {
  const seconds = Number(response.headers.get("Retry-After"));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 600) * 1000 : 0;
}
