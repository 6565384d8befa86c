import { expect, test } from "vitest";
import { signed } from "../../src/draw/colours.ts";
import { downhill, type Grid, knownOf, placeOn, refined, shadeLosses } from "../../src/draw/loss-map.ts";

function gridOf(f: (x: number, y: number) => number, columns = 9, rows = 5): Grid {
  const [across, up] = [
    { low: -2, high: 2 },
    { low: 0, high: 4 },
  ];
  const lines = Array.from({ length: columns }, (_, i) =>
    Float64Array.from({ length: rows }, (_, j) => f(-2 + (4 * i) / (columns - 1), (4 * j) / (rows - 1))),
  );
  return { across, up, columns: lines, rows };
}

function coloursOf(grid: Grid, dark = false): number[][] {
  const data = new Uint8ClampedArray(4 * grid.columns.length * grid.rows);
  shadeLosses(data, grid, [0, 1], dark);
  return Array.from({ length: data.length / 4 }, (_, i) => [...data.subarray(4 * i, 4 * i + 4)]);
}

test("the least loss has the colour of the paper, the most the deepest, and the second knob's low end is below", () => {
  const [topLeft, topRight, bottomLeft] = coloursOf(gridOf((_, y) => y / 4, 2, 2));
  expect(bottomLeft).toEqual([...signed(0, false), 255]);
  expect(topLeft).toEqual([...signed(-0.8, false), 255]);
  expect(topRight).toEqual(topLeft);
});

test("what lies a little beyond the extent has the colours of its ends", () => {
  const colours = coloursOf(gridOf((x) => (x > 0 ? 1.1 : -0.1), 2, 1));
  expect(colours).toEqual([
    [...signed(0, false), 255],
    [...signed(-0.8, false), 255],
  ]);
});

test("what is no number, and what has not come, is left clear", () => {
  const grid = gridOf((x) => (x > 0 ? Number.NaN : 1), 2, 1);
  expect(coloursOf(grid)[1]).toEqual([0, 0, 0, 0]);
  expect(coloursOf({ ...grid, columns: [grid.columns[0], null] })[1]).toEqual([0, 0, 0, 0]);
  expect(knownOf({ ...grid, columns: [grid.columns[0], null] })).toEqual([1]);
});

test("between the crossings the loss and both slopes are those of a smooth surface", () => {
  const found = placeOn(
    gridOf((x, y) => x * x + 3 * y + x * y),
    0.3,
    1.1,
  );
  expect(found?.cost).toBeCloseTo(0.09 + 3.3 + 0.33, 6);
  expect(found?.slopes[0]).toBeCloseTo(0.6 + 1.1, 6);
  expect(found?.slopes[1]).toBeCloseTo(3.3, 6);
});

test("beside the map, and where a line has not come, there is no place", () => {
  const grid = gridOf((x) => x);
  expect([placeOn(grid, 2.1, 1), placeOn(grid, 0, -0.1)]).toEqual([null, null]);
  expect(placeOn({ ...grid, columns: grid.columns.with(4, null) }, 0.1, 1)).toBeNull();
});

test("the arrow points against both slopes, right or left, and up where the second falls upwards", () => {
  const arrow = downhill([1, -1], 10, 10, 5);
  expect(arrow?.x).toBeLessThan(0);
  expect(arrow?.y).toBeLessThan(0); // upwards on paper
  expect(Math.hypot(arrow?.x ?? 0, arrow?.y ?? 0)).toBeCloseTo(5, 12);
  expect(downhill([0, 0], 10, 10, 5)).toBeNull();
  expect(downhill([Number.NaN, 0], 10, 10, 5)).toBeNull();
});

test("a finer grid goes through the coarse one, smooth between, and leaves gaps where they are", () => {
  const grid = gridOf((x, y) => x * x + y);
  const fine = refined(grid, 3);
  expect([fine.columns.length, fine.rows]).toEqual([25, 13]);
  expect(fine.columns[6]?.[3]).toBeCloseTo(grid.columns[2]?.[1] ?? Number.NaN, 12);
  expect(fine.columns[7]?.[4]).toBeCloseTo((-2 + 7 / 6) ** 2 + 4 / 3, 10);
  const partly = refined({ ...grid, columns: grid.columns.map((column, i) => (i < 3 ? column : null)) }, 3);
  expect([Number.isFinite(partly.columns[6]?.[0]), Number.isNaN(partly.columns[7]?.[0])]).toEqual([true, true]);
});
