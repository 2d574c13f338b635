// What a visitor types about themselves, by the same rules as the public form: they come with the plan as data (kiosk/notices.py) (pure).

/** @typedef {{longest: Record<string, number>, phone: string, between_digits: string, id_number: string}} Rules */

/**
 * The fields as they may be kept, and which text says what is wrong with one.
 * @param {{name?: string, phone?: string}} typed @param {Rules} rules
 * @returns {{name: string, phone: string, wrong: Record<string, string>}}
 */
export function readVisitor(typed, rules) {
  const name = (typed.name ?? "").trim();
  const phone = (typed.phone ?? "").trim();
  /** @type {Record<string, string>} */
  const wrong = {};
  const broken = /[\0-\x1f]/;
  if (!name || broken.test(name) || name.length > rules.longest.name) wrong.name = "screen.name_missing";
  else if (holdsIdNumber(name, rules)) wrong.name = "public.no_id_number";
  if (phone && holdsIdNumber(phone, rules)) wrong.phone = "public.no_id_number";
  else if (phone && (broken.test(phone) || phone.length > rules.longest.phone || !new RegExp(`^(?:${rules.phone})$`).test(phone.normalize("NFKC")))) wrong.phone = "public.bad_phone";
  return { name, phone, wrong };
}

/** Whether a text holds an identity card's number, however spaced. @param {string} said @param {Rules} rules */
export function holdsIdNumber(said, rules) {
  const plain = said.normalize("NFKC").toUpperCase();
  const number = new RegExp(rules.id_number);
  return number.test(plain) || number.test(plain.replace(new RegExp(rules.between_digits, "g"), "$1"));
}
