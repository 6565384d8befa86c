// Which lines stand out for what is pointed at.
import { expect, test } from "vitest";
import { layerOf, type Network } from "../../../src/engine/network.ts";
import { highlightOf } from "../../../src/views/diagram/highlight.ts";

const network: Network = {
  layers: [
    layerOf(Float32Array.of(1, 2, 3, 4, 5, 6), new Float32Array(2), "sigmoid"),
    layerOf(Float32Array.of(7, 8), new Float32Array(1), "sigmoid"),
  ],
};
const drawn = [3, 2, 1];
const signal = [Float64Array.of(1, 0, 0.5), Float64Array.of(0.5, 1), Float64Array.of(0.25)];

test("a neuron lights the lines that lead to it", () => {
  const found = highlightOf(network, null, drawn, { layer: 0, neuron: 1, source: null });
  expect([...(found?.bundle.values ?? [])]).toEqual([4, 5, 6]);
  expect([...(found?.bundle.neurons ?? [])]).toEqual([1, 1, 1]);
});

test("with the signal, what flows counts: dark pixels send nothing", () => {
  const found = highlightOf(network, signal, drawn, { layer: 0, neuron: 1, source: null });
  expect([...(found?.bundle.values ?? [])]).toEqual([4, 3]);
});

test("a pixel lights the lines that leave it", () => {
  const found = highlightOf(network, null, drawn, { layer: -1, neuron: 2, source: null });
  expect(found?.layer).toBe(0);
  expect([...(found?.bundle.values ?? [])]).toEqual([3, 6]);
});

test("a term lights its one line, also where nothing flows through it", () => {
  const found = highlightOf(network, signal, drawn, { layer: 0, neuron: 0, source: 1 });
  expect(found?.term).toBe(true);
  expect([...(found?.bundle.values ?? [])]).toEqual([2]);
});

test("nothing stands out for what is not drawn or not there", () => {
  expect(highlightOf(network, null, drawn, null)).toBeNull();
  expect(highlightOf(network, null, drawn, { layer: 0, neuron: 2, source: null })).toBeNull();
  expect(highlightOf(network, null, drawn, { layer: 5, neuron: 0, source: null })).toBeNull();
  expect(highlightOf(network, null, [3, 1, 1], { layer: 1, neuron: 0, source: 1 })).toBeNull();
  expect(highlightOf(network, null, drawn, { layer: -2, neuron: 0, source: null })).toBeNull();
});
