// The wall on a large screen: a page of cards at a time, the next one after a calm while; what is new comes to the front softly.
// Keys: arrows turn the page, space stops and goes on, f fills the screen.

const PER_PAGE = 9;
const PAGE_MS = 14000;
const FADE_MS = 700;
const ASK_MS = 4000;
const SHOWN_MS = 2000;
const LONGEST_WAIT_MS = 30000;
// The browser knows where Chinese words end; a little word that leans on the one before stays with it.
const segmenter = typeof Intl.Segmenter === 'function' ? new Intl.Segmenter('zh', { granularity: 'word' }) : null;
const LEANING = /^[的地得了著着過过們们嗎吗呢吧啊呀]$/;
const OPENING = /[「『（《〈“‘(]$/;
const cards = document.getElementById('cards');
const dots = document.getElementById('dots');
const large = matchMedia('(min-width: 60rem) and (min-height: 34rem)');
let page = 0;
let turns = 0;
let paused = false;
let tag = null;
let failures = 0;

const pages = () => Math.max(1, Math.ceil(cards.children.length / PER_PAGE));

function lay() {
  page = (page + pages()) % pages();
  const start = Math.max(0, Math.min(page * PER_PAGE, cards.children.length - PER_PAGE)); // the last page is as full as the others
  [...cards.children].forEach((card, index) => card.classList.toggle('away', large.matches && (index < start || index >= start + PER_PAGE)));
  if (segmenter && large.matches) keepWordsOf(cards.querySelectorAll('.card:not(.away, .asked)'));
  dots.replaceChildren(...Array.from({ length: pages() > 1 ? pages() : 0 }, (_, index) => {
    const dot = document.createElement('li');
    dot.classList.toggle('on', index === page);
    return dot;
  }));
}

function keepWordsOf(shown) {
  for (const card of shown) {
    card.querySelectorAll(':scope:not(.clauses) .words, .reply span').forEach(keepWords);
    card.classList.add('asked');
  }
}

// Lets the lines of a text end between words alone, where that takes no more lines than there is room for.
function keepWords(text) {
  const box = text.closest('p');
  const room = Math.max(box.clientHeight, box.scrollHeight) + 1;
  let before = '';
  const parts = [...segmenter.segment(text.textContent)].flatMap(({ segment, isWordLike }) => {
    const may = before && !OPENING.test(before) && !LEANING.test(segment) && (isWordLike || OPENING.test(segment));
    before = segment;
    return may ? [document.createElement('wbr'), segment] : [segment];
  });
  text.replaceChildren(...parts);
  box.classList.add('by-word');
  if (box.scrollHeight > room) box.classList.remove('by-word');
}

function turnTo(wanted) {
  clearTimeout(turns);
  if (!paused) turns = setTimeout(() => turnTo(page + 1), PAGE_MS);
  if (wanted === page) return;
  if (!large.matches || (pages() === 1 && page === 0)) return;
  cards.classList.add('turning');
  setTimeout(() => {
    page = wanted;
    lay();
    cards.classList.remove('turning');
    showTurned();
  }, FADE_MS);
}

// What was fulfilled turns over each time its page comes round: one after the other.
function showTurned() {
  const fulfilled = cards.querySelectorAll('.card:is(.stage-delivered, .stage-closed):not(.away)');
  fulfilled.forEach((card, index) => setTimeout(() => mark(card, 'turned'), 500 + 350 * index));
}

function mark(card, name) {
  card.classList.add(name);
  setTimeout(() => card.classList.remove(name), SHOWN_MS);
}

async function ask() {
  const headers = tag ? { 'If-None-Match': tag } : {};
  const answer = await fetch(location.href, { headers, cache: 'no-store', signal: AbortSignal.timeout(10000) });
  if (answer.status === 304) return;
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
  tag = answer.headers.get('ETag');
  take(new DOMParser().parseFromString(await answer.text(), 'text/html'));
}

function take(fresh) {
  for (const part of document.querySelectorAll('[data-part]')) {
    const now = fresh.getElementById(part.id);
    if (now && now.innerHTML !== part.innerHTML) part.innerHTML = now.innerHTML;
  }
  const known = new Map([...cards.children].map((card) => [card.dataset.note, card]));
  let first = null;
  const wanted = [...fresh.getElementById('cards').children].map((card) => {
    const old = known.get(card.dataset.note);
    known.delete(card.dataset.note);
    if (old && plain(old) === plain(card)) return old;
    const now = document.importNode(card, true);
    if (first === null) first = now;
    mark(now, !old ? 'new' : isFulfilled(now) && !isFulfilled(old) ? 'turned' : 'tied');
    return now;
  });
  if (first === null && known.size === 0) return;
  cards.replaceChildren(...wanted);
  document.getElementById('nothing')?.remove();
  if (first !== null && !paused) page = Math.floor(wanted.indexOf(first) / PER_PAGE); // everybody sees what just happened
  lay();
  if (first !== null) turnTo(page);
}

const isFulfilled = (card) => card.matches('.stage-delivered, .stage-closed');

function plain(card) {
  const copy = card.cloneNode(true);
  copy.classList.remove('away', 'new', 'turned', 'tied', 'asked');
  copy.querySelectorAll('.by-word').forEach((box) => box.classList.remove('by-word'));
  copy.querySelectorAll('wbr').forEach((mark) => mark.remove());
  return copy.outerHTML;
}

async function beat() {
  try {
    if (!document.hidden) await ask();
    failures = 0;
  } catch {
    failures += 1; // what stands there stays; it is asked for again
  }
  setTimeout(beat, Math.min(ASK_MS * 2 ** failures, LONGEST_WAIT_MS));
}

document.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowRight') turnTo(page + 1);
  else if (event.key === 'ArrowLeft') turnTo(page - 1);
  else if (event.key === 'f') document.documentElement.requestFullscreen?.();
  else if (event.key === ' ') {
    event.preventDefault();
    paused = !paused;
    document.body.classList.toggle('paused', paused);
    turnTo(page);
  }
});
large.addEventListener('change', lay);
lay();
turnTo(page);
showTurned();
setTimeout(beat, ASK_MS);
