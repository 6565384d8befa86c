import { expect, test } from "vitest";
import { outlineOf } from "../../src/draw/outline.ts";

const stroke = { shape: "stroke", x: 14, y: 9, length: 12, thickness: 2, tilt: 0 } as const;

test("a lying stroke has four corners around it, as far off as asked", () => {
  expect(outlineOf(stroke, 1)).toBe("M7.00 7.00L21.00 7.00L21.00 11.00L7.00 11.00Z");
});

test("an upright one is as high as the other is wide", () => {
  const corners = outlineOf({ ...stroke, tilt: 90 }, 0).match(/-?[\d.]+ -?[\d.]+/g);
  expect(new Set(corners)).toEqual(new Set(["13.00 15.00", "13.00 3.00", "15.00 3.00", "15.00 15.00"]));
});

test("a ring has two circles, unless nothing is left within", () => {
  const ring = { shape: "ring", x: 14, y: 9, radius: 5, thickness: 2 } as const;
  expect(outlineOf(ring, 0).match(/M/g)).toHaveLength(2);
  expect(outlineOf(ring, 5).match(/M/g)).toHaveLength(1);
});

test("dark on bright has the outline of what is dark, and nothing has none", () => {
  expect(outlineOf({ shape: "gap", around: 5, stroke }, 0)).toBe(outlineOf(stroke, 0));
  expect(outlineOf({ shape: "disc", x: 5, y: 5, radius: 2 }, 1)).toContain("a3 3");
  expect(outlineOf({ shape: "blank" }, 1)).toBe("");
});
