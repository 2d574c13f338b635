// Follows a PDF in the making, then shows the page again; without this script the page looks again by itself.
const box = document.querySelector("[data-job]");
const bar = box.querySelector("progress");
const done = box.querySelector("[data-done]");

async function look() {
  const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } }).catch(() => null);
  const job = answer?.ok ? await answer.json() : { state: "running", done: bar.value };
  bar.value = job.done;
  done.textContent = job.done.toLocaleString(document.documentElement.lang);
  if (job.state === "running") setTimeout(look, 400);
  else location.reload();
}

look();
