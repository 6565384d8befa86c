// The forward pass gives Python's numbers: float64 to 1e-9, and the float32 that the command answers with to 1e-6.
import { describe, expect, test } from "vitest";
import { forward, sourcesOf } from "../../src/engine/forward.ts";
import { layerOf, layerParameterCount, parameterCount, rowOf, widths } from "../../src/engine/network.ts";
import { readNetworkFile } from "../../src/engine/safetensors.ts";
import { casesOf, gap, networkOf, pixelsOf, shippedFile, sizeOf } from "./contract.ts";

describe("golden traces", () => {
  test.each(casesOf("traces").map((one) => ({ title: `${one.network} ${one.image ?? ""}`, one })))(
    "every number of $title is Python's",
    ({ one }) => {
      const trace = forward(networkOf(one), pixelsOf(one));
      expect(trace.activations).toHaveLength(one.activations.length);
      one.pre_activations.forEach((z, layer) => {
        expect(gap(trace.preActivations[layer], z)).toBeLessThan(1e-9 * sizeOf(z));
        expect(gap(trace.activations[layer], one.activations[layer])).toBeLessThan(
          1e-9 * sizeOf(one.activations[layer]),
        );
      });
      one.single?.activations.forEach((a, layer) => {
        expect(gap(trace.activations[layer], a)).toBeLessThan(1e-6);
      });
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
