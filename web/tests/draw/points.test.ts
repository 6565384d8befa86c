import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pointsOf, type Touch, thinned } from "../../src/draw/points.ts";

const PLACE = { left: 100, top: 50, width: 224, height: 224 };
const touch = (clientX: number, clientY: number, pointerType = "mouse", pressure = 0.5): Touch => ({
  clientX,
  clientY,
  pointerType,
  pressure,
});

describe("points of a pointer", () => {
  test("the corners of the pad are 0 and 112", () => {
    expect(pointsOf([touch(100, 50), touch(324, 274)], PLACE)).toEqual([0, 0, 0.5, 112, 112, 0.5]);
  });

  test("only a pen tells its pressure", () => {
    const pressures = ["mouse", "touch", "pen"].map((kind) => pointsOf([touch(100, 50, kind, 0.9)], PLACE)[2]);
    expect(pressures).toEqual([0.5, 0.5, 0.9]);
  });

  test("a pen that claims more than full pressure presses with 1", () => {
    expect(pointsOf([touch(100, 50, "pen", 7)], PLACE)[2]).toBe(1);
  });

  test("a pointer that ran far beyond the pad stays within reach", () => {
    expect(pointsOf([touch(-9999, 9999)], PLACE).slice(0, 2)).toEqual([-32, 144]);
  });
});

describe("thinned points", () => {
  test("what stays where the one before it was is left out", () => {
    expect(thinned([10.1, 10, 0.5, 11, 10, 0.5, 11.2, 10.1, 0.5], [10, 10, 0.5])).toEqual([11, 10, 0.5]);
  });

  test("slow movement is not lost: distance counts from the last point that was kept", () => {
    const slow = Array.from({ length: 10 }, (_, i) => [10 + i * 0.1, 10, 0.5]).flat();
    expect(thinned(slow, [10, 10, 0.5]).length).toBeGreaterThan(0);
  });

  test("points that are kept are whole, in order and apart", () => {
    const point = fc.tuple(fc.float({ min: 0, max: 112, noNaN: true }), fc.float({ min: 0, max: 112, noNaN: true }));
    fc.assert(
      fc.property(fc.array(point), (places) => {
        const kept = thinned(
          places.flatMap(([x, y]) => [x, y, 0.5]),
          [0, 0, 0.5],
        );
        expect(kept.length % 3).toBe(0);
        for (let at = 3; at < kept.length; at += 3) {
          expect(Math.hypot(kept[at] - kept[at - 3], kept[at + 1] - kept[at - 2])).toBeGreaterThanOrEqual(0.4);
        }
      }),
    );
  });
});
