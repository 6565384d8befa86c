import { expect, test } from "vitest";
import { normal, uniform } from "../../src/engine/chance.ts";
import {
  muted,
  numberAt,
  placeOf,
  withActivation,
  withHiddenLayer,
  withNeurons,
  withNumbers,
  withoutHiddenLayer,
  withoutNeuron,
} from "../../src/engine/edits.ts";
import { forward } from "../../src/engine/forward.ts";
import { layerOf, type Network, widths } from "../../src/engine/network.ts";
import { readNetworkFile } from "../../src/engine/safetensors.ts";
import { bytesOf, casesOf, type EditCase, gap, networkOf, shippedFile, sizeOf } from "./contract.ts";

type Case<What extends EditCase["what"]> = Extract<EditCase, { what: What }>;

function of<What extends EditCase["what"]>(what: What): Case<What>[] {
  return casesOf("edits").filter((one): one is Case<What> => one.what === what);
}

const plain = readNetworkFile(shippedFile()).network;
const small = networkOf({ network: "small", layers: of("network")[0].layers, pre_activations: [], activations: [] });
const named = (name: string) => (name === "plain" ? plain : small);

function made({ edit, network, layer, neuron, source, value, weights, name }: Case<"edit">): Network {
  const before = named(network);
  const place = before.layers[layer];
  switch (edit) {
    case "with_weight":
      return withNumbers(before, layer, [placeOf(place, neuron, source)], () => value);
    case "with_bias":
      return withNumbers(before, layer, [placeOf(place, neuron, null)], () => value);
    case "with_row": {
      const places = weights.map((_, i) => placeOf(place, neuron, i));
      return withNumbers(before, layer, places, (_, at) => weights[at - places[0]]);
    }
    case "muted":
      return muted(before, layer, neuron);
    case "with_activation":
      return withActivation(before, layer, name);
    case "without_neuron":
      return withoutNeuron(before, layer, neuron);
  }
}

test.each(of("edit"))("$edit of $network gives what it gives in Python", (one) => {
  const network = made(one);
  if (one.layers) {
    const wanted = networkOf({ network: "small", layers: one.layers, pre_activations: [], activations: [] });
    expect(network).toEqual(wanted);
  } else {
    const levels = bytesOf(casesOf("traces").find(({ image }) => image === one.image)?.levels ?? "");
    const { preActivations } = forward(
      network,
      Float32Array.from(levels, (level) => level / 255),
    );
    for (const [index, z] of (one.pre_activations ?? []).entries()) {
      expect(gap(preActivations[index], z)).toBeLessThan(1e-6 * sizeOf(z));
    }
    expect(preActivations).toHaveLength(one.pre_activations?.length ?? -1);
  }
});

test.each(of("shape"))(
  "$edit leaves the shape that it leaves in Python",
  ({ edit, layer, index, count, width, widths: wanted }) => {
    const made = {
      with_neurons: () => withNeurons(small, layer, count, normal(1)),
      with_hidden_layer: () => withHiddenLayer(small, index, width, "sigmoid", normal(1)),
      without_hidden_layer: () => withoutHiddenLayer(small, index, normal(1)),
    };
    expect(widths(made[edit]())).toEqual(wanted);
  },
);

test("neurons that are added change no answer", () => {
  const pixels = Float64Array.from([0.1, 0.9, 0, 0.4, 1]);
  const grown = withNeurons(withNeurons(small, 0, 3, normal(1)), 1, 2, normal(2));
  expect(forward(grown, pixels).preActivations.at(-1)).toEqual(forward(small, pixels).preActivations.at(-1));
});

test("what stays the same is shared, and nothing that was given is changed", () => {
  const before = structuredClone(small);
  const turned = withNumbers(small, 1, [0], (now) => now + 1);
  expect(turned.layers[0]).toBe(small.layers[0]);
  expect(small).toEqual(before);
  expect(withNumbers(small, 1, [0, 1], (now) => now)).toBe(small);
});

test("a number is found at its place", () => {
  const layer = layerOf(Float32Array.from([1, 2, 3, 4, 5, 6]), Float32Array.from([7, 8]), "sigmoid");
  expect([placeOf(layer, 1, 2), placeOf(layer, 1, null)].map((place) => numberAt(layer, place))).toEqual([6, 8]);
});

test("what cannot be is refused in words", () => {
  expect(() => muted(small, 2, 0)).toThrow("output neuron");
  expect(() => withActivation(small, 0, "softmax")).toThrow("output layer");
  expect(() => withoutNeuron(small, 2, 0)).toThrow("output layer keeps");
  expect(() => withNeurons(small, 2, 1, normal(1))).toThrow("output layer keeps");
  const single = withoutNeuron(withoutNeuron(small, 1, 0), 1, 0);
  expect(() => withoutNeuron(single, 1, 0)).toThrow("remove the layer");
});

test("the same seed gives the same chance; its numbers are spread as they should be", () => {
  const numbers = Array.from({ length: 20_000 }, normal(3));
  expect(Array.from({ length: 20_000 }, normal(3))).toEqual(numbers);
  const mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const variance = numbers.reduce((sum, one) => sum + one * one, 0) / numbers.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.04);
  const parts = new Array<number>(10).fill(0);
  const chance = uniform(4);
  for (let i = 0; i < 10_000; i++) parts[Math.floor(chance() * 10)] += 1;
  expect(Math.min(...parts)).toBeGreaterThan(850);
  expect(Math.max(...parts)).toBeLessThan(1150);
});
