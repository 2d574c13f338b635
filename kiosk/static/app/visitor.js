// What a visitor types about themselves, by the same rules as the public form: they come with the plan as data (kiosk/notices.py) (pure).

/** @typedef {{longest: Record<string, number>, phone: string, between_digits: string, id_number: string, date: string, dialled: string, han_digits: Record<string, string>, unseen: string, blanks: string}} Rules */

/**
 * The fields as they may be kept, and which text says what is wrong with one.
 * @param {{name?: string, phone?: string}} typed @param {Rules} rules
 * @returns {{name: string, phone: string, wrong: Record<string, string>}}
 */
export function readVisitor(typed, rules) {
  const name = seen(typed.name ?? "", rules);
  const phone = seen(typed.phone ?? "", rules);
  /** @type {Record<string, string>} */
  const wrong = {};
  const broken = /[\0-\x1f]/;
  if (!name || broken.test(name) || name.length > rules.longest.name) wrong.name = "screen.name_missing";
  else if (holdsIdNumber(name, rules)) wrong.name = "public.no_id_number";
  if (phone && holdsIdNumber(phone, rules)) wrong.phone = "public.no_id_number";
  else if (phone && (broken.test(phone) || phone.length > rules.longest.phone || !new RegExp(`^(?:${rules.phone})$`).test(phone.normalize("NFKC")))) wrong.phone = "public.bad_phone";
  return { name, phone, wrong };
}

/** A text without marks of direction and width; "" where nothing is left that anybody could see. @param {string} said @param {Rules} rules */
function seen(said, rules) {
  const kept = said.replace(new RegExp(rules.unseen, "g"), "").trim();
  return new RegExp(`\\p{Co}|[^\\p{C}\\p{M}\\p{Z}${rules.blanks}]`, "u").test(kept) ? kept : "";
}

/** Whether a text holds an identity card's number, however spaced. @param {string} said @param {Rules} rules */
export function holdsIdNumber(said, rules) {
  const plain = said.normalize("NFKC").toUpperCase();
  const number = new RegExp(rules.id_number);
  return number.test(plain) || number.test(plain.replace(new RegExp(rules.between_digits, "g"), "$1"));
}

/** Whether a text holds what can be dialled, however it is written. @param {string} said @param {Rules} rules */
export function holdsPhoneNumber(said, rules) {
  const plain = said.replace(/[\p{Cf}\p{Me}\p{Mn}]/gu, "").normalize("NFKC").toLowerCase();
  const figures = [...plain].map((letter) => rules.han_digits[letter] ?? figure(letter)).join("");
  return new RegExp(rules.dialled).test(figures.replace(new RegExp(rules.date, "g"), "$1 | "));
}

/** A digit of any script as 0 to 9: each script's ten stand in a row. @param {string} letter */
function figure(letter) {
  if (!/\p{Nd}/u.test(letter)) return letter;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(Number(letter.codePointAt(0)) - value - 1))) value += 1;
  return String(value);
}
