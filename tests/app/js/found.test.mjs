// What the app does with each kind of code: the same as the server's pages for a paired phone (tests/codes/faces.json).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { isEraseAddress, readCode, useOfCode } from "../../../kiosk/static/app/codes.js";
import { find, whyNot } from "../../../kiosk/static/app/found.js";
import { writeCode } from "./kit.mjs";

const read = (name) => JSON.parse(readFileSync(new URL(`../../codes/${name}.json`, import.meta.url), "utf8"));
const [faces, rules] = [read("faces"), read("vectors")];
const WORDS = readFileSync(new URL("../../../kiosk/translations/en/phone.toml", import.meta.url), "utf8");

/** A phone whose plan has one run of each kind, ten serials apart. */
function phoneWith(blocks) {
  const looking = (text) => readCode(text, rules);
  return { read: looking, resolve: (text) => { const code = looking(text); return code && useOfCode(code, blocks); }, scope: { event: "B" } };
}

const kinds = Object.keys(faces);
const blocks = kinds.map((kind, at) => ({
  first: 10 * at + 1, last: 10 * at + 3, kind, event: "B", run: kind, subject: "", material: "", size: 1, copies: 3, people: kind === "badge" ? ["one", "two", "three"] : [],
}));
const look = (text, more = blocks) => find({ phone: phoneWith(more), practice: { first: 2 ** 30 - 100 }, practising: null }, text);

test("every kind of code is on a phone what it is on the server's pages", () => {
  for (const [at, kind] of kinds.entries()) {
    const found = look(`HTTPS://KIOSK.EXAMPLE/F/${writeCode(10 * at + 2, rules)}`);
    assert.equal(found.kind === "problem" ? found.reason : found.kind, faces[kind].phone, kind);
    if (found.kind === "problem") assert.ok(WORDS.includes(`${whyNot(found.reason).split(".").at(-1)} = `));
  }
});

test("a badge is the person's who stands in its place", () => {
  const at = kinds.indexOf("badge");
  assert.deepEqual([1, 2, 3].map((number) => look(writeCode(10 * at + number, rules)).use.person), ["one", "two", "three"]);
});

test("a badge whose people an older plan has not brought, or of another event, signs nobody in", () => {
  const { people: _, ...old } = { ...blocks[kinds.indexOf("badge")] };
  assert.equal(look(writeCode(old.first, rules), [old]).reason, "office_code");
  assert.equal(look(writeCode(old.first, rules), [{ ...old, event: "A", people: ["one"] }]).reason, "other_event");
});

test("the erase code on a stub is told apart from what is none of ours", () => {
  const stub = "HTTPS://KIOSK.EXAMPLE/E/0123456789ABCDEFGHJKMNPQRS";
  assert.ok(isEraseAddress(stub));
  assert.deepEqual(look(stub), { text: "", kind: "problem", reason: "erase_code" });
  assert.equal(look("https://kiosk.example/e/street").reason, "mistyped_code");
});
