// The desk at which notes are looked over by keyboard: up and down choose a note, a shows it, h asks why to hide it, 1 to 4 say what it is,
// e edits.  The chosen note is kept when the list comes anew.

const SETTLED_MS = 1000;
const notes = () => [...document.querySelectorAll('[data-note]')];
let place = 0;
let chosen = '';
let settledAt = 0;

function choose(index) {
  const all = notes();
  place = Math.max(0, Math.min(index, all.length - 1));
  chosen = all[place]?.dataset.note;
  all.forEach((note, at) => note.classList.toggle('chosen', at === place));
  all[place]?.scrollIntoView({ block: 'nearest' });
}

// Stays with the chosen note; where somebody else has decided it, no key that was meant for it falls on the next one.
function keepChosen() {
  const at = notes().findIndex((note) => note.dataset.note === chosen);
  if (chosen && at < 0) settledAt = Date.now() + SETTLED_MS;
  choose(at < 0 ? place : at);
}

function press(key) {
  if (Date.now() < settledAt) return;
  const target = notes()[place]?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  target?.click();
  if (key === 'h') target?.parentElement.querySelector('form .button')?.focus();
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input, select, textarea')) return;
  if (event.key === 'ArrowDown' || event.key === 'j') choose(place + 1);
  else if (event.key === 'ArrowUp' || event.key === 'k') choose(place - 1);
  else if ('ahe1234'.includes(event.key)) press(event.key);
  else return;
  event.preventDefault();
});
new MutationObserver(keepChosen).observe(document.querySelector('main'), { childList: true, subtree: true });
choose(0);
