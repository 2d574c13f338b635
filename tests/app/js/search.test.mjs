// Finding people as somebody types, in both scripts, by pinyin and by code.
import assert from "node:assert/strict";
import test from "node:test";
import { createSearch } from "../../../kiosk/static/app/search.js";

const folding = { dropped: "[\\s·•・.．,，、_\\-‐-―]+", simplified: { 單: "单", 陳: "陈", 國: "国", 曾: "曾" } };
const person = (code, name, key, sounds, more = {}) => ({ id: `id-${code}`, codes: [code], name, category: "invited", expected: true, key, sounds, ...more });
const PEOPLE = [
  person("R01", "單一凡", "单一凡", "shan,dan,chan yi fan"), person("R02", "陈大文", "陈大文", "chen da,dai,tai wen"), person("R03", "曾國藩", "曾国藩", "zeng,ceng guo fan"),
  person("R04", "李明", "李明", "li ming"), person("R05", "李明明", "李明明", "li ming ming"), person("R06", "Batu Möngke", "batumöngke", ""),
  person("V1", "王芳", "王芳", "wang fang", { expected: false }), person("R07", "呂布", "吕布", "lv bu", { codes: ["R07", "R04"] }),
];
const search = createSearch(PEOPLE, folding);
const codesOf = (text, how) => search.find(text, how).found.map((one) => one.codes[0]);

test("a name is found from its first character on, in either script", () => {
  assert.deepEqual(codesOf("陳"), ["R02"]);
  assert.deepEqual(codesOf("陈"), ["R02"]);
  assert.deepEqual(codesOf("單一"), ["R01"]);
  assert.deepEqual(codesOf("国"), ["R03"]);
});

test("a name of two characters comes before the longer one that begins with it", () => {
  assert.deepEqual(codesOf("李明"), ["R04", "R05"]);
});

test("surnames are found by how they are read as surnames, and as words", () => {
  assert.deepEqual([codesOf("syf"), codesOf("dyf"), codesOf("zgf"), codesOf("cgf")], [["R01"], ["R01"], ["R03"], ["R03"]]);
});

test("initials, whole syllables and anything between spell a name", () => {
  for (const typed of ["l", "lm", "lim", "limi", "liming", "li'ming", "LI MING", "ｌｍ"]) assert.ok(codesOf(typed).includes("R04"), typed);
  assert.ok(!codesOf("lmx").includes("R04"));
  assert.deepEqual(codesOf("lvb"), codesOf("lüb"));
});

test("a given name is found by its letters too, after those whose surname begins so", () => {
  assert.deepEqual(codesOf("ming"), ["R04", "R05"]);
  assert.deepEqual(codesOf("f"), ["R01", "R03", "V1"]);
});

test("codes are found by their beginning, and the very code first", () => {
  assert.deepEqual(codesOf("r0").length, 7);
  assert.equal(codesOf("r04")[0], "R04");
  assert.equal(search.byCode(" r04 ").name, "李明");
  assert.equal(search.byCode("R0"), null);
});

test("names in other letters are found, with their dots and spaces and without", () => {
  assert.deepEqual([codesOf("batu m"), codesOf("MÖNG"), codesOf("batumöngke")], [["R06"], ["R06"], ["R06"]]);
});

test("only who is asked for is found, and what is left off is counted", () => {
  assert.deepEqual(codesOf("wf", { among: (one) => one.expected }), []);
  const { found, more } = search.find("r", { most: 2 });
  assert.deepEqual([found.length, more], [2, 5]);
});

test("nothing and punctuation find nobody", () => {
  for (const typed of ["", "  ", "·", "'"]) assert.deepEqual(search.find(typed), { found: [], more: 0 });
});

test("twenty thousand names are searched between two keys", () => {
  const letters = [["王", "wang"], ["李", "li"], ["單", "shan,dan,chan"], ["明", "ming"], ["樂", "le,yue"], ["文", "wen"], ["行", "xing,hang,heng"]];
  const named = (number) => [0, 1, 2].map((place) => letters[Math.floor(number / 7 ** place) % 7]);
  const many = createSearch(Array.from({ length: 20_000 }, (_, number) => person(`K${number}`, named(number).map(([one]) => one).join(""), named(number).map(([one]) => one).join(""), named(number).map(([, one]) => one).join(" "))), folding);
  const times = ["l", "王", "wlm", "zzz", "k19", "明", "x", "hle"].flatMap((typed) => [1, 2, 3].map(() => {
    const from = performance.now();
    many.find(typed);
    return performance.now() - from;
  })).sort((a, b) => a - b);
  assert.ok(times[times.length >> 1] < 50, `median ${times[times.length >> 1]} ms`);
});
