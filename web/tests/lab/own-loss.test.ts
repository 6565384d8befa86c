// The loss of one drawing along a knob: the short way against the whole forward pass, slopes against differences.
import { describe, expect, test } from "vitest";
import { ACTIVATION_NAMES, type ActivationName } from "../../src/engine/activations.ts";
import { normal } from "../../src/engine/chance.ts";
import { placeOf, withNumbers } from "../../src/engine/edits.ts";
import { forward } from "../../src/engine/forward.ts";
import { costOf, lossOf } from "../../src/engine/losses.ts";
import { layerOf, type Network } from "../../src/engine/network.ts";
import type { Knob } from "../../src/lab/bench.ts";
import { along, NO_ANSWER, numberOf, over, ownCost, slopeAlong } from "../../src/lab/own-loss.ts";
import { gap } from "../engine/contract.ts";

const PIXELS = Float64Array.of(0.9, 0, 0.3, 0.6);
const LABEL = 1;
const KNOBS: Knob[] = [
  { layer: 0, neuron: 2, source: 0 },
  { layer: 0, neuron: 1, source: null },
  { layer: 1, neuron: 0, source: 2 },
  { layer: 1, neuron: 3, source: null },
  { layer: 2, neuron: 1, source: 3 },
  { layer: 2, neuron: 2, source: null },
];

function networkOf(hidden: ActivationName, output: ActivationName): Network {
  const chance = normal(7);
  const layer = (inputs: number, outputs: number, activation: ActivationName) =>
    layerOf(
      Float32Array.from({ length: inputs * outputs }, chance),
      Float32Array.from({ length: outputs }, chance),
      activation,
    );
  return { layers: [layer(4, 3, hidden), layer(3, 4, hidden), layer(4, 3, output)] };
}

function turned(network: Network, knob: Knob, value: number): Network {
  const place = placeOf(network.layers[knob.layer], knob.neuron, knob.source);
  return withNumbers(network, knob.layer, [place], () => value);
}

function costWhole(network: Network): number {
  const { preActivations } = forward(network, PIXELS);
  const { activation } = network.layers[2];
  return costOf(lossOf(activation), activation, preActivations[2], LABEL);
}

describe.each(ACTIVATION_NAMES)("%s outputs", (output) => {
  const network = networkOf("tanh", output);
  const trace = forward(network, PIXELS);

  test.each(KNOBS)("along %o it is the loss of the network that is turned so", (knob) => {
    const values = [-3, -0.5, numberOf(network, knob), 0, 0.25, 2];
    const whole = values.map((value) => costWhole(turned(network, knob, value)));
    expect(gap(along(network, trace, LABEL, knob, values).costs, whole)).toBeLessThan(1e-12);
  });

  test.each(KNOBS)("the slope along %o is that of central differences", (knob) => {
    const now = numberOf(network, knob);
    const step = 1e-5;
    const [up, down] = along(network, trace, LABEL, knob, [now + step, now - step]).costs;
    expect(slopeAlong(network, trace, LABEL, knob)).toBeCloseTo((up - down) / (2 * step), 6);
  });
});

test("a weight of a dark pixel is worth nothing: flat, and slope 0", () => {
  const network = networkOf("sigmoid", "sigmoid");
  const trace = forward(network, PIXELS);
  const knob = { layer: 0, neuron: 0, source: 1 };
  const { costs } = along(network, trace, LABEL, knob, [-100, 0, 100]);
  expect([...costs]).toEqual(Array(3).fill(ownCost(network, trace, LABEL)));
  expect(slopeAlong(network, trace, LABEL, knob)).toBe(0);
});

test("where the answer turns with the knob, it says so", () => {
  const network = networkOf("sigmoid", "sigmoid");
  const trace = forward(network, PIXELS);
  expect([...along(network, trace, LABEL, { layer: 2, neuron: 2, source: null }, [-50, 50]).answers][1]).toBe(2);
});

test("two knobs: a line for each value of the first, along the second, in whichever layers they are", () => {
  const network = networkOf("sigmoid", "softmax");
  const trace = forward(network, PIXELS);
  const [first, second] = [
    [-1, 0.5],
    [-2, 0, 2],
  ];
  for (const knobs of [
    [KNOBS[0], KNOBS[4]],
    [KNOBS[4], KNOBS[0]],
    [KNOBS[2], KNOBS[2 + 1]],
  ] as const) {
    const lines = over(network, trace, LABEL, knobs, [first, second]);
    for (const [i, one] of first.entries()) {
      const whole = second.map((other) => costWhole(turned(turned(network, knobs[0], one), knobs[1], other)));
      expect(gap(lines[i].costs, whole)).toBeLessThan(1e-12);
    }
  }
});

test("outputs beyond single precision cost no number, and answer nothing", () => {
  const network = networkOf("identity", "identity");
  const { costs, answers } = along(network, forward(network, PIXELS), LABEL, KNOBS[5], [0, 1e39]);
  expect([Number.isFinite(costs[0]), costs[1], answers[1]]).toEqual([true, Number.NaN, NO_ANSWER]);
});
