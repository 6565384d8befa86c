import { expect, test } from "vitest";
import { brightness, signed } from "../../src/draw/colours.ts";
import { contrast, inkOn } from "../../src/draw/contrast.ts";

test("black on white is 21 to 1, a colour on itself 1", () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21);
  expect(contrast([9, 8, 7], [9, 8, 7])).toBe(1);
});

test("a number can be read on every colour of both scales, in both themes", () => {
  for (let step = -100; step <= 100; step++) {
    for (const colour of [signed(step / 100, true), signed(step / 100, false), brightness(step / 100)]) {
      expect(contrast(colour, inkOn(colour))).toBeGreaterThanOrEqual(4.5);
    }
  }
});
