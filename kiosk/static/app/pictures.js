// Small drawings of where to tap, for each browser: no words in them, so that they need no translation.

const PHONE = '<rect x="1.500" y="1.500" width="157" height="61" rx="6" fill="none"/>';
const PILL = '<rect x="34" y="18" width="92" height="28" rx="14" fill="none"/>';
/** A ring around the sign to tap. @param {number} x */
const ring = (x) => `<circle cx="${x}" cy="32" r="15" fill="#ffd166" stroke-width="3"/>`;
const DOTS = [-6, 0, 6];

/** @type {Record<string, string>} */
const DRAWN = {
  camera_android: `${PILL}${ring(50)}<path d="M43 28h14M43 36h14"/><circle cx="47" cy="28" r="2.500"/><circle cx="53" cy="36" r="2.500"/>`,
  camera_iphone: `${PILL}${ring(50)}<rect x="43" y="25" width="14" height="9" rx="2" fill="none"/><path d="M43 39h14"/>`,
  camera_wechat: `${ring(138)}${DOTS.map((by) => `<circle cx="${138 + by}" cy="32" r="1.500"/>`).join("")}<path d="m14 24-7 8 7 8"/>`,
  home_android: `${PILL}${ring(142)}${DOTS.map((by) => `<circle cx="142" cy="${32 + by}" r="1.500"/>`).join("")}`,
  home_iphone: `${ring(80)}<path d="M80 36V21m-5 5 5-5 5 5M75 29h-3v12h16V29h-3"/><path d="m24 25-7 7 7 7M136 25l7 7-7 7"/>`,
};
DRAWN.home_wechat = DRAWN.camera_wechat;

/** @typedef {"android" | "iphone" | "wechat"} Browser */

/** @param {"camera" | "home"} what @param {Browser} browser */
export function picture(what, browser) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="drawn" viewBox="0 0 160 64" aria-hidden="true">${PHONE}${DRAWN[`${what}_${browser}`]}</svg>`;
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}

/** Which browser this is, as far as the way to its settings goes. @param {{userAgent: string, maxTouchPoints?: number}} device @returns {Browser} */
export function browserOf({ userAgent, maxTouchPoints = 0 }) {
  if (/MicroMessenger/i.test(userAgent)) return "wechat";
  const isTablet = /Macintosh/.test(userAgent) && maxTouchPoints > 1;
  return isTablet || /iPhone|iPad|iPod/.test(userAgent) ? "iphone" : "android";
}
