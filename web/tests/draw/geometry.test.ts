// Where the parts of a diagram lie: everything inside, nothing on top of another, for any plain network.
import fc from "fast-check";
import { expect, test } from "vitest";
import { MOST, type Place, placeOf } from "../../src/draw/geometry.ts";

const anyWidths = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 8 });
/** Room beside the outputs for their digits. */
const DIGITS = 28;
const anyRoom = fc.integer({ min: 340, max: 1200 });

test("the lesson's network is drawn whole, in columns from left to right", () => {
  const place = placeOf([784, 16, 16, 10], 616);
  expect(place.picture.x.length).toBe(784);
  expect(place.columns.map((column) => column.shown)).toEqual([16, 16, 10]);
  expect(place.columns.map((column) => column.rows)).toEqual([16, 16, 10]);
  const centres = [place.picture.columns * place.picture.cell, ...place.columns.map((column) => column.centre)];
  expect(centres).toEqual([...centres].sort((one, other) => one - other));
});

test("targets of the lesson's network are at least 24 pixels high on a phone too", () => {
  for (const column of placeOf([784, 16, 16, 10], 366).columns) expect(column.pitch).toBeGreaterThanOrEqual(24);
});

test("pixels lie row by row", () => {
  const { picture } = placeOf([784, 16, 10], 616);
  expect(picture.x[28]).toBe(picture.x[0]);
  expect(picture.y[28] - picture.y[0]).toBeCloseTo(picture.cell);
  expect(picture.y[27]).toBe(picture.y[0]);
});

test("a tall layer is folded, and what is left out is told", () => {
  const [wide, huge] = placeOf([784, 128, 800, 10], 616).columns;
  expect(wide).toMatchObject({ shown: 128, total: 128 });
  expect(wide.rows).toBeLessThan(128);
  expect(huge).toMatchObject({ shown: MOST, total: 800 });
});

test("everything stays inside the diagram, whatever the network", () => {
  fc.assert(
    fc.property(anyWidths, anyRoom, (layers, width) => {
      const place = placeOf([784, ...layers], width);
      for (const { x, y, radius, shown } of place.columns) {
        expect(shown).toBeGreaterThan(0);
        expect(radius).toBeGreaterThanOrEqual(2);
        expect(Math.min(...x) - radius).toBeGreaterThanOrEqual(place.picture.columns * place.picture.cell);
        expect(Math.max(...x) + radius).toBeLessThanOrEqual(width - DIGITS);
        expect(Math.min(...y) - radius).toBeGreaterThanOrEqual(0);
        expect(Math.max(...y) + radius).toBeLessThanOrEqual(place.foot);
      }
    }),
    { numRuns: 200 },
  );
});

test("no two neurons touch, whatever the network", () => {
  fc.assert(
    fc.property(anyWidths, anyRoom, (layers, width) => {
      const place = placeOf([784, ...layers], width);
      for (const column of place.columns) expect(2 * column.radius).toBeLessThan(closest(column.x, column.y));
      for (const [left, right] of pairs(place)) expect(Math.max(...left.x)).toBeLessThan(Math.min(...right.x));
    }),
    { numRuns: 60 },
  );
});

/** The least distance of two neighbours: along a fold, or from fold to fold. */
function closest(x: Float32Array, y: Float32Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < x.length; i++) least = Math.min(least, Math.hypot(x[i] - x[0], y[i] - y[0]));
  return least;
}

function pairs(place: Place) {
  return place.columns.slice(1).map((column, before) => [place.columns[before], column] as const);
}
