// Ids made on the phone: UUIDv7 (RFC 9562), so that a fact has its identity before any server has seen it.
// crypto.getRandomValues works on plain http too, where crypto.randomUUID does not.

const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let lastMoment = -1;
let lastCount = 0;

/**
 * Return a UUIDv7: 48 bits of milliseconds, then 74 random bits, of which the first 12 count on within a millisecond
 * (RFC 9562 §6.2, method 1): an issue and the transfer after it keep their order.
 * @param {number} [at] milliseconds UTC
 * @returns {string}
 */
export function newId(at = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const moment = Math.max(0, Math.floor(at));
  lastCount = moment === lastMoment ? Math.min(lastCount + 1, 0xfff) : ((bytes[6] & 0x07) << 8) | bytes[7];
  lastMoment = moment;
  for (let place = 5, rest = moment; place >= 0; place--, rest = Math.floor(rest / 256)) bytes[place] = rest % 256;
  bytes[6] = 0x70 | (lastCount >> 8);
  bytes[7] = lastCount & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/**
 * Tell whether a text is a UUID written the usual way, in lower case.
 * @param {unknown} text
 */
export const isId = (text) => typeof text === "string" && SHAPE.test(text);

const READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Return a code of 130 random bits that can be read out: whoever has it may have the name beside it erased. */
export const newEraseCode = () => Array.from(crypto.getRandomValues(new Uint8Array(26)), (byte) => READABLE[byte & 31]).join("");
