import { expect, test } from "vitest";
import { placeOf } from "../../src/draw/geometry.ts";
import { lineAt } from "../../src/draw/near.ts";
import type { Bundle } from "../../src/draw/strongest.ts";

const place = placeOf([784, 4, 2], 600);
const NONE: Bundle = { sources: new Int32Array(), neurons: new Int32Array(), values: new Float32Array() };
const lines: Bundle = {
  sources: Int32Array.of(0, 3),
  neurons: Int32Array.of(0, 1),
  values: Float32Array.of(1, -2),
};
const bundles = [NONE, lines];

function middle(source: number, neuron: number): [number, number] {
  const [from, to] = [place.columns[0], place.columns[1]];
  return [(from.x[source] + to.x[neuron]) / 2, (from.y[source] + to.y[neuron]) / 2];
}

test("a point on a line finds it, and one just beside it too", () => {
  const [x, y] = middle(3, 1);
  expect(lineAt(place, bundles, x, y)).toEqual({ layer: 1, neuron: 1, source: 3 });
  expect(lineAt(place, bundles, x, y + 3)).toEqual({ layer: 1, neuron: 1, source: 3 });
});

test("far from every line, and before a line begins, there is none", () => {
  const [x, y] = middle(0, 0);
  expect(lineAt(place, bundles, x, y - 40)).toBeNull();
  expect(lineAt(place, bundles, place.columns[0].x[0] - 20, place.columns[0].y[0])).toBeNull();
});

test("of two lines in the same place the stronger is meant", () => {
  const twice: Bundle = { sources: Int32Array.of(0, 0), neurons: Int32Array.of(0, 0), values: Float32Array.of(-3, 1) };
  const other: Bundle = { ...twice, values: Float32Array.of(1, -3) };
  const [x, y] = middle(0, 0);
  expect(lineAt(place, [NONE, twice], x, y)).toEqual({ layer: 1, neuron: 0, source: 0 });
  expect(lineAt(place, [NONE, other], x, y)).toEqual({ layer: 1, neuron: 0, source: 0 });
});

test("a line that is not drawn is not found", () => {
  expect(lineAt(place, [NONE, NONE], ...middle(0, 0))).toBeNull();
});
