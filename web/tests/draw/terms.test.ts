import fc from "fast-check";
import { expect, test } from "vitest";
import { extremes, largest, written } from "../../src/draw/terms.ts";

function ordered(terms: Float64Array): Int32Array {
  return Int32Array.from(terms.keys()).sort((i, j) => Math.abs(terms[j]) - Math.abs(terms[i]) || i - j);
}

const terms = Float64Array.of(0.5, -2, 0, 1, 0);

test("the largest terms come first, each with the sum so far, and the rest is told", () => {
  expect(written(terms, ordered(terms), 2)).toEqual({
    lines: [
      { source: 1, term: -2, running: -2 },
      { source: 3, term: 1, running: -1 },
    ],
    others: 1,
    rest: 0.5,
    zeros: 2,
    total: -0.5,
  });
});

test("terms that are 0 are never listed, however many are asked for", () => {
  expect(written(terms, ordered(terms), 784).lines.map((line) => line.source)).toEqual([1, 3, 0]);
  expect(written(new Float64Array(3), Int32Array.of(0, 1, 2), 8)).toEqual({
    lines: [],
    others: 0,
    rest: 0,
    zeros: 3,
    total: 0,
  });
});

test("however many are shown, lines, rest and zeros are all of the terms, and their sum is the whole", () => {
  const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 40 });
  fc.assert(
    fc.property(numbers, fc.nat(50), (values, count) => {
      const all = Float64Array.from(values);
      const { lines, others, rest, zeros, total } = written(all, ordered(all), count);
      expect(lines.length + others + zeros).toBe(all.length);
      expect((lines.at(-1)?.running ?? 0) + rest).toBe(values.reduce((sum, one) => sum + one, 0));
      expect(total).toBe(values.reduce((sum, one) => sum + one, 0));
    }),
  );
});

test("who speaks most for and most against is found, and nobody where nobody does", () => {
  expect(extremes(terms)).toEqual({ most: 3, least: 1 });
  expect(extremes(Float64Array.of(0, 2))).toEqual({ most: 1, least: null });
  expect(extremes(new Float64Array(4))).toEqual({ most: null, least: null });
});

test("the largest size counts both signs and is never 0", () => {
  expect(largest(terms, [1])).toBe(2);
  expect(largest([0], [])).toBe(1);
});
