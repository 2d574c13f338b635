// Keeps what is typed into the page's boxes until it is saved: another box that is saved first, a lost network or a way back take nothing away.

const sheet = document.querySelector("[data-unsaved]");
const place = `unsaved:${sheet.dataset.unsaved}`;

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(place)) ?? {};
  } catch {
    return {};
  }
}

function keep(all) {
  try {
    sessionStorage.setItem(place, JSON.stringify(all));
  } catch {
    // a browser that keeps nothing: the box itself still holds the words
  }
}

const field = (box, name) => box.form.elements[name]?.value ?? "";

// What the form carried when the words were typed: an edit by somebody else meanwhile is then still noticed.
function carried(box) {
  return { text: box.value, id: field(box, "id"), seen: field(box, "seen"), stood: field(box, "stood") };
}

function remember(box) {
  keep({ ...kept(), [box.id]: carried(box) });
}

function forget(box) {
  const all = kept();
  delete all[box.id];
  keep(all);
}

function isSaved(box, typed) {
  return field(box, "seen") === typed.id || document.getElementById(`edit-own.${typed.id}`) !== null;
}

function bring(box, typed) {
  const drawer = box.closest("details");
  const refused = drawer.querySelector("[role=alert]") !== null;
  if (isSaved(box, typed) || (box.value === typed.text && !refused)) return forget(box);
  if (box.value === typed.text) return remember(box);
  box.value = typed.text;
  for (const name of ["seen", "stood"]) if (name in box.form.elements) box.form.elements[name].value = typed[name];
  remember(box);
  const line = document.createElement("p");
  line.className = "hint";
  line.setAttribute("role", "status");
  line.textContent = sheet.dataset.unsavedLine;
  box.after(line);
  drawer.open = true;
}

for (const [id, typed] of Object.entries(kept())) {
  const box = document.getElementById(id);
  if (box?.form) bring(box, typed);
}

sheet.addEventListener("input", ({ target: box }) => {
  if (box.name !== "text" || !box.id) return;
  box.value === box.defaultValue ? forget(box) : remember(box);
});
// Taking back the records' words drops what was typed in their place.
sheet.addEventListener("submit", ({ target: form, submitter }) => {
  if (submitter?.name === "back") forget(form.elements.text);
});
