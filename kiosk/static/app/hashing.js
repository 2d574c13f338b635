// PBKDF2 with HMAC-SHA-256 (RFC 8018, FIPS 180-4) in plain script, because plain http has no crypto.subtle; slow on purpose (pure).

const PRIMES = Array.from({ length: 312 }, (_, number) => number).filter((number) => number > 1 && !Array.from({ length: number }, (_, part) => part).some((part) => part > 1 && number % part === 0));
/** The first 32 bits of the fraction of a root. @param {number} root */
const fraction = (root) => Math.floor((root - Math.floor(root)) * 2 ** 32) | 0;
const ROUNDS = Int32Array.from(PRIMES.slice(0, 64), (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const BLOCK = 64;
const words = new Int32Array(64);

/** @param {number} value @param {number} by */
const turn = (value, by) => (value >>> by) | (value << (32 - by));

/** Mix one block of sixteen words into a state. @param {Int32Array} state @param {Int32Array} block */
function compress(state, block) {
  words.set(block);
  for (let at = 16; at < 64; at++) {
    const early = words[at - 15];
    const late = words[at - 2];
    words[at] = (words[at - 16] + (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) + words[at - 7] + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10))) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let at = 0; at < 64; at++) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[at] + words[at]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d; state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

/** @param {Uint8Array} bytes @param {Int32Array} [state] @param {number} [before] bytes that the state holds already */
function digest(bytes, state = START.slice(), before = 0) {
  const length = bytes.length + 1 + 8;
  const padded = new DataView(new ArrayBuffer(Math.ceil(length / BLOCK) * BLOCK));
  bytes.forEach((byte, at) => padded.setUint8(at, byte));
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(padded.byteLength - 4, (before + bytes.length) * 8);
  for (let at = 0; at < padded.byteLength; at += BLOCK) compress(state, Int32Array.from({ length: 16 }, (_, word) => padded.getInt32(at + word * 4)));
  return state;
}

/** @param {Int32Array} state */
const toBytes = (state) => Uint8Array.from({ length: state.length * 4 }, (_, at) => state[at >> 2] >>> (24 - 8 * (at & 3)));

/**
 * Return the first 32 bytes that PBKDF2 derives, in hexadecimal.
 * @param {string} secret at most 64 bytes @param {string} salt @param {number} rounds
 */
export function pbkdf2(secret, salt, rounds) {
  const key = new Uint8Array(BLOCK);
  key.set(new TextEncoder().encode(secret));
  const [inner, outer] = [0x36, 0x5c].map((pad) => {
    const state = START.slice();
    const block = toWords(key.map((byte) => byte ^ pad));
    compress(state, block);
    return state;
  });
  const hmac = (/** @type {Uint8Array} */ said) => digest(toBytes(digest(said, inner.slice(), BLOCK)), outer.slice(), BLOCK);
  let last = hmac(Uint8Array.of(...new TextEncoder().encode(salt), 0, 0, 0, 1));
  const sum = last.slice();
  const block = new Int32Array(16);
  for (let round = 1; round < rounds; round++) {
    block.set(last);
    block[8] = 0x80000000 | 0;
    block[15] = (BLOCK + 32) * 8; // a digest after the key's block: always this one length, so the padding is written once
    const within = inner.slice();
    compress(within, block);
    block.set(within);
    last = outer.slice();
    compress(last, block);
    for (let at = 0; at < 8; at++) sum[at] ^= last[at];
  }
  return Array.from(toBytes(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {Uint8Array} bytes */
const toWords = (bytes) => Int32Array.from({ length: bytes.length / 4 }, (_, at) => (bytes[at * 4] << 24) | (bytes[at * 4 + 1] << 16) | (bytes[at * 4 + 2] << 8) | bytes[at * 4 + 3]);
