// Activation functions: values at known places, slopes against central differences, and nothing ever overflows.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ACTIVATION_NAMES,
  activate,
  curveOf,
  isActivationName,
  pull,
  slopesOf,
  softmax,
} from "../../src/engine/activations.ts";
import { gap } from "./contract.ts";

const STEP = 1e-6;
const sums = fc
  .array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 1, maxLength: 6 })
  .map((z) => Float64Array.from(z, (one) => (Math.abs(one) < 1e-3 ? one + 0.01 : one))); // away from relu's corner

function nudged(z: Float64Array, at: number, by: number): Float64Array {
  return z.map((one, i) => (i === at ? one + by : one));
}

describe.each(ACTIVATION_NAMES)("%s", (name) => {
  test("its slopes are those of central differences", () => {
    fc.assert(
      fc.property(sums, (z) => {
        const slopes = slopesOf(name, activate(name, z));
        const measured = z.map(
          (_, j) => (activate(name, nudged(z, j, STEP))[j] - activate(name, nudged(z, j, -STEP))[j]) / (2 * STEP),
        );
        expect(gap(slopes, measured)).toBeLessThan(1e-7);
      }),
    );
  });

  test("it pulls slopes back as central differences do", () => {
    fc.assert(
      fc.property(sums, (z) => {
        const upstream = z.map((_, j) => Math.sin(3 * j + 1));
        const along = (at: Float64Array) => activate(name, at).reduce((sum, a, j) => sum + a * upstream[j], 0);
        const measured = z.map((_, j) => (along(nudged(z, j, STEP)) - along(nudged(z, j, -STEP))) / (2 * STEP));
        expect(gap(pull(name, activate(name, z), upstream), measured)).toBeLessThan(1e-7);
      }),
    );
  });

  test("it stays finite wherever z is", () => {
    const far = Float64Array.of(-1e300, -1e4, -0, 0, 1e4, 1e300);
    const a = activate(name, far);
    for (const values of [a, slopesOf(name, a), pull(name, a, far.map(Math.sign))]) {
      expect(values.every(Number.isFinite)).toBe(true);
    }
  });
});

test("known values", () => {
  expect(activate("sigmoid", Float64Array.of(0))[0]).toBe(0.5);
  expect([...activate("relu", Float64Array.of(-2, 3))]).toEqual([0, 3]);
  expect([...activate("leaky_relu", Float64Array.of(-2, 3))]).toEqual([-0.02, 3]);
  expect([...softmax(Float64Array.of(1e4, 1e4))]).toEqual([0.5, 0.5]);
  expect(curveOf("sigmoid")?.slope(0.5)).toBe(0.25);
  expect(curveOf("softmax")).toBeNull();
});

test("what is nearly 0 stays a normal number, so that nothing it is multiplied with is lost", () => {
  for (const a of [activate("sigmoid", Float64Array.of(-1e4))[0], softmax(Float64Array.of(-1e4, 0))[0]]) {
    expect(a).toBeGreaterThan(1e-155);
    expect(a).toBeLessThan(1e-150);
  }
});

test("only the six names are activation functions", () => {
  expect(ACTIVATION_NAMES.every(isActivationName)).toBe(true);
  for (const other of ["Sigmoid", "__proto__", "toString", "", null, 3]) expect(isActivationName(other)).toBe(false);
});
