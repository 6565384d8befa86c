// The forward pass gives Python's numbers: float64 to 1e-9. Of the float32 that the command answers with: the answers to
// 1e-6, and the sums before them to 1e-6 of the largest, as hundreds of terms are added in another order there.
import { describe, expect, test } from "vitest";
import { activate } from "../../src/engine/activations.ts";
import { forward, sourcesOf } from "../../src/engine/forward.ts";
import { layerOf, layerParameterCount, parameterCount, rowOf, widths } from "../../src/engine/network.ts";
import { readNetworkFile } from "../../src/engine/safetensors.ts";
import { casesOf, gap, networkOf, pixelsOf, shippedFile, sizeOf } from "./contract.ts";

/** Float32 has seven digits. */
const SINGLE = 1e-6;

describe("golden traces", () => {
  test.each(casesOf("traces").map((one) => ({ title: `${one.network} ${one.image ?? ""}`, one })))(
    "every number of $title is Python's",
    ({ one }) => {
      const network = networkOf(one);
      const trace = forward(network, pixelsOf(one));
      expect(trace.activations).toHaveLength(one.activations.length);
      one.pre_activations.forEach((z, layer) => {
        expect(gap(trace.preActivations[layer], z)).toBeLessThan(1e-9 * sizeOf(z));
        expect(gap(trace.activations[layer], one.activations[layer])).toBeLessThan(
          1e-9 * sizeOf(one.activations[layer]),
        );
      });
      one.single?.pre_activations.forEach((z, layer) => {
        const a = one.single?.activations[layer] ?? [];
        expect(gap(trace.preActivations[layer], z)).toBeLessThan(SINGLE * sizeOf(z));
        expect(gap(activate(network.layers[layer].activation, Float64Array.from(z)), a)).toBeLessThan(SINGLE);
      });
      if (one.single)
        expect(gap(trace.activations.at(-1) ?? [], one.single.activations.at(-1) ?? [])).toBeLessThan(SINGLE);
    },
  );
});

test("the lesson's network has 13,002 parameters in three layers", () => {
  const { network } = readNetworkFile(shippedFile());
  expect(widths(network)).toEqual([784, 16, 16, 10]);
  expect(network.layers.map(layerParameterCount)).toEqual([12_560, 272, 170]);
  expect(parameterCount(network)).toBe(13_002);
});

test("pixels that are not as many as the inputs are refused", () => {
  const { network } = readNetworkFile(shippedFile());
  expect(() => forward(network, new Float32Array(783))).toThrow("this network takes 784 pixels; got 783");
});

test("the trace keeps its own pixels, and each layer's sources are what came before it", () => {
  const network = { layers: [layerOf(Float32Array.of(2, 1), Float32Array.of(-1), "identity")] };
  const pixels = Float32Array.of(1, 3);
  const trace = forward(network, pixels);
  pixels.fill(0);
  expect([...sourcesOf(trace, 0)]).toEqual([1, 3]);
  expect([...trace.activations[0]]).toEqual([4]);
});

test("a layer is whole rows of weights", () => {
  expect(() => layerOf(new Float32Array(5), new Float32Array(2), "relu")).toThrow("got 5: give whole rows");
  expect(() => layerOf(new Float32Array(0), new Float32Array(0), "relu")).toThrow(RangeError);
  expect(() => layerOf(new Float32Array(0), new Float32Array(2), "relu")).toThrow(RangeError);
  const layer = layerOf(Float32Array.of(1, 2, 3, 4, 5, 6), new Float32Array(2), "relu");
  expect([...rowOf(layer, 1)]).toEqual([4, 5, 6]);
});
