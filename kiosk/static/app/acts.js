// What a volunteer does, as facts that travel (protocol.md): every act is one list of entries, kept or refused as a whole (pure).

import { newId } from "./ids.js";

/**
 * @typedef {Record<string, any>} Entry
 * @typedef {import("./day.js").Bundle} Bundle
 * @typedef {import("./day.js").TakeOut} TakeOut
 * @typedef {import("./base.js").Own} Own
 * @typedef {{event: string, booth: string, person: string | null, offset: number, now: () => number}} Where
 *   who acts: the event and booth by id, the volunteer if the pairing names one, how far the phone's clock is off (ms)
 */

/** @param {Where} where */
export function createActs(where) {
  const here = `booth:${where.booth}`;

  /** @param {string} kind @param {Entry} [fields] @returns {Entry} */
  function fact(kind, fields = {}) {
    const at = where.now();
    /** @type {Entry} */
    const entry = { id: newId(at), kind, event: where.event, seen_at: at, offset: where.offset, ...fields };
    for (const name of Object.keys(entry)) if (entry[name] === "" || entry[name] === null || entry[name] === undefined) delete entry[name];
    return entry;
  }

  /** The booth travels with every fact: the phone may stand elsewhere when it is sent. @param {Entry} [data] */
  const atBooth = (data = {}) => (where.booth ? { booth: where.booth, ...data } : data);

  /** @param {string} kind @param {string} source @param {string} target @param {string} material @param {number} quantity @param {{code?: string, method?: string, data?: Entry}} [more] */
  function move(kind, source, target, material, quantity, { code = "", method = "count", data = {} } = {}) {
    return fact(kind, { from: source, to: target, material, quantity, method, code, data: atBooth(data) });
  }

  /** Between two booths the one that did not record it confirms it. @param {string} source @param {string} target @returns {{side?: "gives" | "takes"}} */
  function sideOf(source, target) {
    if (!source.startsWith("booth:") || !target.startsWith("booth:")) return {};
    return source === here ? { side: "gives" } : target === here ? { side: "takes" } : {};
  }

  return {
    fact,

    /** Copies given to the public, from the booth's table or from one's own hand. @param {string} material @param {number} quantity @param {{code?: string, rest?: boolean, mine?: boolean}} [more] */
    handOut: (material, quantity, { code = "", rest = false, mine = false } = {}) =>
      [move("hand_out", mine && where.person ? `person:${where.person}` : here, "public", material, quantity, { code, method: rest ? "scan" : "count" })],

    /** @param {Bundle} bundle @param {TakeOut} plan */
    takeOut: (bundle, plan) => [move(plan.kind, plan.source, plan.target, bundle.material, plan.quantity, { code: bundle.code, method: "scan", data: plan.why === "from_other_booth" ? { booth: bundle.booth, to_booth: where.booth, side: "takes" } : {} })],

    /** @param {string} source @param {string} target @param {string} material @param {number} quantity @param {string} [code] */
    passOn: (source, target, material, quantity, code = "") =>
      [move("transfer", source, target, material, quantity, { code, data: { booth: source.startsWith("booth:") ? source.slice(6) : where.booth, ...sideOf(source, target) } })],

    /** The other booth's transfer came, or went, as this booth counted it. @param {string} transfer its id @param {number} quantity */
    confirm: (transfer, quantity) => [fact("arrival", { quantity, data: atBooth({ entry: transfer }) })],

    /** @param {string} source @param {string} material @param {number} quantity @param {string} [code] */
    bringBack: (source, material, quantity, code = "") => [move("return", source, "store", material, quantity, { code })],

    /** @param {string} source @param {string} material @param {number} quantity @param {string} why @param {string} [code] */
    spoil: (source, material, quantity, why, code = "") => [move("spoil", source, "waste", material, quantity, { code, data: { why } })],

    /** @param {string} material */
    runOut: (material) => [fact("run_out", { from: here, material, data: atBooth() })],

    /** @param {string} topic @param {string} outcome @param {boolean} samePerson */
    consult: (topic, outcome, samePerson) => [fact("consultation", { data: atBooth({ ...(topic ? { topic } : {}), outcome, ...(samePerson ? { same_person: true } : {}) }) })],

    /** @param {number} quantity @param {boolean} estimate */
    countHeads: (quantity, estimate) => [fact("head_count", { quantity, method: estimate ? "estimate" : "count", data: atBooth({ estimate }) })],

    /** @param {string} sheet run id @param {number} page @param {number} quantity */
    countSheet: (sheet, page, quantity) =>
      [quantity ? fact("sheet_total", { quantity, method: "paper", data: { sheet, page } }) : fact("sheet_empty", { method: "paper", data: { sheet, page } })],

    /** A code of ours that stands for nothing here, for the coordinator to find out. @param {string} code */
    report: (code) => [fact("orphan", { method: "scan", data: { code } })],

    /** Take back own facts; a booth's closing takes back what was counted with it. @param {Own[]} facts */
    undo: (facts) => facts.map((one) => fact("void", { data: { entry: one.id } })),

    /** The same facts again at the right booth, seen when they were seen. @param {Own[]} facts @param {string} wrong @param {string} right */
    atOtherBooth: (facts, wrong, right) => facts.flatMap((one) => {
      const moved = (/** @type {string} */ place) => (place === `booth:${wrong}` ? `booth:${right}` : place);
      const { id: _, ...entry } = one.entry;
      const data = { ...entry.data };
      for (const name of ["booth", "to_booth"]) if (data[name] === wrong) data[name] = right;
      const again = { ...entry, id: newId(where.now()), data, ...(entry.from ? { from: moved(String(entry.from)) } : {}), ...(entry.to ? { to: moved(String(entry.to)) } : {}) };
      return [fact("void", { data: { entry: one.id } }), again];
    }),

    /** What was counted goes back to the store, then the booth is closed. @param {Record<string, number>} counted material → copies */
    closeBooth: (counted) => [
      ...Object.entries(counted).filter(([, quantity]) => quantity).map(([material, quantity]) => move("return", here, "store", material, quantity)),
      fact("close_booth", { from: here, data: atBooth({ left: Math.min(100_000, sum(counted)) }) }),
    ],

    /** What was counted goes to the booth or a colleague, the shift ends, the leaving is said. @param {string} source @param {string} target @param {Record<string, number>} counted @param {string} [toBooth] */
    leave: (source, target, counted, toBooth = "") => [
      ...(source === target ? [] : Object.entries(counted).filter(([, quantity]) => quantity).map(([material, quantity]) => move("transfer", source, target, material, quantity, { data: toBooth ? { to_booth: toBooth } : {} }))),
      fact("shift_out", { person: where.person, data: atBooth() }),
      fact("leave", { person: where.person, data: atBooth({ left: Math.min(100_000, sum(counted)) }) }),
    ],

    /** A screen is taken down: its pairing ends. */
    takeDown: () => [fact("leave", { data: atBooth({ left: 0 }) })],

    /** A visitor who is let in, or signs in by themselves (`method` self); who gives a name is numbered later, and may have it erased by a code. @param {{name?: string, phone?: string, resident?: boolean, person?: string, participant?: string, gate?: string, noticeVersion?: number, eraseCode?: string, method?: string}} visitor */
    letIn: ({ name = "", phone = "", resident, person = "", participant = "", gate = "", noticeVersion = 0, eraseCode = "", method = "volunteer" }) => [
      fact("check_in", {
        method, person,
        data: atBooth({ ...(resident === undefined ? {} : { resident }), ...(gate ? { gate } : {}), ...(participant || (!person && name) ? { participant: participant || newId(where.now()) } : {}) }),
        private: name || phone ? { ...(name ? { name } : {}), ...(phone ? { phone } : {}), ...(noticeVersion ? { notice_version: noticeVersion } : {}), ...(eraseCode ? { erase_code: eraseCode } : {}) } : null,
      }),
    ],

    /** Somebody leaves a note for the wall: it waits to be looked over. @param {{sort: string, words: string, nickname: string, noticeVersion: number, eraseCode: string, method?: string}} note */
    leaveNote: ({ sort, words, nickname, noticeVersion, eraseCode, method = "self" }) => [
      fact("note", { method, data: atBooth({ sort }), private: { note: words, ...(nickname ? { name: nickname } : {}), notice_version: noticeVersion, erase_code: eraseCode } }),
    ],

    /** Somebody registers as a volunteer: only the age band is public. @param {string} id @param {import("./visitor.js").Answers} answers @param {{noticeVersion: number, eraseCode: string}} keep */
    register: (id, { age, ...personal }, { noticeVersion, eraseCode }) => [
      fact("registration", { id, method: "volunteer", data: atBooth({ age }), private: { ...said(personal), ...(noticeVersion ? { notice_version: noticeVersion } : {}), erase_code: eraseCode } }),
    ],

    /** A tip: nothing but its box, and no booth. @param {string} id @param {string} sealed */
    tip: (id, sealed) => [fact("tip", { id, method: "volunteer", private: { sealed } })],

    /** A group is here with so many; said again, the last word counts. @param {{id: string, partner: string}} slot @param {number} people @param {boolean} leader */
    groupIn: (slot, people, leader) => [fact("group_in", { quantity: people, method: "volunteer", data: atBooth({ group: slot.partner, act: slot.id, leader }) })],

    /** An act goes on. @param {string} act its slot's id */
    actOn: (act) => [fact("act_on", { data: atBooth({ act }) })],

    /** Somebody begins or ends work, here or at another booth. @param {"in" | "out"} way @param {string} person @param {string} [booth] */
    shift: (way, person, booth = "") => [fact(`shift_${way}`, { person, data: atBooth(booth ? { booth } : {}) })],
  };
}

/** What was answered, without what was left out. @param {Record<string, string | string[]>} answers */
const said = (answers) => Object.fromEntries(Object.entries(answers).filter(([, answer]) => answer.length));

/** @param {Record<string, number>} counted */
const sum = (counted) => Object.values(counted).reduce((all, one) => all + one, 0);
