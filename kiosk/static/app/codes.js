// What a printed code says, told on the phone without the server: the check character, the serial, and what the serial stands for.
// The rules (alphabet, check tables, look-alikes) come from the server as data; the seal can be checked by the server alone.

/**
 * @typedef {{alphabet: string, length: number, look_alikes: Record<string, string>, check_table: number[][]}} CodeRules
 * @typedef {{first: number, last: number, kind: string, event: string, run: string, subject: string, material: string, size: number, copies: number, pages_before?: number, people?: string[], acts?: string[]}} CodeBlock
 *   `size` copies make a bundle (0: the run is one), `copies` the whole run; `people` are whose badges these are, in their order `acts` whose groups' cards they are (both absent in what an older app has kept)
 * @typedef {{code: string, kind: string, event: string, run: string, subject: string, material: string, number: number, page: number, bundle: number, size: number, person: string, act?: string}} CodeUse
 *   `bundle` is the bundle's number in its run, 0 where there is none; `size` its copies; `person` whose badge it is, `act` whose group's card;
 *   `page` is what is printed on a page of a sheet: a page that was added goes on counting
 */

const BETWEEN = /[\s\-_.·\u2010-\u2015\u2212]+/g;
const SEAL_BITS = 15;
const ADDRESS = /^https?:\/\/[^/]+\/F\//i;
const ERASE_ADDRESS = /^\s*https?:\/\/[^/]+\/E\/[0-9A-Z]{26}\s*$/i;

/** Whether a scanned text is what a visitor keeps to have an entry erased: nobody's business here. @param {string} text */
export const isEraseAddress = (text) => ERASE_ADDRESS.test(text);

/**
 * Return the code part of a scanned address (…/F/CODE), or the text itself when it is no address.
 * @param {string} text
 */
export function codeOfAddress(text) {
  const bare = text.trim();
  if (!ADDRESS.test(bare)) return text;
  return bare.replace(ADDRESS, "").split(/[?#]/)[0].replace(/^\/+|\/+$/g, "");
}

/**
 * Return a text as the alphabet writes it: upper case, half width, look-alikes put right, spaces and hyphens gone.
 * @param {string} text
 * @param {CodeRules} rules
 */
export function cleanCode(text, rules) {
  const letters = text.normalize("NFKC").replace(BETWEEN, "").toUpperCase();
  return Array.from(letters, (letter) => rules.look_alikes[letter] ?? letter).join("");
}

/**
 * Read a typed or scanned code; null when its length, a character or the check character is wrong.
 * @param {string} text
 * @param {CodeRules} rules
 * @returns {{text: string, serial: number} | null}
 */
export function readCode(text, rules) {
  const letters = cleanCode(codeOfAddress(text), rules);
  if (letters.length !== rules.length) return null;
  let check = 0;
  let value = 0n;
  for (let place = 0; place < letters.length; place++) {
    const digit = rules.alphabet.indexOf(letters[place]);
    if (digit < 0) return null;
    check ^= rules.check_table[place][digit];
    value = (value << 5n) | BigInt(digit);
  }
  if (check) return null;
  return { text: letters, serial: Number(value >> BigInt(5 + SEAL_BITS)) };
}

/**
 * Return what a well-typed code stands for in the plan that this phone holds; null when the plan does not have it.
 * @param {{text: string, serial: number}} code
 * @param {CodeBlock[]} blocks
 * @returns {CodeUse | null}
 */
export function useOfCode(code, blocks) {
  const block = blocks.find((each) => each.first <= code.serial && code.serial <= each.last);
  if (!block) return null;
  const number = code.serial - block.first + 1;
  const size = block.size || block.copies;
  const bundle = block.kind === "bundle" || block.kind === "slip" ? number : block.kind === "copy" && block.size ? Math.ceil(number / block.size) : 0;
  return {
    code: code.text, kind: block.kind, event: block.event, run: block.run, subject: block.subject, material: block.material, number, bundle,
    page: number + (block.pages_before ?? 0),
    size: bundle ? Math.max(0, Math.min(size, block.copies - (bundle - 1) * size)) : 0,
    person: block.people?.[number - 1] ?? "", act: block.acts?.[number - 1] ?? "",
  };
}

/**
 * Return a code the way it is printed for people: two groups of five.
 * @param {string} text
 */
export const showCode = (text) => (text.length === 10 ? `${text.slice(0, 5)} ${text.slice(5)}` : text);
