// Reads visitors, notes and rules as JSON, and says which fields a sign-in screen finds wrong, and which notes hold a telephone number.
import { readFileSync } from "node:fs";
import { holdsPhoneNumber, readVisitor } from "../../../kiosk/static/app/visitor.js";

const { rules, visitors, notes } = JSON.parse(readFileSync(0, "utf8"));
const wrong = visitors.map(([name, phone]) => Object.keys(readVisitor({ name, phone }, rules).wrong).sort());
console.log(JSON.stringify({ wrong, dialled: notes.filter((said) => holdsPhoneNumber(said, rules)) }));
