// Follows a PDF in the making, then shows the page again; without this script the page looks again by itself.
const box = document.querySelector("[data-job]");
const bar = box.querySelector("progress");
const heading = box.querySelector("[data-stage]");
const said = (number) => number.toLocaleString(document.documentElement.lang);

function show(job) {
  if (!job.total) return;
  bar.max = job.total;
  bar.value = job.done;
  box.querySelector("[data-count]").hidden = false;
  box.querySelector("[data-done]").textContent = said(job.done);
  box.querySelector("[data-total]").textContent = said(job.total);
  if (heading) heading.textContent = heading.dataset[job.stage];
}

async function look() {
  const answer = await fetch(box.dataset.job, { headers: { Accept: "application/json" } }).catch(() => null);
  const job = answer?.ok ? await answer.json() : { state: "running" };
  show(job);
  if (job.state === "running") setTimeout(look, 400);
  else location.reload();
}

look();
