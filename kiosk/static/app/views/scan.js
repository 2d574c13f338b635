// Scanning: what the camera, a photo, a typed code or a keyboard scanner finds is gathered under the picture; one tap records it all.

import { isEraseAddress, showCode } from "../codes.js";
import { planTakeOut } from "../day.js";
import { find, whyNot } from "../found.js";
import { button, field, form, h, icon, submit } from "../dom.js";
import { createScanner } from "../scanner.js";
import { createSeen } from "../seen.js";
import { stayAwake } from "../signals.js";
import { goOn, sayAlready } from "./parts.js";
import { signInPerson } from "./sign_in.js";

/** @typedef {import("../main.js").Ui} Ui */

/** @param {Ui} ui @param {string} [first] a code that was read elsewhere @returns {import("../main.js").Shown} */
export function scan(ui, first = "") {
  const video = /** @type {HTMLVideoElement} */ (h("video", { playsinline: true, muted: true, "aria-label": ui.t("phone.scan.title") }));
  const camera = h("div.camera", {}, video, h("div.aim", { "aria-hidden": "true" }));
  const line = h("p.line", { role: "status" }, ui.t("app.scan.starting"));
  const tray = h("div.tray", { id: "tray" });
  const torch = button(ui.t("app.scan.torch"), () => switchTorch(), { sign: "dot" });
  torch.hidden = true;
  const acts = h("div.gathered", {});
  const seen = createSeen();
  const sleep = stayAwake();
  let lit = false;
  let left = false;
  /** @type {Map<string, import("../day.js").Bundle>} bundles in the tray, by run and number */
  const gathered = new Map();

  const scanner = createScanner({
    video,
    onFound(texts, { milliseconds }) {
      const news = seen.news(texts, milliseconds);
      if (news.length) take(news); // what lies there changes nothing: the buttons under the thumb stay the same ones
    },
    onState: (state, why) => {
      camera.hidden = !["asking", "running"].includes(state);
      torch.hidden = !(state === "running" && scanner.hasTorch());
      if (state !== "stopped") line.textContent = ui.t(`app.scan.${state}`);
      document.body.dataset.camera = state;
    },
  });

  async function switchTorch() {
    lit = (await scanner.setTorch(!lit)) ? !lit : false;
    torch.setAttribute("aria-pressed", String(lit));
  }

  /** @param {string[]} texts */
  async function take(texts) {
    if (left) return; // a photo that was read after the page was left
    const person = texts.length === 1 && !ui.phone.read(texts[0]) ? ui.phone.roster.open?.search.byCode(texts[0]) : null;
    if (person?.expected) return signInPerson(ui, person, location.hash);
    const paper = texts.filter((text) => !isEraseAddress(text)); // a slip's stub hangs on it still
    const found = (paper.length ? paper : texts).map((text) => find(ui, text));
    const others = found.filter((one) => ["booth", "sheet", "badge"].includes(one.kind) || (one.kind === "bundle" && !ui.phone.scope.booth));
    if (others.length === 1 && found.length === 1 && !gathered.size) return ui.go(`#/code/${others[0].text}`);
    const fresh = found.flatMap((one) => (one.kind === "bundle" && ui.phone.scope.booth ? gather(one.use) : []));
    const known = found.filter((one) => one.kind === "bundle").length - fresh.length;
    if (fresh.length) showTray();
    const useless = found.find((one) => one.kind === "problem");
    if (fresh.length > 1 || (fresh.length === 1 && sayAlready(ui, fresh[0]) === "")) ui.signal("saved");
    else if (fresh.length === 1) ui.result.show("already", { line: sayAlready(ui, fresh[0]) });
    else if (known) ui.result.show("already", { line: ui.t("app.already.in_list") });
    else if (useless) tellUseless(useless);
  }

  /** Put a bundle into the tray; one that lies there is no news. @param {import("../codes.js").CodeUse} use */
  function gather(use) {
    const key = `${use.run} ${use.bundle}`;
    if (gathered.has(key)) return [];
    const bundle = ui.phone.bundle(use);
    gathered.set(key, bundle);
    return [bundle];
  }

  /** @param {import("../found.js").Nothing} nothing */
  function tellUseless({ text, reason }) {
    if (reason === "mistyped_code") return ui.result.show("not_ours", { line: ui.t("phone.scan.foreign") });
    ui.result.show("not_ours", { word: ui.t(`app.result.why.${reason}`), line: ui.t(whyNot(reason)), next: `#/code-problem/${reason}/${text}` });
  }

  function showTray() {
    const { booth, person } = ui.phone.scope;
    const plans = [...gathered.values()].map((bundle) => ({ bundle, plan: planTakeOut(bundle, booth ?? "", person) }));
    const open = plans.filter(({ plan }) => plan.kind && plan.why !== "from_own_booth" && plan.why !== "from_colleague");
    const copies = open.reduce((sum, { plan }) => sum + plan.quantity, 0);
    tray.replaceChildren(h("ul.list.stock", {}, plans.map(({ bundle, plan }) => h("li", { "data-bundle": bundle.number },
      h("a", { href: `#/bundle/${bundle.code}` }, icon(plan.kind ? "bundle" : "check"), h("span", {}, ui.t("phone.bundle.title", { number: bundle.number }), " ", h("small", {}, ui.material(bundle.material)))),
      plan.kind ? h("b", {}, plan.quantity) : h("span.note", {}, ui.t(`app.scan.why.${plan.why}`))))));
    acts.replaceChildren(h("div.gathered", {},
      open.length > 0 && button(ui.t("app.scan.take_out", { count: copies, bundles: open.length }), () => takeOut(open), { kind: "primary huge", sign: "bundle" }),
      plans.length === 1 && h("a.button", { href: `#/bundle/${plans[0].bundle.code}` }, icon("next"), h("span", {}, ui.t("app.scan.count_from")))));
  }

  /** @param {{bundle: import("../day.js").Bundle, plan: import("../day.js").TakeOut}[]} open */
  async function takeOut(open) {
    const entries = (/** @type {ReturnType<typeof import("../acts.js").createActs>} */ acts) => open.flatMap(({ bundle, plan }) => acts.takeOut(bundle, plan));
    const copies = open.reduce((sum, { plan }) => sum + plan.quantity, 0);
    if (!(await ui.record(entries, ui.t("app.scan.taken", { bundles: open.length, count: copies }), { to: location.hash }))) return;
    gathered.clear();
    showTray();
  }

  const photo = h("label.button.photo", {}, icon("scan"), h("span", {}, ui.t("phone.scan.photo")),
    h("input", { type: "file", accept: "image/*", capture: "environment", onchange: (/** @type {Event} */ event) => readPhoto(/** @type {HTMLInputElement} */ (event.target)) }));

  /** @param {HTMLInputElement} input */
  async function readPhoto(input) {
    const file = input.files?.[0];
    if (!file) return;
    line.textContent = ui.t("phone.scan.reading");
    const texts = await scanner.readPicture(file).catch(() => []);
    input.value = "";
    line.textContent = texts.length ? "" : ui.t("phone.scan.nothing");
    if (texts.length) await take(texts);
  }

  const typed = (/** @type {Record<string, string>} */ said) => {
    const code = ui.phone.read(said.code ?? "");
    if (!code) return void ui.result.show("not_ours", { word: ui.t("app.result.why.mistyped_code"), line: ui.t("errors.mistyped_code") });
    ui.go(`#/code/${code.text}`);
  };

  const slip = ui.practising && h("button.slip", { id: "practice-slip", type: "button", onclick: () => take([ui.practice.slip]) },
    h("img", { src: `${ui.root}practice.svg`, alt: "" }), h("span", {}, h("b", {}, ui.t("app.practice.slip")), " ", showCode(ui.practice.slip)));
  queueMicrotask(() => (first ? take([first]) : null));
  queueMicrotask(() => scanner.start());
  return {
    title: ui.t("phone.scan.title"),
    body: [camera, line, slip, tray],
    controls: [
      acts,
      h("div.row", {}, photo, torch),
      form(typed, field("code", ui.t("phone.scan.typed"), { autocapitalize: "characters", spellcheck: "false", maxlength: 120, placeholder: "7K3QX 9M2TD" }), submit(ui.t("phone.scan.open"), { kind: "plain", sign: "next" })),
      goOn(ui),
    ],
    leave: () => {
      left = true;
      sleep();
      scanner.stop();
    },
  };
}
