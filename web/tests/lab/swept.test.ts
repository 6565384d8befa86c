import { expect, test } from "vitest";
import { gridOf, presentIn, sampledOf } from "../../src/draw/present.ts";
import { normal } from "../../src/engine/chance.ts";
import { withNumbers } from "../../src/engine/edits.ts";
import { forward } from "../../src/engine/forward.ts";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { ownCost, slopeAlong } from "../../src/lab/own-loss.ts";
import type { KnobRange, Sweep } from "../../src/lab/state.ts";
import { digitsSwept, ownCount, ownSwept } from "../../src/lab/swept.ts";

function networkOf(...widths: number[]): Network {
  const chance = normal(3);
  const layers = widths.slice(1).map((outputs, i) => {
    const weights = Float32Array.from({ length: outputs * widths[i] }, chance);
    return layerOf(weights, Float32Array.from({ length: outputs }, chance), "sigmoid");
  });
  return { layers };
}

const network = networkOf(4, 3, 2);
const pixels = Float64Array.of(0.2, 0.9, 0, 0.5);
const trace = forward(network, pixels);
const first: KnobRange = { layer: 0, neuron: 1, source: 3, low: -4, high: 4, count: 41 };
const second: KnobRange = { layer: 1, neuron: 0, source: null, low: -2, high: 2, count: 21 };

test("a drawing's curve has a loss and an answer for each value, and the exact slope where the knob stands", () => {
  const swept = ownSwept(network, trace, 1, [first]);
  expect([swept.costs[0]?.length, swept.answers?.length, swept.correct]).toEqual([41, 41, null]);
  expect(swept.cost).toBe(ownCost(network, trace, 1));
  expect(swept.slopes).toEqual([slopeAlong(network, trace, 1, first)]);
  expect(sampledOf(swept)).toEqual({ low: -4, high: 4, costs: swept.costs[0] });
});

test("a drawing's map has a line for each value of the first knob", () => {
  const swept = ownSwept(network, trace, 1, [first, second]);
  expect([swept.costs.length, swept.costs[0]?.length, swept.answers]).toEqual([41, 21, null]);
  expect([gridOf(swept).columns.length, gridOf(swept).rows]).toEqual([41, 21]);
});

test("where the knob was turned since, loss and slopes are read off the curve, and off the map", () => {
  const turned = withNumbers(network, 0, [1 * 4 + 3], () => 1.234);
  const now = forward(turned, pixels);
  for (const knobs of [[first], [first, second]]) {
    const swept = ownSwept(network, trace, 1, knobs);
    const values = [1.234, network.layers[1].bias[0]].slice(0, knobs.length);
    const { cost, slopes } = presentIn(swept, turned, values);
    expect(cost).toBeCloseTo(ownCost(turned, now, 1), 4);
    for (const [i, knob] of knobs.entries()) expect(slopes?.[i]).toBeCloseTo(slopeAlong(turned, now, 1, knob), 3);
    expect(presentIn(swept, turned, [99, 99].slice(0, knobs.length))).toEqual({ cost: null, slopes: null });
  }
});

test("what the server swept is shown as it came, and nothing is known before its lines are here", () => {
  const none: Sweep = {
    of: network,
    knobs: [first],
    loss: "quadratic",
    costs: [null],
    correct: [null],
    cost: null,
    slopes: null,
    failed: false,
  };
  expect([sampledOf(digitsSwept(none)), presentIn(digitsSwept(none), network, [0])]).toEqual([
    null,
    { cost: null, slopes: null },
  ]);
  const costs = Float32Array.from({ length: 41 }, (_, i) => (i - 20) ** 2);
  const one = digitsSwept({ ...none, costs: [costs], cost: 0.25, slopes: [7] });
  expect(presentIn(one, network, [0.1])).toEqual({ cost: 0.25, slopes: [7] });
});

test("the wider the network, the fewer values are computed in a frame", () => {
  expect([ownCount(networkOf(784, 16, 16, 10), "curve"), ownCount(networkOf(784, 16, 16, 10), "map")]).toEqual([
    81, 29,
  ]);
  const wide = networkOf(784, 256, 256, 256, 10);
  expect([ownCount(wide, "curve"), ownCount(wide, "map")]).toEqual([17, 9]);
  for (const kind of ["curve", "map"] as const) expect(ownCount(networkOf(10, 10), kind) % 2).toBe(1);
});
