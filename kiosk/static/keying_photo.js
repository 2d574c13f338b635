// Photographed sheets: the count follows the ticks, and the list of photos follows the reading.  Both work without this file.

const EVERY_MS = 2500;

function followTicks(form) {
  const button = form.querySelector('[data-confirm]');
  form.addEventListener('change', () => {
    const number = form.querySelectorAll('input[name^="filled-"]:checked').length;
    button.value = String(number);
    button.textContent = button.dataset.confirm.replace('%', String(number));
  });
}

const isChoosing = (part) => [...part.querySelectorAll('select')].some((each) => each.value || each === document.activeElement);

async function followReading(part) {
  while (part.hasAttribute('data-reading')) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    if (document.hidden || isChoosing(part)) continue;
    try {
      const answer = await fetch(location.href, { cache: 'no-store', credentials: 'same-origin' });
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('waiting');
      if (!fresh) return;
      if (isChoosing(part)) continue; // what somebody has begun to choose while the answer was on its way is not taken from under their hand
      part.replaceChildren(...fresh.childNodes);
      part.toggleAttribute('data-reading', fresh.hasAttribute('data-reading'));
    } catch {
      // no network for the moment: ask again
    }
  }
}

for (const form of document.querySelectorAll('form.strips')) followTicks(form);
const waiting = document.getElementById('waiting');
if (waiting) followReading(waiting);
