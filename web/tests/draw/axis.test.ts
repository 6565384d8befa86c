import fc from "fast-check";
import { expect, test } from "vitest";
import { axisOver, axisWithin, digitsFor, digitsOf, roundStep } from "../../src/draw/axis.ts";

test("steps are 1, 2 or 5 times a power of ten", () => {
  expect([0.3, 1, 1.01, 3, 6, 30_001].map(roundStep)).toEqual([0.5, 1, 2, 5, 10, 50_000]);
});

test("an axis over numbers has round ends around them, and few ticks", () => {
  const axis = axisOver(0.0637, 0.0751, 3);
  expect(axis.ticks.map((tick) => tick.toFixed(axis.digits))).toEqual(["0.060", "0.065", "0.070", "0.075", "0.080"]);
  fc.assert(
    fc.property(
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      (low, room) => {
        const { low: first, high: last, ticks } = axisOver(low, low + room, 3);
        expect(first).toBeLessThanOrEqual(low + 1e-6 * room);
        expect(last).toBeGreaterThanOrEqual(low + room - 1e-6 * room);
        expect(ticks.length).toBeGreaterThanOrEqual(2);
        expect(ticks.length).toBeLessThanOrEqual(6);
      },
    ),
  );
});

test("an axis over numbers holds still while they move a little", () => {
  expect(axisOver(0.12, 0.81, 3)).toEqual(axisOver(0.14, 0.79, 3));
});

test("an axis within a range keeps its ends, and its ticks are round", () => {
  expect(axisWithin(-4, 4, 4)).toEqual({ low: -4, high: 4, ticks: [-4, -2, 0, 2, 4], digits: 0 });
  expect(axisWithin(0.25, 0.75, 4)).toEqual({ low: 0.25, high: 0.75, ticks: [0.4, 0.6000000000000001], digits: 1 });
});

test("digits tell ticks apart, and show what is significant", () => {
  expect([100, 1, 0.5, 0.02, 0.25].map(digitsOf)).toEqual([0, 0, 1, 2, 1]);
  expect([0.00021, -0.5, 12, 0, 1e-12, Number.NaN].map((value) => digitsFor(value, 3))).toEqual([6, 3, 1, 2, 8, 2]);
});
