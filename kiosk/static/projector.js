// Says when the server was last heard, and keeps a projector's screen from going dark where the browser can.
// Keys: f fills the screen, Escape leaves that, and from a screen that is not filled the page.

const clock = document.querySelector('[data-heard]');
document.addEventListener('kiosk:heard', () => {
  clock.textContent = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: clock.dataset.zone });
});

async function stayOn() {
  try {
    if (!document.hidden) await navigator.wakeLock?.request('screen');
  } catch {
    // a low battery or an old browser: then the computer's own setting decides
  }
}

document.addEventListener('visibilitychange', stayOn);

const fill = () => document.documentElement.requestFullscreen?.().catch(() => {}); // the browser may say no
const button = document.querySelector('[data-fill]');
button.hidden = !document.fullscreenEnabled;
button.addEventListener('click', fill);
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.toLowerCase() === 'f') fill();
  else if (event.key === 'Escape' && !document.fullscreenElement) location.assign(document.querySelector('[data-back]').href);
});
stayOn();
