// Keeps an open page honest: the event's status appears within ten seconds, and home and the stock load anew when a figure changed.
const script = document.querySelector("script[data-pulse]");
const trouble = document.getElementById("trouble");
const EVERY_MS = 5000;
let busyUntil = 0;
let version = script.dataset.version ? `"${script.dataset.version}"` : "";

function show(sentence, status) {
  const message = document.createElement("div");
  message.className = `message tone-${status === "cancelled" ? "bad" : "warn"}`;
  const line = document.createElement("p");
  line.textContent = sentence;
  message.append(line);
  trouble.replaceChildren(...(sentence ? [message] : []));
}

async function look() {
  if (document.hidden) return;
  const answer = await fetch(script.dataset.pulse, { headers: version ? { "If-None-Match": version } : {}, cache: "no-store" });
  if (!answer.ok) return; // 304: nothing new; an error: the next look will tell
  const { sentence, status } = await answer.json();
  // Only home and the stock, which have no field to lose, are loaded anew: not under a finger or an open menu, nor while a tap is on its way.
  if (!script.dataset.version) version = answer.headers.get("ETag") ?? "";
  else if (Date.now() > busyUntil && !document.querySelector("details[open]")) return location.reload();
  show(sentence, status);
}

for (const [kind, milliseconds] of [["pointerdown", 3000], ["submit", 60000]]) {
  addEventListener(kind, () => (busyUntil = Date.now() + milliseconds));
}
addEventListener("pageshow", () => (busyUntil = 0));
setInterval(() => look().catch(() => undefined), EVERY_MS); // a lost network must not stop the looking
