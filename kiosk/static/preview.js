// The flyer beside the form follows what is typed; without this script a button does the same.
const form = document.querySelector("form.preview-source");

function say(field) {
  if (field.type !== "date" || !field.value) return field.value.trim();
  const [year, month, day] = field.value.split("-").map(Number);
  const language = document.documentElement.lang;
  return new Intl.DateTimeFormat(language, { dateStyle: "full" }).format(new Date(year, month - 1, day));
}

function show() {
  for (const part of document.querySelectorAll("[data-preview]")) {
    part.textContent = say(form.elements[part.dataset.preview]) || part.dataset.empty;
  }
}

// The reader's own address bar is the best guess; it is still the reader who sends it.
const address = form.elements.address;
if (address && !address.value) address.value = location.origin;
form.addEventListener("input", show);
show();
