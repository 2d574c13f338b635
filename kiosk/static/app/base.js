// The phone's own store: one IndexedDB whose upgrades only ever add, so that no update of the app can lose the queue.

/**
 * @typedef {object} Waiting a fact in the queue
 * @property {string} id
 * @property {string} device the pairing that it belongs to
 * @property {Record<string, any>} entry the fact as it travels
 * @property {number} at when it was made, the phone's clock in ms
 * @property {"waiting" | "refused"} state
 * @property {string} [reason] why the server refused it
 * @property {string} [message]
 * @property {string} [field]
 *
 * @typedef {object} Own a fact of this phone, kept for its figures, "undo" and "already"
 * @property {string} id
 * @property {string} device
 * @property {Record<string, any>} entry
 * @property {number} at
 * @property {number | null} seq its number in the server's ledger, null while unknown
 * @property {string[]} flags
 * @property {string} [volunteer] the number of a volunteer who was registered, as the server said it
 * @property {number} [number] the running number of a visitor who signed in by name, as the server said it
 */

export const NAME = "kiosk-phone";
export const VERSION = 1;

/**
 * The steps from one version to the next; a released step is never changed.
 * @type {((base: IDBDatabase) => void)[]}
 */
export const STEPS = [
  (base) => {
    base.createObjectStore("queue", { keyPath: "id" }).createIndex("at", "at");
    base.createObjectStore("own", { keyPath: "id" }).createIndex("at", "at");
    base.createObjectStore("kept");
  },
];

/**
 * Open the store, bringing an older one up to date.
 * @param {IDBFactory} factory
 * @param {{name?: string, version?: number, onOutdated?: () => void}} [options] `onOutdated`: a newer page wants to upgrade it
 * @returns {Promise<IDBDatabase>}
 */
export function openBase(factory, { name = NAME, version = VERSION, onOutdated } = {}) {
  return new Promise((resolve, reject) => {
    const opening = factory.open(name, version);
    opening.onupgradeneeded = (event) => {
      for (const step of STEPS.slice(event.oldVersion, version)) step(opening.result);
    };
    opening.onsuccess = () => {
      const base = opening.result;
      base.onversionchange = () => {
        base.close();
        onOutdated?.();
      };
      resolve(base);
    };
    opening.onerror = () => reject(opening.error);
  });
}

/**
 * Do something with stores in one transaction; resolves with its value once everything is on the phone's disk.
 * @template T
 * @param {IDBDatabase} base @param {string[]} stores @param {IDBTransactionMode} mode
 * @param {(...stores: IDBObjectStore[]) => T | IDBRequest<T> | void} work
 * @returns {Promise<T>}
 */
export function transact(base, stores, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(stores, mode, { durability: mode === "readwrite" ? "strict" : "default" });
    const made = work(...stores.map((name) => transaction.objectStore(name)));
    transaction.oncomplete = () => resolve(/** @type {T} */ (made && typeof made === "object" && "result" in made ? made.result : made));
    transaction.onabort = () => reject(transaction.error ?? new Error("aborted"));
  });
}

/** @param {IDBDatabase} base @param {string} key @returns {Promise<any>} */
export const recall = (base, key) => transact(base, ["kept"], "readonly", (kept) => kept.get(key));

/** @param {IDBDatabase} base @param {string} key @param {unknown} value @returns {Promise<unknown>} */
export const remember = (base, key, value) => transact(base, ["kept"], "readwrite", (kept) => kept.put(value, key));

/** @param {IDBDatabase} base @param {string} key */
export const forget = (base, key) => transact(base, ["kept"], "readwrite", (kept) => kept.delete(key));
