import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverage, pixelsOf, type Shape } from "../../src/lab/stimuli.ts";

const at = (pixels: Float32Array, row: number, column: number) => pixels[28 * row + column];
const stroke = { shape: "stroke", x: 14, y: 9, length: 12, thickness: 2, tilt: 0 } as const;

describe("a stroke", () => {
  it("is bright where it lies and nowhere else", () => {
    const pixels = pixelsOf(stroke);
    expect(at(pixels, 8, 14)).toBe(1);
    expect(at(pixels, 9, 9)).toBe(1);
    expect(at(pixels, 6, 14)).toBe(0);
    expect(at(pixels, 8, 4)).toBe(0);
  });

  it("has as much ink as its area", () => {
    expect(pixelsOf(stroke).reduce((sum, one) => sum + one)).toBeCloseTo(24, 5);
  });

  it("rises to the right when it is tilted by 45 degrees", () => {
    const pixels = pixelsOf({ ...stroke, y: 14, tilt: 45 });
    expect(at(pixels, 11, 16)).toBeGreaterThan(0.9);
    expect(at(pixels, 16, 11)).toBeGreaterThan(0.9);
    expect(at(pixels, 11, 11)).toBe(0);
  });

  it("stands upright at 90 degrees", () => {
    const pixels = pixelsOf({ ...stroke, x: 14, y: 14, tilt: 90 });
    expect(at(pixels, 10, 14)).toBe(1);
    expect(at(pixels, 14, 10)).toBe(0);
  });
});

describe("the other shapes", () => {
  it("are filled, hollow, reversed, or nothing", () => {
    const disc = pixelsOf({ shape: "disc", x: 14, y: 14, radius: 5 });
    const ring = pixelsOf({ shape: "ring", x: 14, y: 14, radius: 5, thickness: 2 });
    const gap = pixelsOf({ shape: "gap", around: 4, stroke });
    expect([at(disc, 14, 14), at(ring, 14, 14), at(gap, 8, 14)]).toEqual([1, 0, 0]);
    expect([at(ring, 14, 18), at(gap, 5, 14), at(gap, 12, 14)]).toEqual([1, 1, 1]);
    expect(pixelsOf({ shape: "blank" }).every((one) => one === 0)).toBe(true);
  });

  it("cover a pixel between not at all and wholly", () => {
    const place = fc.double({ min: -5, max: 33, noNaN: true });
    const shapes: Shape[] = [
      { ...stroke, tilt: 33 },
      { shape: "gap", around: 3, stroke: { ...stroke, tilt: 70 } },
      { shape: "ring", x: 14, y: 9, radius: 5, thickness: 2 },
    ];
    fc.assert(
      fc.property(place, place, fc.constantFrom(...shapes), (x, y, shape) => {
        const part = coverage(shape, x, y);
        expect(part >= 0 && part <= 1).toBe(true);
      }),
    );
  });
});
