// What a visitor types about themselves, by the same rules as the public form: they come with the plan as data (kiosk/privacy/notices.py) (pure).

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

export const SORTS = ["message", "hope", "improvement", "wish"];

/**
 * A note for the wall as it may be kept, and which text says what is wrong with a field (as `clean_words` on the server).
 * @param {{sort?: string, words?: string, nickname?: string}} typed @param {Rules} rules
 * @returns {{sort: string, words: string, nickname: string, wrong: Record<string, string>}}
 */
export function readNote({ sort = "", ...typed }, rules) {
  const [words, nickname] = [typed.words ?? "", typed.nickname ?? ""].map((text) => seen(text, rules).replace(/[\p{Cs}\p{Co}\p{Cn}]/gu, "").trim());
  /** @type {Record<string, string>} */
  const wrong = SORTS.includes(sort) ? {} : { sort: "wall.no_sort" };
  for (const [name, said] of Object.entries({ words, nickname })) {
    if (holdsIdNumber(said, rules)) wrong[name] = "wall.no_id_number";
    else if (holdsPhoneNumber(said, rules)) wrong[name] = "wall.no_phone";
  }
  if (!words) wrong.words = "errors.required";
  return { sort, words, nickname, wrong };
}

/**
 * @typedef {{name: string, phone: string, age: string, skills: string[], tasks: string[], free: string[], guardian: string, guardian_phone: string}} Answers
 * @typedef {{ages: string[], skills: string[], tasks: string[], free: string[], notice: {version: number, text: Record<string, string>}}} Asked the choices, the first of the ages too young
 */

/**
 * What somebody says who registers as a volunteer, and which text says what is wrong with a field (as `read_answers` on the server).
 * @param {Record<string, string>} typed ticks by `skill_…`, `task_…` and `free_…` @param {Asked} asked @param {Rules} rules
 * @returns {{young: boolean, answers: Answers, wrong: Record<string, string>}} `young`: nothing of it may be kept
 */
export function readRegistration(typed, asked, rules) {
  const { age = "" } = typed;
  const [under, minor] = asked.ages;
  const said = (/** @type {string} */ name) => seen(typed[name] ?? "", rules);
  /** @type {Record<string, string>} */
  const wrong = asked.ages.includes(age) ? {} : { age: "volunteers.problem.age" };
  const check = (/** @type {string} */ name, /** @type {"name" | "phone"} */ kind, needed = true) => {
    const problem = personalProblem(said(name), kind, rules, { needed, form: name === kind });
    if (problem) wrong[name] = problem;
  };
  check("name", "name");
  check("phone", "phone");
  if (age === minor) {
    check("guardian", "name", false);
    check("guardian_phone", "phone", false);
    if (!said("guardian") || !typed.guardian_agrees) wrong.guardian = "volunteers.problem.guardian";
  }
  const ticked = (/** @type {string} */ kind, /** @type {string[]} */ all) => all.filter((each) => typed[`${kind}_${each}`]);
  const ofMinor = (/** @type {string} */ name) => (age === minor ? said(name) : "");
  const answers = { name: said("name"), phone: said("phone"), age, skills: ticked("skill", asked.skills), tasks: ticked("task", asked.tasks), free: ticked("free", asked.free), guardian: ofMinor("guardian"), guardian_phone: ofMinor("guardian_phone") };
  return { young: age === under, answers, wrong };
}

/** @param {string} said @param {"name" | "phone"} kind @param {Rules} rules @param {{needed: boolean, form: boolean}} how `form`: a number must look like one */
function personalProblem(said, kind, rules, { needed, form }) {
  if (!said) return needed ? "errors.required" : "";
  if (said.length > rules.longest[kind]) return "errors.too_long";
  if (/[\0-\x09\x0b-\x1f]/.test(said)) return "errors.control_characters";
  if (holdsIdNumber(said, rules)) return "public.no_id_number";
  return form && kind === "phone" && !new RegExp(`^(?:${rules.phone})$`).test(said.normalize("NFKC")) ? "public.bad_phone" : "";
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
