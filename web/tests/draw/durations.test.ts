import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decadesOver, durationOf, rounded } from "../../src/draw/durations.ts";

test.each([
  [4.13e-3, 4.1, 1, "ms"],
  [8.44e-6, 8.4, 1, "µs"],
  [4.4e-7, 440, 0, "ns"],
  [0.0264, 26, 0, "ms"],
  [246, 4.1, 1, "min"],
  [59.9, 1, 0, "min"],
  [0.99999, 1, 0, "s"],
  [7300, 2, 0, "h"],
  [1e-10, 0.1, 2, "ns"],
] as const)("%d seconds are said as a person would", (seconds, value, digits, unit) => {
  const said = durationOf(seconds);
  expect([said.digits, said.unit]).toEqual([digits, unit]);
  expect(Number(said.value.toFixed(said.digits))).toBeCloseTo(value, 9);
});

test("what is known to two digits is told to two", () => {
  expect([8954, 481, 1, 0.0123].map(rounded)).toEqual([9000, 480, 1, 0.012]);
});

test("a scale goes from power to power of ten, from the one below all times to the one above", () => {
  const scale = decadesOver([4.1e-3, 8.4e-6, 1e-6]);
  expect(scale.ticks).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 1e-2]);
  expect(scale.ticks.map(scale.place).map((place) => Math.round(place * 1e9) / 1e9)).toEqual([0, 0.25, 0.5, 0.75, 1]);
  expect(decadesOver([1e-3]).ticks).toEqual([1e-3, 1e-2]);
});

test("whatever the times, all of them are on the scale", () => {
  const time = fc.double({ min: 1e-9, max: 1e5, noNaN: true });
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 3 }), (times) => {
      const { ticks, place } = decadesOver(times);
      expect(ticks.length).toBeGreaterThan(1);
      for (const one of times) {
        expect(place(one)).toBeGreaterThanOrEqual(-0.000001);
        expect(place(one)).toBeLessThanOrEqual(1.000001);
      }
    }),
  );
});
