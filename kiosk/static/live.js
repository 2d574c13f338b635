// Keeps the [data-live] regions of a page fresh: asks for the page again every two seconds and swaps what has changed.
// The server answers 304 while nothing has; without JavaScript a <meta> refresh does the same, only slower.

const EVERY = Number(document.querySelector('[data-every]')?.dataset.every) || 2000;
const LONGEST_WAIT = 30000;
const LONGEST_TOUCH = 1000;
const LET_GO = 30;
let tag = null;
let touchedUntil = 0;
let failures = 0;
let timer = 0;
let busy = false;
let again = false;

async function ask() {
  const headers = tag ? { 'If-None-Match': tag } : {};
  const answer = await fetch(location.href, { headers, cache: 'no-store', signal: AbortSignal.timeout(10000) });
  if (answer.redirected || [401, 403, 404].includes(answer.status)) {
    location.reload();
    return;
  }
  if (answer.status === 304) return;
  if (!answer.ok) throw new Error(`${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  tag = swap(fresh) ? answer.headers.get('ETag') : null;
}

// Whether everything new is shown; what somebody is using is asked for again.
function swap(fresh) {
  const changed = [...document.querySelectorAll('[data-live]')]
    .map((old) => [old, fresh.getElementById(old.id)])
    .filter(([old, now]) => now && now.innerHTML !== old.innerHTML);
  const free = changed.filter(([old]) => !isBeingUsed(old));
  for (const [old, now] of free) replace(old, document.importNode(now, true));
  return free.length === changed.length;
}

// A form that somebody is filling in stays as it is until they leave it, and while what they typed is not sent; between press and
// release every button stays, or the click would be lost.
function isBeingUsed(region) {
  if (Date.now() < touchedUntil) return true;
  const typed = [...region.querySelectorAll('input:not([type=hidden]), textarea')].some((field) => field.value !== field.defaultValue);
  return typed || (region.contains(document.activeElement) && document.activeElement.matches('input, select, textarea'));
}

function replace(old, now) {
  const order = 'a, button, summary, [tabindex]';
  const focused = [...old.querySelectorAll(order)].indexOf(document.activeElement);
  for (const each of old.querySelectorAll('details[open][id]')) {
    const same = now.querySelector(`#${CSS.escape(each.id)}`);
    if (same) same.open = true;
  }
  const scrolled = [...old.querySelectorAll('.table-wrap')].map((each) => each.scrollLeft);
  markMoved(old, now);
  old.replaceWith(now);
  now.querySelectorAll('.table-wrap').forEach((each, index) => { each.scrollLeft = scrolled[index] || 0; });
  if (focused >= 0) now.querySelectorAll(order)[focused]?.focus({ preventScroll: true });
}

function markMoved(old, now) {
  for (const figure of now.querySelectorAll('[data-figure]')) {
    const before = old.querySelector(`[data-figure="${CSS.escape(figure.dataset.figure)}"]`);
    if (before && before.textContent !== figure.textContent) figure.classList.add('moved');
  }
}

function say(lost) {
  const status = document.querySelector('[data-live-status]');
  if (!status) return;
  status.hidden = false;
  status.classList.toggle('lost', lost);
  const sentence = lost ? status.dataset.lost : status.dataset.fresh;
  if (status.textContent !== sentence) status.textContent = sentence;
}

async function beat() {
  clearTimeout(timer);
  again = busy;
  if (document.hidden || busy) return;
  busy = true;
  try {
    await ask();
    failures = 0;
    document.dispatchEvent(new Event('kiosk:heard'));
  } catch {
    failures += 1;
  }
  busy = false;
  say(failures > 1);
  timer = setTimeout(beat, again ? 0 : Math.min(EVERY * 2 ** Math.max(0, failures - 1), LONGEST_WAIT));
}

function touch(kind, milliseconds) {
  addEventListener(kind, () => { touchedUntil = Date.now() + milliseconds; }, { capture: true });
}

touch('pointerdown', LONGEST_TOUCH);
touch('pointerup', LET_GO); // the click comes after it
touch('pointercancel', LET_GO);
document.addEventListener('visibilitychange', beat);
document.addEventListener('kiosk:refresh', beat);
addEventListener('online', beat); // not only after the longest wait
say(false);
timer = setTimeout(beat, EVERY);
