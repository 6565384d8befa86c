// A drawing becomes the very bytes that Python makes of it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PAD, picture, prepareInk } from "../../src/engine/prepare.ts";
import { resized } from "../../src/engine/resample.ts";
import { bytesOf, casesOf } from "./contract.ts";

function inkOfRuns(runs: readonly number[]): Uint8Array {
  const ink = new Uint8Array(PAD * PAD);
  for (let k = 0, at = 0; k < runs.length; at += runs[k + 1], k += 2) ink.fill(runs[k], at, at + runs[k + 1]);
  return ink;
}

describe("preparation", () => {
  test.each(casesOf("preparation"))("$name gives Python's bytes", (one) => {
    const ink = inkOfRuns(one.runs);
    for (const given of [ink, Float32Array.from(ink, (level) => level / 255)]) {
      const { box, scaled, offset, levels, pixels, blank } = prepareInk(given, PAD, PAD);
      expect(box && [box.x, box.y, box.width, box.height]).toEqual(one.box);
      expect({ ...scaled, levels: [...scaled.levels] }).toEqual({
        ...one.scaled,
        levels: [...bytesOf(one.scaled.levels)],
      });
      expect([...levels]).toEqual([...bytesOf(one.levels)]);
      expect([...pixels]).toEqual([...Float32Array.from(levels, (level) => level / 255)]);
      expect(blank).toBe(one.box === null);
      for (let y = 0; y < scaled.height; y++) {
        const start = (offset.top + y) * 28 + offset.left;
        expect(levels.subarray(start, start + scaled.width)).toEqual(
          scaled.levels.subarray(y * scaled.width, (y + 1) * scaled.width),
        );
      }
    }
  });
});

test("any ink at all gives a picture in its frame or a blank, and stays as it is", () => {
  const sides = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }));
  const inks = sides.chain(([width, height]) =>
    fc.tuple(fc.constant({ width, height }), fc.uint8Array({ minLength: width * height, maxLength: width * height })),
  );
  fc.assert(
    fc.property(inks, ([{ width, height }, ink]) => {
      const before = ink.slice();
      const { box, scaled, levels, blank } = prepareInk(ink, width, height);
      expect(ink).toEqual(before);
      expect(levels).toHaveLength(784);
      expect(blank).toBe(!levels.some((level) => level > 0));
      expect(box === null).toBe(blank);
      const sum = (bytes: Uint8Array) => bytes.reduce((total, level) => total + level, 0);
      expect(sum(levels)).toBe(sum(scaled.levels)); // nothing falls out of the frame
    }),
  );
});

test("ink of another size than it says is refused", () => {
  expect(() => prepareInk(new Uint8Array(9), 3, 4)).toThrow("ink is 3 x 4 numbers; got 9");
  expect(() => prepareInk(new Uint8Array(0), 0, 0)).toThrow(RangeError);
});

test("levels of a test digit become its pixels", () => {
  expect([...picture(Uint8Array.of(0, 51, 255)).pixels]).toEqual([0, Math.fround(0.2), 1]);
});

test("an even picture stays even at every size", () => {
  for (const filter of ["bilinear", "bicubic"] as const) {
    for (const [width, height] of [
      [1, 1],
      [3, 9],
      [40, 2],
    ]) {
      const grid = { width: 7, height: 5, levels: new Uint8Array(35).fill(99) };
      expect(resized(grid, width, height, filter)).toEqual({
        width,
        height,
        levels: new Uint8Array(width * height).fill(99),
      });
    }
  }
});
