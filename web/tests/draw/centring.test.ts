import { describe, expect, test } from "vitest";
import { centreOf, centringOf } from "../../src/draw/centring.ts";
import { inkOf } from "../../src/engine/ink.ts";
import { PAD, prepareInk } from "../../src/engine/prepare.ts";

const SEVEN = [{ points: [20, 20, 0.5, 70, 20, 0.5, 40, 80, 0.5], width: 9, erase: false }];

describe("the centring of a digit", () => {
  test("a single pixel has its centre of mass in its middle", () => {
    expect(centreOf({ width: 3, height: 2, levels: Uint8Array.of(0, 0, 0, 0, 255, 0) })).toEqual({ x: 1.5, y: 1.5 });
  });

  test("light counts by its level", () => {
    expect(centreOf({ width: 2, height: 1, levels: Uint8Array.of(50, 150) })).toEqual({ x: 1.25, y: 0.5 });
  });

  test("a blank has none", () => {
    const nothing = { width: 0, height: 0, levels: new Uint8Array(0) };
    expect(centringOf(nothing, new Uint8Array(784))).toBeNull();
  });

  test("the frame lies where the preparation put the digit", () => {
    const { scaled, offset, levels } = prepareInk(inkOf(SEVEN), PAD, PAD);
    const centring = centringOf(scaled, levels);
    expect(centring?.left).toBe(offset.left - (20 - scaled.width) / 2);
    expect(centring?.top).toBe(offset.top - (20 - scaled.height) / 2);
  });

  test("the centre of mass comes to the middle of the picture, to half a pixel", () => {
    const { scaled, levels } = prepareInk(inkOf(SEVEN), PAD, PAD);
    const centring = centringOf(scaled, levels);
    expect(Math.abs((centring?.x ?? 0) - 14.5)).toBeLessThanOrEqual(0.5);
  });
});
