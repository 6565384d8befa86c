// The answer is the command's: digit, confidence, runner-up, and none where the numbers overflow.
import fc from "fast-check";
import { expect, test } from "vitest";
import { reading } from "../../src/engine/reading.ts";
import { casesOf, gap } from "./contract.ts";

test.each(casesOf("reading"))("$name is read as the command reads it", (one) => {
  const found = reading(Float64Array.from(one.z, Number), one.temperature);
  expect(found.digit).toBe(one.digit);
  expect(found.runnerUp).toBe(one.runner_up);
  expect(found.reason).toBe(one.reason);
  expect(found.confidence).toBeCloseTo(one.confidence, 12);
  expect(found.runnerUpConfidence).toBeCloseTo(one.runner_up_confidence, 12);
  expect(gap(found.probabilities, one.probabilities ?? one.z.map(() => 0))).toBeLessThan(1e-12);
});

test("j126: what overflows in single precision is no answer here either", () => {
  expect(reading(Float64Array.of(1e39, 0))).toMatchObject({ digit: null, order: [], reason: "OVERFLOW" });
  expect(reading(Float64Array.of(3e38, 0)).digit).toBe(0);
});

test("probabilities sum to 1 and fall along the order, at any temperature of a file", () => {
  fc.assert(
    fc.property(
      fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 2, maxLength: 12 }),
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      (z, temperature) => {
        const { order, probabilities } = reading(Float64Array.from(z), temperature);
        expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
        expect([...order].sort((left, right) => left - right)).toEqual([...z.keys()]);
        for (let k = 1; k < order.length; k++) {
          expect(probabilities[order[k]]).toBeLessThanOrEqual(probabilities[order[k - 1]]);
        }
      },
    ),
  );
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("a temperature of %d is refused", (temperature) => {
  expect(() => reading(Float64Array.of(1, 2), temperature)).toThrow("a temperature is finite and above 0");
});
