import { expect, test } from "vitest";
import { ACROSS, countOf, inkedOf, NEURONS, touchedBy, WEIGHTS } from "../../src/draw/touched.ts";

const pixels = new Float32Array(784);
for (const pixel of [0, 29, 783]) pixels[pixel] = 0.5;
const inked = inkedOf(pixels);
const cells = (values: Float32Array) => values.filter((value) => value > 0).length;

test("inked pixels are those above 0, in their order", () => {
  expect(inked).toEqual([0, 29, 783]);
  expect(inkedOf(new Float32Array(784))).toEqual([]);
});

test.each([
  ["loop", WEIGHTS],
  ["matrix", WEIGHTS],
  ["kernel", 3 * NEURONS],
] as const)("as many cells are drawn as weights are touched: %s", (way, count) => {
  expect(countOf(way, inked)).toBe(count);
  expect(cells(touchedBy(way, inked))).toBe(count);
});

test("a loop goes through one neuron after the other, pixel by pixel", () => {
  const values = touchedBy("loop", inked);
  expect(values[1]).toBeGreaterThan(values[0]);
  expect(values[ACROSS]).toBeGreaterThan(values[27]); // the next row of the same neuron
  expect(values[29]).toBeGreaterThan(values[27 * ACROSS + 27]); // the next neuron, after the last pixel of the first
  expect(values[values.length - 1]).toBe(Math.max(...values));
});

test("a matrix product has no order that could be shown", () => {
  expect(new Set(touchedBy("matrix", inked))).toEqual(new Set([0, Math.fround(0.55)]));
});

test("the kernel takes the same pixel of all neurons at once, and no other pixels", () => {
  const values = touchedBy("kernel", inked);
  const first = (across: number, down: number) => values[down * 29 * ACROSS + across * 29];
  for (let neuron = 0; neuron < NEURONS; neuron++) {
    expect(first(neuron % 4, Math.floor(neuron / 4))).toBe(first(0, 0));
  }
  expect(values[1]).toBe(0);
  expect(values[ACROSS + 1]).toBeGreaterThan(values[0]);
  expect(values[27 * ACROSS + 27]).toBe(1);
});

test("between the neurons nothing is drawn, and a blank touches nothing", () => {
  const values = touchedBy("loop", inked);
  for (let cell = 0; cell < ACROSS; cell++)
    expect([values[cell * ACROSS + 28], values[28 * ACROSS + cell]]).toEqual([0, 0]);
  expect(cells(touchedBy("kernel", []))).toBe(0);
  expect(cells(touchedBy("kernel", [400]))).toBe(NEURONS);
});
