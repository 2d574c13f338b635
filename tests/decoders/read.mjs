// Reads QR codes with jsQR: frames come in on stdin, one JSON list of texts ("" where none was found) goes out at the end.
// A frame is three little-endian 32-bit numbers (width, height, bytes per pixel: 1 or 4) and its pixels, row by row.
import jsQR from "jsqr";

const HEADER = 12;

function widen(grey) {
  const pixels = new Uint8ClampedArray(grey.length * 4);
  for (let at = 0; at < grey.length; at += 1) pixels.fill(grey[at], at * 4, at * 4 + 3).fill(255, at * 4 + 3, at * 4 + 4);
  return pixels;
}

function readFrame(pixels, width, height, channels) {
  const colours = channels === 1 ? widen(pixels) : new Uint8ClampedArray(pixels);
  const decode = jsQR.default ?? jsQR;
  return decode(colours, width, height, { inversionAttempts: "dontInvert" })?.data ?? "";
}

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const input = Buffer.concat(chunks);

const texts = [];
for (let at = 0; at < input.length; ) {
  const [width, height, channels] = [0, 4, 8].map((offset) => input.readUInt32LE(at + offset));
  const end = at + HEADER + width * height * channels;
  if ((channels !== 1 && channels !== 4) || end > input.length) throw new Error(`Bad frame at byte ${at}`);
  texts.push(readFrame(input.subarray(at + HEADER, end), width, height, channels));
  at = end;
}
process.stdout.write(JSON.stringify(texts));
