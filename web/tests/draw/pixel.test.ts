import { describe, expect, test } from "vitest";
import { pixelAt, pixelOf, stepped } from "../../src/draw/pixel.ts";

describe("the pixel that is pointed at", () => {
  test("a pixel by itself", () => {
    expect(pixelOf({ layer: -1, neuron: 99, source: null })).toBe(99);
  });
  test("the source of a weight of the first layer", () => {
    expect(pixelOf({ layer: 0, neuron: 3, source: 400 })).toBe(400);
  });
  test("a weight of a later layer, a neuron or nothing is no pixel", () => {
    expect(pixelOf({ layer: 1, neuron: 3, source: 4 })).toBeNull();
    expect(pixelOf({ layer: 0, neuron: 3, source: null })).toBeNull();
    expect(pixelOf(null)).toBeNull();
  });
});

describe("from pixel to pixel by keys", () => {
  test("arrows go by one pixel and by one row", () => {
    const ways = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];
    expect(ways.map((key) => stepped(key, 100))).toEqual([99, 101, 72, 128]);
  });
  test("no key leads over the edge or into another row", () => {
    expect(stepped("ArrowLeft", 28)).toBe(28);
    expect(stepped("ArrowRight", 27)).toBe(27);
    expect(stepped("ArrowUp", 5)).toBe(5);
    expect(stepped("ArrowDown", 783)).toBe(783);
  });
  test("the first key starts in the middle; other keys do nothing", () => {
    expect(stepped("ArrowRight", null)).toBe(14 * 28 + 15);
    expect(stepped("Enter", 5)).toBeNull();
  });
});

test("the pixel under a pointer, and none beside the picture", () => {
  const place = { left: 10, top: 20, width: 112, height: 112 };
  expect(pixelAt({ clientX: 10, clientY: 20 }, place)).toBe(0);
  expect(pixelAt({ clientX: 121, clientY: 131 }, place)).toBe(783);
  expect(pixelAt({ clientX: 122, clientY: 50 }, place)).toBeNull();
  expect(pixelAt({ clientX: 50, clientY: 19 }, place)).toBeNull();
});
