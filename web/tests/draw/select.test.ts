import fc from "fast-check";
import { expect, test } from "vitest";
import { scaleOf } from "../../src/draw/colours.ts";
import { kthLargest } from "../../src/draw/select.ts";

const numbers = fc.float32Array({ minLength: 1, maxLength: 300, noNaN: true, min: -1000, max: 1000 });

test("the k-th largest is the one that sorting finds", () => {
  fc.assert(
    fc.property(numbers, fc.nat(), (values, any) => {
      const k = 1 + (any % values.length);
      expect(kthLargest(values.slice(), k)).toBe(values.slice().sort()[values.length - k]);
    }),
  );
});

test("the scale of many numbers is the 99.5% quantile of their sizes, as sorting finds it", () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const sizes = values.map(Math.abs).sort();
      const place = (sizes.length - 1) * 0.995;
      const [low, high] = [sizes[Math.floor(place)], sizes[Math.min(Math.floor(place) + 1, sizes.length - 1)]];
      expect(scaleOf(values)).toBeCloseTo(low + (high - low) * (place - Math.floor(place)) || 1, 4);
    }),
  );
});

test("the scale of zeros, and of nothing, is 1", () => {
  expect(scaleOf(new Float32Array(5))).toBe(1);
  expect(scaleOf([])).toBe(1);
});
