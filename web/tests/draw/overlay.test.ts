import { describe, expect, it } from "vitest";
import { overlaid, paints } from "../../src/draw/overlay.ts";

describe("two drawings over each other", () => {
  for (const dark of [false, true]) {
    it(`give paper, one's colour, the other's, and ink (${dark ? "dark" : "light"})`, () => {
      const { paper, one, other, both } = paints(dark);
      const picture = overlaid([0, 1, 0, 1], [0, 0, 1, 1], dark);
      const colours = [0, 1, 2, 3].map((pixel) => Array.from(picture.subarray(4 * pixel, 4 * pixel + 3)));
      expect(colours).toEqual([paper, one, other, both].map((colour) => [...colour]));
      expect(picture.filter((_, place) => place % 4 === 3).every((opacity) => opacity === 255)).toBe(true);
    });
  }

  it("mix what is faint with the paper", () => {
    const { paper, both } = paints(false);
    const [red] = overlaid([0.5], [0.5], false);
    expect(red).toBeCloseTo((paper[0] + both[0]) / 2, -0.5);
  });
});
