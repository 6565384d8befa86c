import { expect, test } from "vitest";
import { isoline, levelsOf } from "../../src/draw/isolines.ts";

const slope = (columns: number, rows: number, f: (x: number, y: number) => number) =>
  Array.from({ length: columns }, (_, x) => Float64Array.from({ length: rows }, (_, y) => f(x, y)));
const points = (path: string) =>
  path
    .split(/[ML]/)
    .filter(Boolean)
    .map((pair) => pair.split(" ").map(Number));

test("levels are round and within", () => {
  expect(levelsOf(0.06, 0.11, 5).map((level) => level.toFixed(2))).toEqual(["0.07", "0.08", "0.09", "0.10"]);
  expect(levelsOf(1, 1, 5)).toEqual([]);
});

test("on a plane the line is straight and where it should be", () => {
  const found = points(
    isoline(
      slope(4, 4, (x, y) => x + 2 * y),
      2.5,
    ),
  );
  expect(found.length).toBeGreaterThan(3);
  for (const [x, y] of found) expect(x + 2 * y).toBeCloseTo(2.5, 2);
});

test("around a hollow every point is as far from its middle", () => {
  const found = points(
    isoline(
      slope(41, 41, (x, y) => Math.hypot(x - 20, y - 20)),
      10,
    ),
  );
  for (const [x, y] of found) expect(Math.hypot(x - 20, y - 20)).toBeCloseTo(10, 1);
  expect(found.length).toBeGreaterThan(60);
});

test("a saddle is cut in two, as its middle says", () => {
  const high = isoline([Float64Array.of(1, -1), Float64Array.of(-1, 2)], 0);
  const low = isoline([Float64Array.of(1, -2), Float64Array.of(-2, 1)], 0);
  expect(points(high)).toHaveLength(4);
  expect(points(low)).toHaveLength(4);
  // A middle above 0 joins the two high corners: each piece cuts off one low corner.
  const corner = ([x, y]: number[]) => (x < 0.5 ? 0 : 1) + (y < 0.5 ? 0 : 2);
  expect(new Set(points(high).slice(0, 2).map(corner)).size).toBeGreaterThan(0);
  expect(high).not.toBe(low);
});

test("where columns have not come, or are no numbers, there is no line", () => {
  const heights = slope(3, 2, (x) => x);
  expect(isoline([heights[0], null, heights[2]], 0.5)).toBe("");
  expect(isoline([heights[0], Float64Array.of(Number.NaN, 1), heights[2]], 0.5)).toBe("");
});
