// Decodes pictures beside the page, so that the camera's picture and the buttons never stall.

import { decode, prepare } from "./decode.js";

const ready = prepare();
ready.then(() => postMessage({ ready: true }), (error) => postMessage({ failed: String(error) }));

addEventListener("message", async (event) => {
  const { number, data, width, height, pass } = event.data;
  try {
    postMessage({ number, texts: await decode({ data: new Uint8ClampedArray(data), width, height }, pass) });
  } catch (error) {
    postMessage({ number, texts: [], error: String(error) });
  }
});
