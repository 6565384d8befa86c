// Strokes become ink: the same whole or point by point, round, within the pad, and an eraser takes away.
import fc from "fast-check";
import { expect, test } from "vitest";
import { inkOf, pointCount, radiusOf, type Stroke, stampPoint, stampSegment } from "../../src/engine/ink.ts";
import { PAD } from "../../src/engine/prepare.ts";

const point = fc.tuple(
  fc.double({ min: -20, max: 130, noNaN: true }),
  fc.double({ min: -20, max: 130, noNaN: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
);
const strokes = fc.array(
  fc.record({
    points: fc.array(point, { maxLength: 6 }).map((points) => points.flat()),
    width: fc.double({ min: 0.5, max: 20, noNaN: true }),
    erase: fc.boolean(),
  }),
  { maxLength: 4 },
);

function pad(): Uint8Array {
  return new Uint8Array(PAD * PAD);
}

function line(points: number[], width = 8, erase = false): Stroke {
  return { points, width, erase };
}

function sum(ink: Uint8Array): number {
  return ink.reduce((total, level) => total + level, 0);
}

test("strokes that come point by point give the ink of the whole", () => {
  fc.assert(
    fc.property(strokes, (drawn) => {
      const ink = pad();
      for (const stroke of drawn) {
        for (let known = 1; known <= pointCount(stroke); known++) {
          stampPoint(ink, { ...stroke, points: stroke.points.slice(0, 3 * known) }, known - 1);
        }
      }
      expect(ink).toEqual(inkOf(drawn));
    }),
  );
});

test("what was drawn before stays under a new stroke, and an eraser only takes away", () => {
  fc.assert(
    fc.property(strokes, strokes, (before, after) => {
      for (const erase of [false, true]) {
        const old = inkOf(before);
        const both = inkOf([...before, ...after.map((stroke) => ({ ...stroke, erase }))]);
        expect(both.every((level, i) => (erase ? level <= old[i] : level >= old[i]))).toBe(true);
      }
    }),
  );
});

test("a dot is a round spot as wide as the pen", () => {
  const ink = inkOf([line([56, 56, 0.5], 20)]);
  expect(sum(ink) / 255).toBeCloseTo(Math.PI * 100, -1);
  expect(ink[56 * PAD + 56]).toBe(255);
  expect(ink[56 * PAD + 67]).toBe(0);
  const turned = ink.map((_, i) => ink[(i % PAD) * PAD + Math.floor(i / PAD)]);
  expect(turned).toEqual(ink);
});

test("a line has the width of the pen, a soft edge and round ends", () => {
  const ink = inkOf([line([20, 56, 0.5, 90, 56, 0.5], 10)]);
  const column = Array.from({ length: PAD }, (_, y) => ink[y * PAD + 50]);
  expect(column.reduce((total, level) => total + level, 0) / 255).toBeCloseTo(10, 6);
  expect(sum(ink) / 255).toBeCloseTo(700 + Math.PI * 25, -1);
  const slanted = inkOf([line([20, 30, 0.5, 80, 71, 0.5], 10)]);
  expect(slanted.some((level) => level > 0 && level < 255)).toBe(true);
});

test("pressure widens the line along its way", () => {
  const ink = inkOf([line([10, 56, 0, 100, 56, 1], 12)]);
  const thickness = (x: number) => Array.from({ length: PAD }, (_, y) => ink[y * PAD + x]).filter(Boolean).length;
  expect(thickness(90)).toBeGreaterThan(thickness(55));
  expect(thickness(55)).toBeGreaterThan(thickness(15));
  expect(radiusOf(12, 0.5)).toBe(6);
});

test("an eraser that goes the same way leaves nothing", () => {
  const way = [10, 20, 0.5, 60, 90, 0.5, 100, 30, 0.5];
  expect(sum(inkOf([line(way, 8), line(way, 12, true)]))).toBe(0);
});

test("an eraser's edge is as soft as a pen's", () => {
  const full = line([0, 56, 1, 112, 56, 1], 200);
  const erased = inkOf([full, line([20, 30, 0.5, 80, 71, 0.5], 10, true)]);
  const drawn = inkOf([line([20, 30, 0.5, 80, 71, 0.5], 10)]);
  expect(erased).toEqual(drawn.map((level) => 255 - level));
});

test("points outside the pad, or no numbers, do no harm", () => {
  expect(sum(inkOf([line([-50, -50, 0.5, -20, 300, 0.5])]))).toBe(0);
  expect(sum(inkOf([line([Number.NaN, 5, 0.5, 7, Number.NaN, 0.5])]))).toBe(0);
  expect(inkOf([line([])])).toEqual(pad());
  const ink = pad();
  stampSegment(ink, [Number.NEGATIVE_INFINITY, 5, 0.5], [7, 5, 0.5], { width: 8, erase: false });
  expect(ink).toHaveLength(PAD * PAD);
});
