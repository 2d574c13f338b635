// Keeps the [data-live] regions of a page fresh: asks for the page again every two seconds and swaps what has changed.
// The server answers 304 while nothing has; without JavaScript a <meta> refresh does the same, only slower.

const EVERY = Number(document.querySelector('[data-every]')?.dataset.every) || 2000;
const LONGEST_WAIT = 30000;
let tag = null;
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
  tag = answer.headers.get('ETag');
  swap(new DOMParser().parseFromString(await answer.text(), 'text/html'));
}

function swap(fresh) {
  for (const old of document.querySelectorAll('[data-live]')) {
    const now = fresh.getElementById(old.id);
    if (now && now.innerHTML !== old.innerHTML && !isBeingUsed(old)) replace(old, document.importNode(now, true));
  }
}

// A form that somebody is filling in stays as it is until they leave it.
function isBeingUsed(region) {
  return region.contains(document.activeElement) && document.activeElement.matches('input, select, textarea');
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

document.addEventListener('visibilitychange', beat);
document.addEventListener('kiosk:refresh', beat);
addEventListener('online', beat); // not only after the longest wait
timer = setTimeout(beat, EVERY);
