import { expect, test } from "vitest";
import { brightness, type Colour, signed } from "../../src/draw/colours.ts";
import { shadeBrightness, shadeLevels, shadeSigned } from "../../src/draw/shades.ts";

function drawn(count: number, shade: (colours: Uint8ClampedArray) => void): number[][] {
  const colours = new Uint8ClampedArray(4 * count);
  shade(colours);
  return Array.from({ length: count }, (_, pixel) => [...colours.slice(4 * pixel, 4 * pixel + 4)]);
}

const opaque = (colour: Colour) => [...colour, 255];

test("each level gets the colour of that brightness, and is opaque", () => {
  const levels = Uint8Array.from({ length: 256 }, (_, level) => level);
  const pixels = drawn(256, (colours) => shadeLevels(colours, levels));
  for (const level of levels) expect(pixels[level]).toEqual(opaque(brightness(level / 255)));
});

test("each signed number gets its colour, to a shade, on light and on dark paper", () => {
  const values = Float64Array.from({ length: 301 }, (_, i) => (i - 150) / 50);
  for (const dark of [false, true]) {
    const pixels = drawn(values.length, (colours) => shadeSigned(colours, values, 2, dark));
    values.forEach((value, i) => {
      opaque(signed(value / 2, dark)).forEach((part, channel) => {
        expect(Math.abs(pixels[i][channel] - part)).toBeLessThanOrEqual(1);
      });
    });
    expect(pixels[150]).toEqual(opaque(signed(0, dark)));
  }
});

test("what is beyond the scale or no number has a colour too", () => {
  const values = [Number.NEGATIVE_INFINITY, -9, Number.NaN, 0, 9, Number.POSITIVE_INFINITY];
  const [low, , none, zero, , high] = drawn(6, (colours) => shadeSigned(colours, values, 1, true));
  expect([low, none, zero, high]).toEqual([-1, 0, 0, 1].map((value) => opaque(signed(value, true))));
  const bright = drawn(6, (colours) => shadeBrightness(colours, values));
  expect(bright).toEqual([0, 0, 0, 0, 1, 1].map((value) => opaque(brightness(value))));
});

test("pixels that no number is left for stay clear", () => {
  const clear = [0, 0, 0, 0];
  expect(drawn(2, (colours) => shadeSigned(colours, [1], 1, false))[1]).toEqual(clear);
  expect(drawn(2, (colours) => shadeBrightness(colours, [1]))[1]).toEqual(clear);
  expect(drawn(2, (colours) => shadeLevels(colours, [9]))[1]).toEqual(clear);
});
