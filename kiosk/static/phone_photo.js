// Reads a code from a photo, on plain http too: the reader and its wasm come from our own address.
const corner = document.getElementById("photo");
const input = corner.querySelector("input");
const line = corner.querySelector("[role=status]");
const LONGEST_SIDE = 1600;
const OURS = /\/F\/([0-9A-Z]{10})\b/i;

async function shrink(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const drawing = canvas.getContext("2d");
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return drawing.getImageData(0, 0, canvas.width, canvas.height);
}

async function readCode(file) {
  const { prepareZXingModule, readBarcodes } = await import(corner.dataset.reader);
  prepareZXingModule({ overrides: { locateFile: () => corner.dataset.wasm } });
  const found = await readBarcodes(await shrink(file), { formats: ["QRCode"], tryHarder: true });
  return found.map((one) => one.text);
}

async function readPhoto() {
  if (!input.files.length) return;
  line.textContent = line.dataset.reading;
  const texts = await readCode(input.files[0]).catch(() => []);
  const code = texts.map((text) => OURS.exec(text)?.[1]).find(Boolean);
  input.value = "";
  if (code) location.assign(`${corner.dataset.open}?code=${encodeURIComponent(code)}`);
  else line.textContent = texts.length ? line.dataset.foreign : line.dataset.nothing;
}

input.addEventListener("change", readPhoto);
corner.hidden = false;
readPhoto(); // a browser may keep a photo that was chosen before this was here, as after going back
