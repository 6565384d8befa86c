// Losses: known values, slopes against central differences, exact where activations have saturated, refusals in words.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACTIVATION_NAMES, type ActivationName } from "../../src/engine/activations.ts";
import { costOf, costSlopes, type LossName, lossOf } from "../../src/engine/losses.ts";
import { gap } from "./contract.ts";

const STEP = 1e-6;
const sums = fc
  .array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 2, maxLength: 6 })
  .map((z) => Float64Array.from(z, (one) => (Math.abs(one) < 1e-3 ? one + 0.01 : one))); // away from relu's corner
const pairs: [LossName, ActivationName][] = [
  ...ACTIVATION_NAMES.map((name): [LossName, ActivationName] => ["quadratic", name]),
  ["cross-entropy", "softmax"],
  ["cross-entropy", "sigmoid"],
];

test("the loss that goes with the outputs is Python's choice", () => {
  expect(ACTIVATION_NAMES.map(lossOf)).toEqual([...Array(5).fill("quadratic"), "cross-entropy"]);
});

describe.each(pairs)("%s with %s outputs", (loss, output) => {
  test("its slopes are those of central differences", () => {
    fc.assert(
      fc.property(sums, fc.nat(), (z, any) => {
        const label = any % z.length;
        const cost = (by: number, at: number) =>
          costOf(
            loss,
            output,
            z.map((one, j) => (j === at ? one + by : one)),
            label,
          );
        const measured = z.map((_, j) => (cost(STEP, j) - cost(-STEP, j)) / (2 * STEP));
        expect(gap(costSlopes(loss, output, z, label), measured)).toBeLessThan(2e-6);
      }),
    );
  });

  test("a label that no output stands for is refused in words", () => {
    for (const label of [-1, 2, 0.5, Number.NaN]) {
      expect(() => costOf(loss, output, Float64Array.of(1, 2), label)).toThrow(/labels are 0 to 1.*got/);
      expect(() => costSlopes(loss, output, Float64Array.of(1, 2), label)).toThrow(RangeError);
    }
  });
});

test("ten outputs at a half cost 2.5, and a blind guess costs ln 10", () => {
  const blind = new Float64Array(10);
  expect(costOf("quadratic", "sigmoid", blind, 3)).toBeCloseTo(2.5, 12);
  expect(costOf("cross-entropy", "softmax", blind, 3)).toBeCloseTo(Math.log(10), 12);
  expect(costOf("cross-entropy", "sigmoid", blind, 3)).toBeCloseTo(10 * Math.log(2), 12);
});

test("where activations have saturated the cross-entropy still tells a thousand from two thousand", () => {
  for (const output of ["softmax", "sigmoid"] as const) {
    const [one, two] = [1000, 2000].map((z) => costOf("cross-entropy", output, Float64Array.of(0, z), 0));
    expect([one, two]).toEqual(output === "softmax" ? [1000, 2000] : [1000 + Math.LN2, 2000 + Math.LN2]);
  }
  expect(costOf("quadratic", "sigmoid", Float64Array.of(-1e300, 1e300), 0)).toBeCloseTo(2, 12);
});

test("cross-entropy means nothing for other outputs, and says so", () => {
  expect(() => costOf("cross-entropy", "relu", Float64Array.of(1, 2), 0)).toThrow(/needs softmax or sigmoid.*relu/);
  expect(() => costSlopes("cross-entropy", "identity", Float64Array.of(1, 2), 0)).toThrow(/use the quadratic loss/);
});
