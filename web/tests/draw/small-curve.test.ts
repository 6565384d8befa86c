import { expect, test } from "vitest";
import { SMALL, smallCurve } from "../../src/draw/small-curve.ts";
import { ACTIVATION_NAMES } from "../../src/engine/activations.ts";

const points = (path: string) =>
  path
    .slice(1)
    .split("L")
    .map((point) => point.split(" ").map(Number));

test.each(ACTIVATION_NAMES)("%s stays within its picture and never falls", (name) => {
  const found = points(smallCurve(name).path);
  for (const [x, y] of found) {
    expect(x >= 0 && x <= SMALL.width && y >= 0 && y <= SMALL.height).toBe(true);
  }
  expect(found.every(([, y], i) => i === 0 || y <= found[i - 1][1])).toBe(true);
});

test("a ReLU lies on the floor up to the middle, and a tanh goes below it", () => {
  const relu = smallCurve("relu");
  expect(points(relu.path)[10][1]).toBeCloseTo(relu.floor, 1);
  const tanh = smallCurve("tanh");
  expect(points(tanh.path)[0][1]).toBeGreaterThan(tanh.floor + 5);
});
