// Makes the page's elements: text is always text, never markup.

const SVG = "http://www.w3.org/2000/svg";
/** @type {Record<string, string>} */
let drawings = {};

/** @param {Record<string, string>} drawn icon name → its paths, as our own server draws them */
export const setIcons = (drawn) => void (drawings = drawn);

/**
 * @typedef {any} Child a node, a text, a number, a list of those, or nothing
 * @param {string} tag with classes, as "button.primary.huge"
 * @param {Record<string, any>} [values] attributes; `on…` are listeners, false and null leave an attribute out
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function h(tag, values = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name || "div");
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(values)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  add(element, children);
  return element;
}

/** @param {Element} element @param {Child[]} children */
function add(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) add(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(typeof child === "number" ? String(child) : child);
  }
}

/** @param {string} name @param {string} [word] read aloud; without it the icon is decoration */
export function icon(name, word = "") {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("viewBox", "0 0 24 24");
  if (word) drawn.setAttribute("role", "img");
  drawn.setAttribute(word ? "aria-label" : "aria-hidden", word || "true");
  const parsed = new DOMParser().parseFromString(`<svg xmlns="${SVG}">${drawings[name] ?? ""}</svg>`, "image/svg+xml");
  drawn.append(...Array.from(parsed.documentElement.childNodes, (node) => document.importNode(node, true)));
  return drawn;
}

/**
 * A button that does one thing at a time: a second tap while the first is at work is the same tap.
 * @param {string} label @param {() => unknown} act
 * @param {{kind?: string, sign?: string, disabled?: boolean, label?: string, each?: boolean}} [how] `each`: every tap is one more, as with +1
 */
export const button = (label, act, { kind = "", sign = "", disabled = false, label: aloud = "", each = false } = {}) =>
  h(`button.button${kind ? `.${kind.replaceAll(" ", ".")}` : ""}`, { type: "button", onclick: each ? act : once(act), disabled, "aria-label": aloud || null }, sign && icon(sign), h("span", {}, label));

/** @param {() => unknown} act */
function once(act) {
  let busy = false;
  return async () => {
    if (busy) return;
    busy = true;
    try {
      await act();
    } finally {
      busy = false;
    }
  };
}

/** @param {string} label @param {string} to a place of the app, as "#/more" @param {{kind?: string, sign?: string}} [how] */
export const linkButton = (label, to, { kind = "", sign = "" } = {}) =>
  h(`a.button${kind ? `.${kind.replaceAll(" ", ".")}` : ""}`, { href: to }, sign && icon(sign), h("span", {}, label));

let fields = 0;

/**
 * One labelled field.
 * @param {string} name @param {string} label @param {{value?: string | number, hint?: string, error?: string, [attribute: string]: any}} [how]
 */
export function field(name, label, { value = "", hint = "", error = "", ...attributes } = {}) {
  const id = `field-${(fields += 1)}`;
  return h(`div.field${error ? ".wrong" : ""}`, {},
    h("label", { for: id }, label),
    hint && h("p.hint", { id: `${id}-hint` }, hint),
    h("input", { id, name, value, "aria-describedby": hint ? `${id}-hint` : null, "aria-invalid": error ? "true" : null, autocomplete: "off", ...attributes }),
    error && h("p.error", { role: "alert" }, error));
}

/**
 * One labelled field of several lines.
 * @param {string} name @param {string} label @param {{value?: string, hint?: string, error?: string, [attribute: string]: any}} [how]
 */
export function textArea(name, label, { value = "", hint = "", error = "", ...attributes } = {}) {
  const id = `field-${(fields += 1)}`;
  return h(`div.field${error ? ".wrong" : ""}`, {},
    h("label", { for: id }, label),
    hint && h("p.hint", { id: `${id}-hint` }, hint),
    h("textarea", { id, name, rows: 3, "aria-describedby": hint ? `${id}-hint` : null, "aria-invalid": error ? "true" : null, autocomplete: "off", ...attributes }, value),
    error && h("p.error", { role: "alert" }, error));
}

/** @param {string} name @param {string} label @param {string} [value] @param {string} [error] */
export const numberField = (name, label, value = "", error = "") => field(name, label, { value, error, inputmode: "numeric", pattern: "[0-9,，]*", maxlength: 8 });

/**
 * @param {string} name @param {string} label @param {[string, string][]} options value and words @param {string} [chosen] @param {string} [error]
 */
export function selectField(name, label, options, chosen = "", error = "") {
  const id = `field-${(fields += 1)}`;
  return h(`div.field${error ? ".wrong" : ""}`, {},
    h("label", { for: id }, label),
    h("select", { id, name }, options.map(([value, words]) => h("option", { value, selected: value === chosen }, words))),
    error && h("p.error", { role: "alert" }, error));
}

/**
 * @param {string} name @param {string} legend @param {[string, string][]} options @param {string} [chosen] @param {string} [error]
 */
export const choices = (name, legend, options, chosen = "", error = "") => h(`fieldset.field.choices${error ? ".wrong" : ""}`, {},
  h("legend", {}, legend),
  error && h("p.error", { role: "alert" }, error),
  options.map(([value, words]) => h("label.choice", {}, h("input", { type: "radio", name, value, checked: value === chosen }), words)));

/** @param {string} name @param {string} words @param {boolean} [checked] */
export const checkBox = (name, words, checked = false) => h("label.choice", {}, h("input", { type: "checkbox", name, checked }), words);

/**
 * A form whose `act` gets its values once; it cannot be sent twice.
 * @param {(values: Record<string, string>) => unknown} act @param {...Child} children
 */
export function form(act, ...children) {
  const made = /** @type {HTMLFormElement} */ (h("form.fields", { novalidate: true }, ...children));
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (made.dataset.busy) return;
    made.dataset.busy = "yes";
    try {
      const values = new FormData(made, /** @type {HTMLElement | null} */ (event.submitter));
      await act(Object.fromEntries([...values].map(([name, value]) => [name, String(value)])));
    } finally {
      delete made.dataset.busy;
    }
  });
  return made;
}

/** @param {string} label @param {{kind?: string, sign?: string, name?: string, value?: string}} [how] */
export const submit = (label, { kind = "primary", sign = "check", name = "", value = "" } = {}) =>
  h(`button.button.${kind.replaceAll(" ", ".")}`, { type: "submit", name: name || null, value: value || null }, sign && icon(sign), h("span", {}, label));

/** @param {string} sentence @param {"good" | "warn" | "bad" | "info"} tone */
export const message = (sentence, tone = "info") => h(`div.message.tone-${tone}`, { role: tone === "bad" ? "alert" : "status" },
  icon({ good: "check", warn: "warn", bad: "cross", info: "info" }[tone]), h("p", {}, sentence));
