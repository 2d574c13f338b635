// Keeps the app on the phone: two named lists of files per version (in front of this file), the shell for every page of the app,
// and never an answer of the kiosk's: facts wait in the queue, figures are asked for anew.
/* global VERSION, FIRST, LATER */

const KEPT = `kiosk-app-${VERSION}`;
const SHELL = "/app/";

const FILES = [...FIRST, ...LATER];

// On a phone that had no app yet counting comes first; a newer version takes over only when it is whole, since the one before it is.
self.addEventListener("install", (event) => event.waitUntil(keep(self.registration.active ? FILES : FIRST)));

/** What a version's folder holds never changes, so what the page has just fetched is not fetched again. @param {string[]} files */
async function keep(files) {
  const kept = await caches.open(KEPT);
  await kept.addAll(files.map((file) => new Request(file, { cache: file.includes(`/${VERSION}/`) ? "default" : "reload", credentials: "omit" })));
}

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
  if (event.data === "keep the rest") event.waitUntil(keepMissing().then(() => event.ports[0].postMessage(true), () => event.ports[0].postMessage(false)));
  if (event.data === "all here?") event.waitUntil(isWhole().then((whole) => event.ports[0].postMessage(whole)));
});

/** The files of this version that are not kept: those of a first load that was cut off, or what a browser without room has dropped. */
async function listMissing() {
  const kept = await caches.open(KEPT);
  const found = await Promise.all(FILES.map((file) => kept.match(file)));
  return FILES.filter((_, place) => !found[place]);
}

const keepMissing = async () => keep(await listMissing());
const isWhole = async () => (await listMissing()).length === 0;

// Where the browser offers it, it wakes the worker once there is a network: open pages are told to send.
self.addEventListener("sync", (event) => {
  if (event.tag === "kiosk-outbox") event.waitUntil(self.clients.matchAll().then((pages) => pages.forEach((page) => page.postMessage("send"))));
});
