// Finds people of the roster as somebody types: by code, by name in either script, by the first letters of its pinyin (pure).
// The keys come with each name from the server; so does the rule by which a search is folded like them.

/**
 * @typedef {{id: string, codes: string[], name: string, category: string, expected: boolean, key: string, sounds: string}} Person
 * @typedef {{dropped: string, simplified: Record<string, string>}} Folding
 * @typedef {{person: Person, codes: string[], syllables: string[][] | null}} Row
 */

const HAN = /[\u3400-\u9fff\uf900-\ufaff]|[\u{20000}-\u{3ffff}]/u;
const TIERS = 6;

/** @param {Person[]} people @param {Folding} folding */
export function createSearch(people, folding) {
  const dropped = new RegExp(folding.dropped, "gu");
  /** @type {Row[]} */
  const rows = people.map((person) => ({ person, codes: person.codes.map(fold), syllables: null }));
  const byId = new Map(people.map((person) => [person.id, person]));
  /** @type {Map<string, Person>} a code that is shown comes before another one's second code */
  const codes = new Map();
  for (const place of [1, 0]) for (const person of [...people].reverse()) if (person.codes[place]) codes.set(cleanPersonCode(person.codes[place]), person);

  /** @param {string} text */
  function fold(text) {
    const plain = text.normalize("NFKC").toLowerCase();
    return Array.from(plain, (letter) => folding.simplified[letter] ?? letter).join("").replace(dropped, "");
  }

  /**
   * The best matches first: the very code or name, what begins with it, how it sounds, what holds it.
   * @param {string} text @param {{most?: number, among?: (person: Person) => boolean}} [how]
   * @returns {{found: Person[], more: number}}
   */
  function find(text, { most = 20, among = () => true } = {}) {
    const wanted = fold(text).replace(/['’]/g, "");
    /** @type {Person[][]} */
    const tiers = Array.from({ length: TIERS }, () => []);
    let count = 0;
    if (!wanted) return { found: [], more: 0 };
    const sound = HAN.test(wanted) ? "" : wanted.replaceAll("ü", "v");
    for (const row of rows) {
      if (!among(row.person)) continue;
      const tier = tierOf(row, wanted, sound);
      if (tier < 0) continue;
      count += 1;
      if (tiers[tier].length < most) tiers[tier].push(row.person);
    }
    const found = tiers.flat().slice(0, most);
    return { found, more: count - found.length };
  }

  return {
    find, size: people.length, expected: people.filter((person) => person.expected).length,
    /** @param {string} id */
    byId: (id) => byId.get(id) ?? null,
    /** The person who holds exactly this code. @param {string} text */
    byCode: (text) => codes.get(cleanPersonCode(text)) ?? null,
  };
}

/** A person's code as it is compared. @param {string} text */
export const cleanPersonCode = (text) => text.normalize("NFKC").replace(/\s+/g, "").toUpperCase();

/** How well a person answers to what is typed; below zero: not at all. @param {Row} row @param {string} wanted @param {string} sound */
function tierOf(row, wanted, sound) {
  const { key } = row.person;
  if (key === wanted || row.codes.includes(wanted)) return 0;
  const at = key.indexOf(wanted);
  if (at === 0) return 1;
  if (sound) {
    if (row.codes.some((code) => code.startsWith(wanted))) return 2;
    row.syllables ??= row.person.sounds.split(" ").map((one) => one.split(","));
    if (spells(sound, row.syllables, 0)) return 3;
  }
  if (at > 0) return 4;
  return sound && row.syllables?.some((_, place) => place > 0 && spells(sound, row.syllables ?? [], place)) ? 5 : -1;
}

/**
 * Whether the letters spell a name from one of its syllables on, each by as many of its first letters as one likes: wxm, wangxm, wxiaom.
 * @param {string} letters @param {string[][]} syllables @param {number} place
 * @returns {boolean}
 */
function spells(letters, syllables, place) {
  if (place >= syllables.length) return false;
  return syllables[place].some((reading) => {
    let same = 0;
    while (same < reading.length && same < letters.length && reading[same] === letters[same]) same += 1;
    if (same === letters.length && same > 0) return true;
    for (; same > 0; same--) if (spells(letters.slice(same), syllables, place + 1)) return true;
    return false;
  });
}
