import { expect, test } from "vitest";
import { rowsOf } from "../../src/draw/rows.ts";
import { layerOf } from "../../src/engine/network.ts";

const layer = layerOf(Float32Array.of(1, 2, 3, 4), new Float32Array(2), "sigmoid");

test("a row that stayed the same is the very row from before, a changed one is new", () => {
  const before = rowsOf(layer, 2, []);
  const turned = layerOf(Float32Array.of(1, 2, 3, 5), new Float32Array(2), "sigmoid");
  const after = rowsOf(turned, 2, before);
  expect(after[0]).toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
  expect([...after[1]]).toEqual([3, 5]);
});

test("rows of another length are never taken for the same", () => {
  const wider = layerOf(Float32Array.of(1, 2, 9, 3, 4, 9), new Float32Array(2), "sigmoid");
  expect(rowsOf(wider, 1, rowsOf(layer, 2, []))[0]).toHaveLength(3);
});
