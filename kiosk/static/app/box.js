// Seals a text for the kiosk alone: ECDH on P-256 with a fresh key, HKDF-SHA-256, AES-256-GCM (kiosk/sealing.py opens it); without a
// secure context there is none of that, and nothing may be kept.

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const SIZE = 4096;

/** @param {string} hex */
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** Whether this browser can seal here. */
export const canSeal = () => Boolean(globalThis.crypto?.subtle);

/**
 * Return `content` as a box of one size, whatever it holds, in base64; `id` is the fact that it belongs to.
 * @param {{key: string, point: string}} box @param {unknown} content @param {string} id
 */
export async function seal(box, content, id) {
  const { subtle } = globalThis.crypto;
  const kiosk = await subtle.importKey("raw", bytesOf(box.point), CURVE, false, []);
  const mine = /** @type {CryptoKeyPair} */ (await subtle.generateKey(CURVE, false, ["deriveBits"]));
  const point = new Uint8Array(await subtle.exportKey("raw", mine.publicKey));
  const shared = await subtle.deriveBits({ name: "ECDH", public: kiosk }, mine.privateKey, 256);
  const info = new Uint8Array([...new TextEncoder().encode("box "), ...point]);
  const key = await subtle.deriveKey({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info }, await subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]), { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new Uint8Array(SIZE).fill(32);
  text.set(new TextEncoder().encode(JSON.stringify(content)));
  const sealed = new Uint8Array(await subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(id) }, key, text));
  return btoa(String.fromCharCode(1, ...bytesOf(box.key), ...point, ...iv, ...sealed));
}
