// Keeps the app on the phone: one named list of files per version (in front of this file), the shell for every page of the app,
// and never an answer of the kiosk's: facts wait in the queue, figures are asked for anew.
/* global VERSION, FILES */

const KEPT = `kiosk-app-${VERSION}`;
const SHELL = "/app/";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(FILES.map((file) => new Request(file, { cache: "reload", credentials: "omit" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("kiosk-app-") && name !== KEPT).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate" && address.pathname === SHELL) event.respondWith(fromKept(SHELL, request));
  else if (FILES.includes(address.pathname)) event.respondWith(fromKept(address.pathname, request));
});

/** What is kept, else what the network has. */
async function fromKept(path, request) {
  const kept = await caches.open(KEPT);
  return (await kept.match(path)) ?? fetch(request);
}

self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  if (event.data === "all here?") event.waitUntil(isWhole().then((whole) => event.ports[0].postMessage(whole)));
});

/** Whether every file of this version is kept: a browser that runs out of room may drop some. */
async function isWhole() {
  const kept = await caches.open(KEPT);
  return (await Promise.all(FILES.map((file) => kept.match(file)))).every(Boolean);
}

// Where the browser offers it, it wakes the worker once there is a network: open pages are told to send.
self.addEventListener("sync", (event) => {
  if (event.tag === "kiosk-outbox") event.waitUntil(self.clients.matchAll().then((pages) => pages.forEach((page) => page.postMessage("send"))));
});
