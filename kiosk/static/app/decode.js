// Reads every QR code in a picture: zxing-wasm from our own address, the module and its wasm of one version.

import { applyPass } from "./passes.js";

const READER = new URL("./vendor/zxing-wasm/reader/index.js", import.meta.url).href;
const WASM = new URL("./vendor/zxing-wasm/reader/zxing_reader.wasm", import.meta.url).href;
const MOST = 32;

/** @type {Promise<any> | null} */
let reader = null;

/** Load the reader; the first picture need not wait for it then. */
export function prepare() {
  reader ??= import(READER).then((module) => {
    module.prepareZXingModule({ overrides: { locateFile: () => WASM }, fireImmediately: true });
    return module;
  });
  return reader;
}

/**
 * @param {{data: Uint8ClampedArray, width: number, height: number}} picture @param {import("./passes.js").Pass} [pass]
 * @returns {Promise<string[]>} the texts of all codes, each once
 */
export async function decode({ data, width, height }, pass = "plain") {
  const { readBarcodes } = await prepare();
  const seen = applyPass(data, width, height, pass);
  const picture = typeof ImageData === "undefined" ? { data: seen, width, height } : new ImageData(/** @type {any} */ (seen), width, height);
  const found = await readBarcodes(picture, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: MOST });
  return [...new Set(/** @type {string[]} */ (found.map((/** @type {any} */ one) => one.text).filter(Boolean)))];
}
