import { expect, test } from "vitest";
import { BAR, barsOf, HALF } from "../../src/draw/bars.ts";

test("positive numbers rise from the line, negative ones hang, zero is no bar", () => {
  const bars = barsOf([1, 0, -0.5], 1);
  expect(bars.width).toBe(3 * BAR);
  expect(bars.positive).toBe(`M2 ${HALF}h10v-44.00h-10z`);
  expect(bars.negative).toBe(`M30 ${HALF}h10v22.00h-10z`);
});

test("what is beyond the scale is no higher than the drawing", () => {
  expect(barsOf([7, -7], 2)).toEqual(barsOf([2, -2], 2));
});
