// The strongest lines: held to a plain sort of all weights.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Bundle, bundlesOf, into, MOST_LINES, outOf, sharesOf, stopsOf } from "../../src/draw/strongest.ts";
import { type Layer, layerOf } from "../../src/engine/network.ts";

const LESSON = [12_544, 256, 160];

test("the lesson's 400 lines leave every layer its share", () => {
  expect(sharesOf(LESSON, 400)).toEqual([320, 45, 35]);
});

test("shares are whole, never more than a layer has, and together what was asked", () => {
  const some = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(some, fc.nat(40_000), (weights, count) => {
      const shares = sharesOf(weights, count);
      const all = weights.reduce((sum, one) => sum + one, 0);
      expect(shares.reduce((sum, one) => sum + one, 0)).toBe(Math.min(count, all));
      shares.forEach((share, layer) => {
        expect(Number.isInteger(share) && share >= 0 && share <= weights[layer]).toBe(true);
      });
    }),
  );
});

test("one may choose none, all, and 400 of the lesson's lines, and never more than can be drawn", () => {
  expect(stopsOf(12_960)).toEqual([0, 25, 50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 12_960]);
  expect(stopsOf(1_000_000).at(-1)).toBe(MOST_LINES);
  expect(stopsOf(12)).toEqual([0, 12]);
});

/** Few different sizes, so that many are equal. */
const coarse = fc.integer({ min: -4, max: 4 }).map((tenths) => tenths / 4);

test("the strongest are the first of all when sorted by size", () => {
  fc.assert(
    fc.property(
      fc.array(coarse, { minLength: 12, maxLength: 12 }),
      fc.array(coarse, { minLength: 4, maxLength: 4 }),
      fc.nat(14),
      (weights, activations, count) => {
        const network = { layers: [layer(weights, 3)] };
        const [bundle] = bundlesOf(network, [activations], [4, 3], count);
        const all = weights.map((weight, k) => Math.abs(weight * activations[k % 4]));
        const sorted = all.sort((one, other) => other - one).filter((size) => size > 0);
        expect(Array.from(bundle.values, Math.abs).sort((one, other) => other - one)).toEqual(sorted.slice(0, count));
        expectTrue(bundle, weights, activations);
      },
    ),
    { numRuns: 500 },
  );
});

test("without a signal the weights themselves count, and only what is drawn", () => {
  const network = { layers: [layer([1, 9, 2, 8, 3, 7], 3)] };
  const [bundle] = bundlesOf(network, null, [1, 2], 10);
  expect([...bundle.sources]).toEqual([0, 0]);
  expect([...bundle.neurons]).toEqual([0, 1]);
  expect([...bundle.values]).toEqual([1, 2]);
});

test("a dark source sends no line", () => {
  const network = { layers: [layer([5, 1, 5, 1], 2)] };
  const [bundle] = bundlesOf(network, [[0, 1]], [2, 2], 4);
  expect([...bundle.sources]).toEqual([1, 1]);
});

test("none are chosen where none are asked for", () => {
  expect(bundlesOf({ layers: [layer([1, 2], 1)] }, null, [2, 1], 0)[0].values.length).toBe(0);
});

test("the lines into one neuron and out of one source carry its own weights", () => {
  const one = layer([1, -2, 3, -4, 5, -6], 2);
  expect([...into(one, null, 3, 1, 2).values]).toEqual([5, -6]);
  expect([...into(one, null, 3, 1, 2).neurons]).toEqual([1, 1]);
  expect([...into(one, [1, 0, 0.5], 3, 1, 9).values]).toEqual([-4, -3]);
  expect([...outOf(one, null, 2, 2).values]).toEqual([3, -6]);
  expect([...outOf(one, 0.5, 1, 2).values]).toEqual([-1, 2.5]);
  expect(outOf(one, 0, 1, 2).values.length).toBe(0);
});

function layer(weights: readonly number[], outputs: number): Layer {
  return layerOf(Float32Array.from(weights), new Float32Array(outputs), "sigmoid");
}

function expectTrue({ sources, neurons, values }: Bundle, weights: readonly number[], activations: readonly number[]) {
  const seen = new Set<number>();
  values.forEach((value, k) => {
    const place = neurons[k] * activations.length + sources[k];
    expect(value).toBe(weights[place] * activations[sources[k]]);
    expect(seen.has(place)).toBe(false);
    seen.add(place);
  });
}
