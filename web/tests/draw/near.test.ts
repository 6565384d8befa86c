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

test("where two lines cross the stronger is meant", () => {
  const [from, to] = [place.columns[0], place.columns[1]];
  const middle = (from.y[1] + from.y[2]) / 2;
  const part = (middle - from.y[1]) / (to.y[1] - from.y[1]);
  const crossing = [from.x[1] + part * (to.x[1] - from.x[1]), middle] as const;
  for (const values of [Float32Array.of(-3, 1), Float32Array.of(1, -3)]) {
    const crossed: Bundle = { sources: Int32Array.of(1, 2), neurons: Int32Array.of(1, 0), values };
    const strong = values[0] === -3 ? { neuron: 1, source: 1 } : { neuron: 0, source: 2 };
    expect(lineAt(place, [NONE, crossed], ...crossing)).toEqual({ layer: 1, ...strong });
  }
});

test("a line that is not drawn is not found", () => {
  expect(lineAt(place, [NONE, NONE], ...middle(0, 0))).toBeNull();
});
