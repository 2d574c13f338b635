// Parts of a page that keep themselves up to date: each asks its own address every few seconds and changes when the answer has.
// Unlike a page that is asked for again (live.js), this works on a page that a POST answered, such as the pairing code.

const EVERY_MS = 3000;

async function refresh(part, known) {
  const headers = known ? { 'If-None-Match': known } : {};
  const answer = await fetch(part.dataset.part, { headers, cache: 'no-store', credentials: 'same-origin' });
  if (answer.status !== 200 || answer.redirected) return known;
  const html = await answer.text();
  // Whoever is choosing something in here is not disturbed; the next round brings the news.
  if (part.querySelector('details[open]') || part.contains(document.activeElement)) return null;
  part.innerHTML = html;
  return answer.headers.get('ETag');
}

async function keepFresh(part) {
  let known = null;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    if (document.hidden) continue;
    try {
      known = await refresh(part, known);
    } catch {
      known = null; // no network for the moment: ask again
    }
  }
}

for (const part of document.querySelectorAll('[data-part]')) keepFresh(part);
