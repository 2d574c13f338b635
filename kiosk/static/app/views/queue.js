// What is still on this phone: how many and since when, what the server refused and why, and a file of it all for the coordinator.

import { button, h, icon, message } from "../dom.js";
import { newId } from "../ids.js";
import { goOn } from "./parts.js";

/** @typedef {import("../main.js").Ui} Ui */
/** @typedef {import("../main.js").Shown} Shown */

const MOST = 20;

/** What waits is named by its kind, never by whom it is about. @param {Ui} ui @returns {Promise<Shown>} */
export async function queue(ui) {
  const { outbox, status } = ui.phone;
  const [refused, waits] = [await outbox.refused(), await outbox.waiting()];
  const line = status.waiting ? ui.t("app.queue.waiting", { count: status.waiting, when: ui.ago(status.oldest) }) : ui.t("app.queue.empty");
  const problem = status.waiting && status.problem ? ui.t(`app.queue.problem.${status.problem}`) : "";
  return {
    title: ui.t("app.queue.title"), live: true,
    body: [
      h("h1", {}, ui.t("app.queue.title")),
      message(line, status.waiting ? "info" : "good"),
      problem && message(problem, "warn"),
      status.heard > 0 && h("p.note", {}, ui.t("app.queue.heard", { when: ui.ago(status.heard) })),
      waits.length > 0 && h("ul.list", {}, waits.slice(0, MOST).map((one) => h("li", {}, h("span", {}, h("b", {}, ui.clock(one.at)), " ", ui.t(`phone.fact.${one.entry.kind}`, { count: Number(one.entry.quantity ?? 1) }))))),
      waits.length > MOST && h("p.note", {}, ui.t("app.queue.more", { count: waits.length - MOST })),
      refused.length > 0 && h("h2", {}, ui.t("app.queue.refused_title")),
      refused.map((one) => h("div.refused", {},
        h("p", {}, h("b", {}, ui.clock(one.at)), " ", ui.t(`phone.fact.${one.entry.kind}`, { count: Number(one.entry.quantity ?? 1) })),
        h("p.error", {}, icon("cross"), h("span", {}, one.message || one.reason)),
        h("div.row", {},
          button(ui.t("app.queue.again"), () => outbox.mend(one.id, one.reason?.startsWith("id_reused") ? { ...one.entry, id: newId() } : one.entry), { sign: "undo" }),
          button(ui.t("app.queue.drop"), () => outbox.drop(one.id), { kind: "danger", sign: "cross" })))), // a changed queue draws this page anew
    ],
    controls: [
      status.waiting > 0 && button(ui.t("app.queue.send_now"), () => outbox.hurry(), { kind: "primary huge", sign: "up" }),
      (status.waiting > 0 || refused.length > 0) && button(ui.t("app.queue.export"), () => exportFile(ui), { sign: "down" }),
      ui.phone.pairing && goOn(ui),
    ],
  };
}

/** Hand the queue over as a file: shared where the phone can, else downloaded. @param {Ui} ui */
async function exportFile(ui) {
  const text = JSON.stringify(await ui.phone.outbox.exportQueue());
  const file = new File([text], `kiosk-queue-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, "")}.json`, { type: "application/json" });
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return;
    } catch (error) {
      if (/** @type {Error} */ (error).name === "AbortError") return; // the person thought better of it
    }
  }
  const address = URL.createObjectURL(file);
  const link = /** @type {HTMLAnchorElement} */ (h("a", { href: address, download: file.name }));
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
