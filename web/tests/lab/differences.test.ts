import { describe, expect, it } from "vitest";
import { normal } from "../../src/engine/chance.ts";
import { withActivation, withNeurons, withNumbers } from "../../src/engine/edits.ts";
import { layerOf, type Network } from "../../src/engine/network.ts";
import {
  differencesOf,
  largestDifferences,
  mostDifferent,
  sameShape,
  scaleOfDifferences,
} from "../../src/lab/differences.ts";

const chance = normal(3);
const some = (count: number) => Float32Array.from({ length: count }, chance);
const network: Network = {
  layers: [layerOf(some(12), some(3), "sigmoid"), layerOf(some(6), some(2), "sigmoid")],
};
/** Weights 0 and 5 and the bias of neuron 1 in the first layer, the bias of neuron 1 in the second. */
const turned = [
  [0, 0, 0.5],
  [0, 5, -2],
  [0, 13, 0.5],
  [1, 7, -4],
].reduce((now, [layer, place, by]) => withNumbers(now, layer, [place], (was) => was + by), network);

describe("two networks of one shape", () => {
  it("are the other less the one, and counted", () => {
    const found = differencesOf(network, turned);
    expect(found).toMatchObject({ count: 4, of: 23, functions: [] });
    expect(found?.layers[0].weights?.[0]).toBeCloseTo(0.5, 6);
    expect(found?.layers[0].weights?.[5]).toBeCloseTo(-2, 6);
    expect(found?.layers[0].bias?.[1]).toBeCloseTo(0.5, 6);
    expect(found?.layers[1]).toMatchObject({ count: 1, of: 8 });
  });

  it("share a layer that is the same, without arrays of zeros", () => {
    const one = withNumbers(network, 1, [0], () => 9);
    expect(differencesOf(network, one)?.layers[0]).toMatchObject({ weights: null, bias: null, count: 0 });
    expect(differencesOf(network, network)?.count).toBe(0);
  });

  it("have their neurons sorted by the largest difference of a weight, those alike left out", () => {
    const first = differencesOf(network, turned)?.layers[0];
    expect(first && mostDifferent(first)).toEqual([1, 0]);
    expect([...(first?.sizes ?? [])].map((size) => Math.round(10 * size))).toEqual([5, 20, 0]);
  });

  it("name the layers whose function differs", () => {
    expect(differencesOf(network, withActivation(network, 1, "relu"))).toMatchObject({ count: 0, functions: [1] });
  });
});

describe("the largest differences", () => {
  it("come largest first, with what was and what is", () => {
    const found = largestDifferences(network, turned, 3);
    expect(found.map(({ knob }) => knob)).toEqual([
      { layer: 1, neuron: 1, source: null },
      { layer: 0, neuron: 1, source: 1 },
      { layer: 0, neuron: 0, source: 0 },
    ]);
    expect(found[0].after - found[0].before).toBeCloseTo(-4, 6);
    expect(found[1].before).toBe(network.layers[0].weights[5]);
  });

  it("are no more than there are, and the first of those alike", () => {
    expect(largestDifferences(network, network, 5)).toEqual([]);
    const even = withNumbers(network, 1, [2, 3, 4], (now) => now + 1);
    const sizes = largestDifferences(network, even, 2);
    expect(sizes).toHaveLength(2);
    expect(largestDifferences(network, turned, 50)).toHaveLength(4);
  });
});

describe("networks of different shapes", () => {
  const grown = withNeurons(network, 0, 1, chance);

  it("have no differences", () => {
    expect(sameShape(network, grown)).toBe(false);
    expect(differencesOf(network, grown)).toBeNull();
  });
});

describe("the scale of a difference picture", () => {
  it("is its largest difference; 1 where there is none", () => {
    expect(scaleOfDifferences(Float32Array.of(0, -0.25, 0.125))).toBe(0.25);
    expect(scaleOfDifferences(new Float32Array(4))).toBe(1);
    expect(scaleOfDifferences(null)).toBe(1);
  });
});
