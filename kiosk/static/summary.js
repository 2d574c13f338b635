// Copies the summary as plain text for a chat; where the browser does not let a page copy, the text is shown, marked and ready to be copied by hand.

const button = document.querySelector("#copy");
const told = document.querySelector("#copied");

function tell(sentence, ...more) {
  const line = document.createElement("p");
  line.textContent = sentence;
  told.replaceChildren(line, ...more);
  told.hidden = false;
}

function offer(text) {
  const field = document.createElement("textarea");
  Object.assign(field, { value: text, readOnly: true, rows: 8, lang: document.querySelector(".sheet").lang });
  field.setAttribute("aria-label", button.textContent);
  tell(told.dataset.byHand, field);
  field.focus();
  field.select();
}

async function copy() {
  const answer = await fetch(button.dataset.from).catch(() => null);
  if (!answer?.ok) return tell(told.dataset.failed);
  const text = await answer.text();
  try {
    await navigator.clipboard.writeText(text);
    tell(told.dataset.done);
  } catch {
    offer(text);
  }
}

button.hidden = false;
button.addEventListener("click", copy);
