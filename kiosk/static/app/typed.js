// What is half typed on a page, and where the cursor stands: taken along when the page is drawn anew.

/**
 * @typedef {{fields: {name: string, kind: string, value: string, checked: boolean}[], at: string, from: number | null, to: number | null}} Typed
 *   `at`: the name of the field with the cursor, '' for none
 * @typedef {HTMLInputElement & Partial<Pick<HTMLSelectElement, "options" | "selectedIndex" | "selectedOptions">>} Field
 */

const FIELDS = "#app form :is(input, select, textarea)[name]:not([type=file], [type=hidden])";

/** @returns {Field[]} */
const fieldsShown = () => [.../** @type {NodeListOf<Field>} */ (document.querySelectorAll(FIELDS))];

/** @param {Field} field */
const canBeChecked = (field) => field.type === "radio" || field.type === "checkbox";

/** @param {Field} field */
const isChosen = (field) => Boolean(field.selectedIndex) && !field.selectedOptions?.[0]?.defaultSelected;

/** Whether somebody has changed anything in a form. */
export const isTyping = () => fieldsShown().some((field) =>
  canBeChecked(field) ? field.checked !== field.defaultChecked : field.options ? isChosen(field) : field.value !== field.defaultValue);

/** What the form on the page would send now. @returns {Record<string, string>} */
export function readForm() {
  const shown = /** @type {HTMLFormElement | null} */ (document.querySelector("#app form"));
  return shown ? Object.fromEntries([...new FormData(shown)].map(([name, value]) => [name, String(value)])) : {};
}

/** @returns {Typed} */
export function readTyped() {
  const fields = fieldsShown();
  const focused = fields.find((field) => field === document.activeElement);
  return {
    fields: fields.map((field) => ({ name: field.name, kind: field.type, value: field.value, checked: field.checked })),
    at: focused?.name ?? "", from: focused?.selectionStart ?? null, to: focused?.selectionEnd ?? null,
  };
}

/** Put it back where the new page has a field of that name. @param {Typed} typed */
export function fillIn({ fields, at, from, to }) {
  for (const field of fieldsShown()) {
    const before = fields.find((one) => one.name === field.name && one.kind === field.type && (field.type !== "radio" || one.value === field.value));
    if (before) refill(field, before);
    if (field.name !== at) continue;
    field.focus();
    if (from !== null) field.setSelectionRange(from, to);
  }
}

/** @param {Field} field @param {Typed["fields"][number]} before */
function refill(field, before) {
  if (canBeChecked(field)) field.checked = before.checked;
  else if (field.value !== before.value && hasValue(field, before.value)) {
    field.value = before.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** @param {Field} field @param {string} value */
const hasValue = (field, value) => !field.options || [...field.options].some((option) => option.value === value);
