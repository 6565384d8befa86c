import fc from "fast-check";
import { expect, test } from "vitest";
import { paceOf, rangeOf, turnedBy } from "../../src/draw/range.ts";
import { LIMIT } from "../../src/lab/bench.ts";

test("a knob goes beyond the largest of its layer, to a round number", () => {
  expect(rangeOf(3.4, 0.1, 0.1).reach).toBe(10);
  expect(rangeOf(0.04, 0.01, 0.01).reach).toBeCloseTo(0.1, 12);
  expect(rangeOf(1, 0, 0).reach).toBe(2);
});

test("it holds still while the number stays within, and grows where it goes beyond", () => {
  expect(rangeOf(3.4, 9.99, 0).reach).toBe(10);
  expect(rangeOf(3.4, 10.01, 0).reach).toBe(20);
  expect(rangeOf(3.4, 0, -45).reach).toBe(50);
});

test("every number fits, and none goes beyond what a number can be", () => {
  const numbers = fc.double({ min: -LIMIT, max: LIMIT, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: 1e-6, max: 1e5, noNaN: true }), numbers, (scale, value) => {
      const { reach, step } = rangeOf(scale, value);
      expect(reach).toBeGreaterThanOrEqual(Math.abs(value));
      expect(reach).toBeLessThanOrEqual(LIMIT);
      expect(step).toBeGreaterThan(0);
    }),
  );
});

test("steps land on round numbers", () => {
  expect(turnedBy(-0.437123, 1, 0.01)).toBe(-0.43);
  expect(turnedBy(0.2, 1, 0.1)).toBe(0.3);
  expect(turnedBy(0.5, -10, 0.01)).toBe(0.4);
  expect(turnedBy(0.5, 0.1, 0.01)).toBe(0.501);
  expect(turnedBy(LIMIT, 10, 100)).toBe(LIMIT);
});

test("Shift takes ten steps at once, Alt a tenth of one", () => {
  expect(paceOf({ shiftKey: false, altKey: false })).toBe(1);
  expect(paceOf({ shiftKey: true, altKey: false })).toBe(10);
  expect(paceOf({ shiftKey: false, altKey: true })).toBe(0.1);
});
