// Terms, "4 rather than 9" and slopes are Python's, sum to what they claim, and slopes are those of differences.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACTIVATION_NAMES, type ActivationName } from "../../src/engine/activations.ts";
import { contributions, rather, slopes } from "../../src/engine/contributions.ts";
import { forward } from "../../src/engine/forward.ts";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { casesOf, gap, networkOf, pixelsOf, sizeOf } from "./contract.ts";

function lit(found: { order: Int32Array; terms: Float64Array }): number[] {
  return [...found.order].filter((source) => found.terms[source] !== 0);
}

describe("contract", () => {
  test.each(casesOf("contributions"))("every number of $network is Python's", (one) => {
    const traced = casesOf("traces").find((other) => other.network === one.network && other.image === one.image);
    if (!traced) throw new Error(`no trace of ${one.network}`);
    const network = networkOf(traced);
    const trace = forward(network, pixelsOf(traced));
    for (const wanted of one.neurons) {
      const found = contributions(network, trace, wanted.layer, wanted.neuron);
      expect(gap(found.terms, wanted.terms)).toBeLessThan(1e-9 * sizeOf(wanted.terms));
      expect(Math.abs(found.bias - wanted.bias)).toBeLessThan(1e-9);
      expect(Math.abs(found.z - wanted.z)).toBeLessThan(1e-9 * sizeOf(wanted.terms));
      expect(lit(found)).toEqual(wanted.order);
      const pulled = slopes(network, trace, wanted.layer, wanted.neuron);
      if (wanted.slopes) expect(gap(pulled, wanted.slopes)).toBeLessThan(1e-9 * sizeOf(wanted.slopes));
    }
    for (const wanted of one.rather) {
      const found = rather(network, trace, wanted.this, wanted.than);
      expect(gap(found.terms, wanted.terms)).toBeLessThan(1e-9 * sizeOf(wanted.terms));
      expect(Math.abs(found.bias - wanted.bias)).toBeLessThan(1e-9);
      expect(Math.abs(found.difference - wanted.difference)).toBeLessThan(1e-9 * sizeOf(wanted.terms));
      expect(lit(found)).toEqual(wanted.order);
    }
  });
});

/** A network of 4, 3, 5 and 3, whose numbers hang on the seed alone. */
function networkFrom(seed: number, names: readonly ActivationName[]): Network {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const sides = [4, 3, 5, 3];
  const layers = names.map((name, i) => {
    const weights = Float32Array.from({ length: sides[i] * sides[i + 1] }, next);
    return layerOf(weights, Float32Array.from({ length: sides[i + 1] }, next), name);
  });
  return { layers };
}

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const names = fc.constantFrom(...ACTIVATION_NAMES.filter((name) => name !== "softmax"));
const inputs = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });

test("terms and bias sum to z, and those of a difference to the difference", () => {
  fc.assert(
    fc.property(seeds, names, names, inputs, (seed, first, second, pixels) => {
      const network = networkFrom(seed, [first, second, "softmax"]);
      const trace = forward(network, Float64Array.from(pixels));
      network.layers.forEach((layer, index) => {
        for (let neuron = 0; neuron < layer.outputs; neuron++) {
          const { terms, bias, z, order } = contributions(network, trace, index, neuron);
          expect(terms.reduce((sum, term) => sum + term, bias)).toBeCloseTo(z, 12);
          const sizes = Array.from(order, (source) => Math.abs(terms[source]));
          expect(sizes).toEqual([...sizes].sort((left, right) => right - left));
        }
      });
      const { terms, bias, difference } = rather(network, trace, 2, 0);
      expect(terms.reduce((sum, term) => sum + term, bias)).toBeCloseTo(difference, 12);
      expect(difference).toBeCloseTo(-rather(network, trace, 0, 2).difference, 12);
    }),
  );
});

test("slopes are those of central differences", () => {
  const smooth = fc.constantFrom<ActivationName>("sigmoid", "tanh", "identity");
  fc.assert(
    fc.property(seeds, smooth, smooth, inputs, (seed, first, second, pixels) => {
      const network = networkFrom(seed, [first, second, "softmax"]);
      const here = Float64Array.from(pixels);
      const z = (at: number, by: number) =>
        forward(
          network,
          here.map((one, i) => (i === at ? one + by : one)),
        ).preActivations[2][1];
      const measured = here.map((_, i) => (z(i, 1e-5) - z(i, -1e-5)) / 2e-5);
      expect(gap(slopes(network, forward(network, here), 2, 1), measured)).toBeLessThan(1e-8);
    }),
  );
});

test("equal terms come in the order of their sources", () => {
  const network = { layers: [layerOf(Float32Array.of(1, -2, 2, 1), Float32Array.of(0), "relu")] };
  const trace = forward(network, Float64Array.of(1, 1, 1, 1));
  expect([...contributions(network, trace, 0, 0).order]).toEqual([1, 2, 0, 3]);
});

test("in the first layer the slopes are the weights, in an array of their own", () => {
  const network = networkFrom(7, ["sigmoid", "sigmoid", "softmax"]);
  const pulled = slopes(network, forward(network, new Float64Array(4)), 0, 1);
  expect([...pulled]).toEqual([...network.layers[0].weights.subarray(4, 8)]);
  pulled.fill(0);
  expect(network.layers[0].weights[4]).not.toBe(0);
});

test("a layer or neuron that is not there is named", () => {
  const network = networkFrom(7, ["sigmoid", "sigmoid", "softmax"]);
  const trace = forward(network, new Float64Array(4));
  expect(() => contributions(network, trace, 3, 0)).toThrow("layers are 0 to 2; got 3");
  expect(() => contributions(network, trace, 1, 5)).toThrow("neurons of layer 1 are 0 to 4; got 5");
  expect(() => slopes(network, trace, 1, 0.5)).toThrow("got 0.5");
  expect(() => rather(network, trace, 0, -1)).toThrow("neurons of layer 2 are 0 to 2; got -1");
});
