// When the drawn phone has turned to another page something may have been counted: look at once.
document.getElementById('phone').addEventListener('load', () => document.dispatchEvent(new Event('kiosk:refresh')));
