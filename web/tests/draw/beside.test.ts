import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beside } from "../../src/draw/beside.ts";

const card = { width: 300, height: 200 };
const window = { width: 1280, height: 800 };

describe("a card beside a thing", () => {
  it("stands on its right where there is room", () => {
    expect(beside({ left: 20, top: 100, width: 280, height: 300 }, card, window)).toEqual({ left: 316, top: 100 });
  });

  it("stands on its left at the right border", () => {
    const { left } = beside({ left: 1000, top: 100, width: 280, height: 300 }, card, window);
    expect(left).toBe(1000 - 300 - 16);
  });

  it("stands below what is as wide as the window, and above what reaches down to its end", () => {
    expect(beside({ left: 0, top: 0, width: 1280, height: 60 }, card, window).top).toBe(76);
    expect(beside({ left: 0, top: 400, width: 1280, height: 400 }, card, window).top).toBe(184);
  });

  it("lies in the corner where the thing fills all", () => {
    expect(beside({ left: 0, top: 0, width: 1280, height: 800 }, card, window)).toEqual({ left: 964, top: 584 });
  });

  it("never leaves a window that is large enough, wherever the thing has been scrolled to", () => {
    const place = fc.integer({ min: -3000, max: 3000 });
    const size = fc.integer({ min: 1, max: 2000 });
    fc.assert(
      fc.property(place, place, size, size, (left, top, width, height) => {
        const found = beside({ left, top, width, height }, card, window);
        expect(found.left).toBeGreaterThanOrEqual(0);
        expect(found.left + card.width).toBeLessThanOrEqual(window.width);
        expect(found.top).toBeGreaterThanOrEqual(0);
        expect(found.top + card.height).toBeLessThanOrEqual(window.height);
      }),
    );
  });
});
