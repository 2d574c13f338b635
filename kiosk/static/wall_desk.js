// The desk at which notes are looked over by keyboard: up and down choose a note, a shows it, h asks why to hide it, 1 to 4 say what it is,
// e edits.  The chosen note is kept when the list comes anew.

const notes = () => [...document.querySelectorAll('[data-note]')];
let chosen = 0;

function choose(index) {
  const all = notes();
  chosen = Math.max(0, Math.min(index, all.length - 1));
  all.forEach((note, place) => note.classList.toggle('chosen', place === chosen));
  all[chosen]?.scrollIntoView({ block: 'nearest' });
}

function press(key) {
  const target = notes()[chosen]?.querySelector(`[data-key="${CSS.escape(key)}"]`);
  target?.click();
  if (key === 'h') target?.parentElement.querySelector('form .button')?.focus();
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('input, select, textarea')) return;
  if (event.key === 'ArrowDown' || event.key === 'j') choose(chosen + 1);
  else if (event.key === 'ArrowUp' || event.key === 'k') choose(chosen - 1);
  else if ('ahe1234'.includes(event.key)) press(event.key);
  else return;
  event.preventDefault();
});
new MutationObserver(() => choose(chosen)).observe(document.querySelector('main'), { childList: true, subtree: true });
choose(0);
