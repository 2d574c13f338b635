// The flyer beside the form is drawn anew as one types; without this script a button does the same.
const form = document.querySelector("form.drawn");
const sheet = document.querySelector(".sheet");
const problem = document.querySelector(".problem");
const nearest = form.querySelector(".nearest");
const file = form.elements.picture; // only where a picture can be chosen, as the next two
const own = form.elements.accent;
const PAUSE_MS = 350;
let waiting = 0;
let request = null;
let smaller = null;

// A preview needs no twelve megapixels: what is saved is the file itself.
async function reduce(picture) {
  try {
    const bitmap = await createImageBitmap(picture);
    const share = Math.min(1, Math.max(1600 / Math.max(bitmap.width, bitmap.height), 1200 / Math.min(bitmap.width, bitmap.height)));
    if (share === 1 && picture.size < 1_000_000) return picture;
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * share);
    canvas.height = Math.round(bitmap.height * share);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob((blob) => done(blob || picture), "image/jpeg", 0.85));
  } catch {
    return picture; // no picture that this browser knows: the kiosk says why
  }
}

async function draw() {
  request?.abort();
  request = new AbortController();
  const mine = request;
  sheet.classList.add("busy");
  try {
    const data = new FormData(form);
    if (file?.files.length) {
      smaller ??= reduce(file.files[0]);
      data.set("picture", await smaller, "picture");
    }
    const answer = await fetch(sheet.dataset.from, { method: "POST", body: data, signal: mine.signal });
    if (answer.ok) show(await read(await answer.blob()));
    else complain(answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : { message: problem.dataset.lost, nearest: "" });
  } catch (error) {
    if (error.name !== "AbortError") complain({ message: problem.dataset.lost, nearest: "" });
  } finally {
    if (mine === request) sheet.classList.remove("busy");
  }
}

function read(blob) {
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(blob);
  });
}

function show(address) {
  sheet.src = address;
  sheet.hidden = false;
  sheet.classList.remove("old");
  problem.hidden = true;
  if (nearest) nearest.hidden = true;
}

function complain({ message, nearest: colour }) {
  problem.querySelector("span").textContent = message;
  problem.hidden = false;
  sheet.classList.add("old");
  if (!nearest) return;
  nearest.hidden = !colour;
  nearest.value = colour;
  nearest.querySelector("b").textContent = colour;
}

form.addEventListener("input", (event) => {
  if (file && event.target === file) smaller = null;
  if (own && event.target === own) form.elements.palette.value = "own";
  clearTimeout(waiting);
  waiting = setTimeout(draw, PAUSE_MS);
});

nearest?.addEventListener("click", (event) => {
  event.preventDefault();
  own.value = nearest.value;
  form.elements.palette.value = "own";
  draw();
});
