// Reads visitors and rules as JSON, and says which fields a sign-in screen finds wrong.
import { readFileSync } from "node:fs";
import { readVisitor } from "../../../kiosk/static/app/visitor.js";

const { rules, visitors } = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(visitors.map(([name, phone]) => Object.keys(readVisitor({ name, phone }, rules).wrong).sort())));
