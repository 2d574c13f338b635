// Reads visitors, notes and rules as JSON, and says which fields a sign-in screen finds wrong, and which notes hold a telephone number or are wrong otherwise.
import { readFileSync } from "node:fs";
import { holdsPhoneNumber, readNote, readRegistration, readVisitor } from "../../../kiosk/static/app/visitor.js";

const { rules, visitors, notes, forms, asked, registrations } = JSON.parse(readFileSync(0, "utf8"));
const registered = registrations.map((typed) => readRegistration(typed, asked, rules)).map(({ young, wrong }) => (young ? "young" : wrong));
const wrong = visitors.map(([name, phone]) => Object.keys(readVisitor({ name, phone }, rules).wrong).sort());
console.log(JSON.stringify({ wrong, dialled: notes.filter((said) => holdsPhoneNumber(said, rules)), registered, wrong_notes: forms.map(([sort, words, nickname]) => readNote({ sort, words, nickname }, rules).wrong) }));
