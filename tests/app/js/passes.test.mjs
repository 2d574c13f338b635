import assert from "node:assert/strict";
import test from "node:test";
import { applyPass, blur, planFrame, stretch, toGrey } from "../../../kiosk/static/app/passes.js";

const grey = (...shades) => Uint8ClampedArray.from(shades);

test("every third empty frame is looked at whole, and after four the other passes take turns", () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((misses) => Object.values(planFrame(misses)).join(" ")),
    ["plain false", "plain false", "plain false", "plain true", "stretch false", "sharpen false", "plain true", "stretch false", "sharpen false", "plain true"]);
});

test("grey is what an eye sees", () => {
  assert.deepEqual([...toGrey(grey(255, 255, 255, 255, 0, 255, 0, 255, 0, 0, 0, 255))], [255, 149, 0]);
});

test("a blur is the mean of the neighbours, also at the edges", () => {
  assert.deepEqual([...blur(grey(9, 9, 9, 9, 90, 9, 9, 9, 9), 3, 3)].map(Math.round), Array(9).fill(0).map((_, at) => [18, 18, 18, 18, 18, 18, 18, 18, 18][at]));
  assert.deepEqual([...blur(grey(7, 7, 7, 7), 2, 2)], [7, 7, 7, 7]);
});

test("a flat picture is spread over the whole range, an even one does no harm", () => {
  const flat = Uint8ClampedArray.from({ length: 100 }, (_, at) => (at < 50 ? 100 : 130));
  const wide = stretch(flat);
  assert.deepEqual([Math.min(...wide), Math.max(...wide)], [0, 255]);
  assert.equal(stretch(grey(5, 5, 5, 5)).length, 4);
});

test("the plain pass touches nothing; the others keep the size", () => {
  const picture = new Uint8ClampedArray(4 * 16).fill(120);
  assert.equal(applyPass(picture, 4, 4, "plain"), picture);
  for (const pass of ["stretch", "sharpen"]) assert.equal(applyPass(picture, 4, 4, pass).length, picture.length);
});
