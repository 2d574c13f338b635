// What the app says, in the phone's language: the same catalogues as the server's pages, kept on the phone (pure).

/** @typedef {(key: string, values?: Record<string, any>) => string} Say */

export const LANGUAGES = /** @type {const} */ (["zh-Hant", "zh-Hans", "en"]);
const TRADITIONAL = /^zh-(.*-)?(hant|tw|hk|mo)\b/i;

/**
 * Return the function that says the text `area.name` with its `{placeholders}` filled in; `count` picks `name_one` or `name_other`.
 * @param {Record<string, string>} texts @param {string} language
 * @returns {Say}
 */
export function createWords(texts, language) {
  return (key, values = {}) => {
    const counted = values.count === undefined ? "" : texts[`${key}_${values.count === 1 ? "one" : "other"}`];
    const pattern = counted || texts[key];
    if (pattern === undefined) throw new Error(`no text ${key} in ${language}`);
    return pattern.replace(/\{(\w+)\}/g, (_, name) => {
      if (!(name in values)) throw new Error(`${key} needs ${name}`);
      return typeof values[name] === "number" ? sayNumber(values[name]) : String(values[name]);
    });
  };
}

/** A number with thousands separators and a real minus sign. @param {number} number */
export const sayNumber = (number) => number.toLocaleString("en-US").replace("-", "−");

/** 09:05 in the event's zone. @param {number} at ms @param {string} zone */
export const sayClock = (at, zone) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });

/** How long ago, in the largest whole unit. @param {Say} t @param {number} milliseconds */
export function sayAgo(t, milliseconds) {
  const seconds = Math.max(0, milliseconds / 1000);
  for (const [unit, length] of /** @type {[string, number][]} */ ([["days", 86_400], ["hours", 3_600], ["minutes", 60]])) {
    if (seconds >= length) return t(`common.ago.${unit}`, { count: Math.floor(seconds / length) });
  }
  return t("common.ago.now");
}

/** The language that the phone speaks, among ours. @param {readonly string[]} wanted */
export function chooseLanguage(wanted) {
  for (const tag of wanted) {
    if (/^zh\b/i.test(tag)) return TRADITIONAL.test(tag) ? "zh-Hant" : "zh-Hans";
    if (/^en\b/i.test(tag)) return "en";
  }
  return "zh-Hans";
}

/**
 * A plan text in this language, else as it was typed.
 * @param {Record<string, any>} row @param {string} field @param {string} language
 */
export const variantOf = (row, field, language) => row.variants?.[field]?.[language] || row[field] || "";
