// Searches the list on the first line of standing input for each text that stands beside it; prints the codes that were found for each.
import { readFileSync } from "node:fs";
import { createSearch } from "../../../kiosk/static/app/search.js";

const { people, folding, asked } = JSON.parse(readFileSync(0, "utf-8"));
const search = createSearch(people, folding);
process.stdout.write(JSON.stringify(asked.map((text) => search.find(text, { most: people.length }).found.map((one) => one.codes[0]))));
