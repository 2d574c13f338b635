// Says when the server was last heard, and keeps a projector's screen from going dark where the browser can.

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
document.addEventListener('keydown', (event) => { if (event.key === 'f') document.documentElement.requestFullscreen?.(); });
stayOn();
