import { expect, test } from "vitest";
import {
  heldBias,
  heldCell,
  heldSource,
  knobName,
  locksOf,
  mutedIn,
  strongestOf,
  targetName,
  turnedFrom,
} from "../../src/draw/knobs.ts";
import { forward } from "../../src/engine/forward.ts";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { benchOf, edited } from "../../src/lab/bench.ts";
import { textsIn } from "../../src/texts/texts.ts";

const network: Network = {
  layers: [
    layerOf(new Float32Array(2 * 784), new Float32Array(2), "sigmoid"),
    layerOf(Float32Array.of(1, -2, 3, 0.5), new Float32Array(2), "sigmoid"),
    layerOf(Float32Array.of(1, 1, 1, 1), new Float32Array(2), "sigmoid"),
  ],
};
const bench = benchOf({ name: "a", title: "a", network, temperature: 1, accuracy: null, interval: null });
const [english, german] = [textsIn("en"), textsIn("de")];

test("a number is called by what it connects", () => {
  expect(knobName(english, network, { layer: 0, neuron: 1, source: 343 })).toBe(
    "Weight from pixel row 12, column 7 to neuron 1 of hidden layer 1",
  );
  expect(knobName(english, network, { layer: 2, neuron: 0, source: 1 })).toBe(
    "Weight from neuron 1 of hidden layer 2 to output 0",
  );
  expect(knobName(english, network, { layer: 1, neuron: 1, source: null })).toBe("Bias of neuron 1 of hidden layer 2");
  expect(knobName(german, network, { layer: 2, neuron: 1, source: null })).toBe("Bias von Ausgabe 1");
});

test("what is turned is named with how many numbers it has", () => {
  expect(targetName(english, network, { of: "neuron", layer: 0, neuron: 1 })).toContain("its 784 weights and its bias");
  expect(targetName(english, network, { of: "layer", layer: 2 })).toBe("The output: all its 6 numbers");
  expect(targetName(english, network, { of: "network" })).toContain("all 1,582 numbers");
});

test("only what is in hand is marked", () => {
  const knob = { layer: 1, neuron: 1, source: 0 };
  expect(heldSource(knob, 1, 1)).toBe(0);
  expect([heldSource(knob, 1, 0), heldSource(knob, 0, 1), heldSource(null, 1, 1)]).toEqual([null, null, null]);
  expect(heldCell(knob, 1, 2)).toBe(2);
  expect(heldBias(knob, 1)).toBeNull();
  expect(heldBias({ ...knob, source: null }, 1)).toBe(1);
  expect(heldCell({ ...knob, source: null }, 1, 2)).toBeNull();
});

test("the strongest weight is the one through which most flows, not the largest", () => {
  const halfDark: Network = {
    layers: [
      layerOf(new Float32Array(2 * 784), Float32Array.of(0, -90), "sigmoid"), // neuron 1 stays dark
      layerOf(Float32Array.of(1, -200, -3, 50), Float32Array.of(-90, -90), "sigmoid"),
      network.layers[2],
    ],
  };
  const trace = forward(halfDark, new Float32Array(784));
  expect(strongestOf(halfDark, trace, null)).toEqual({ layer: 1, neuron: 1, source: 0 });
  expect(strongestOf(halfDark, trace, { layer: 1, neuron: 0 })).toEqual({ layer: 1, neuron: 0, source: 0 });
  expect(strongestOf(halfDark, trace, { layer: 0, neuron: 1 })).toEqual({ layer: 0, neuron: 1, source: 0 });
});

test("muted neurons and locked weights are found by layer and neuron", () => {
  const muted = edited(bench, { kind: "mute", layer: 1, neuron: 0, on: true });
  expect([...mutedIn(muted, 1)]).toEqual([0]);
  expect(mutedIn(muted, 0).size).toBe(0);
  expect(mutedIn(null, 0).size).toBe(0);
  const target = { of: "number", layer: 1, neuron: 1, source: 0 } as const;
  const [, locks] = edited(bench, { kind: "lock", target, on: true }).locks;
  expect(locksOf(locks, 2, 1)).toEqual(Uint8Array.of(1, 0));
  expect(locksOf(locks, 2, 0)).toBeNull();
  expect(locksOf(null, 2, 0)).toBeNull();
});

test("what was turned can be reset, what was not cannot", () => {
  const target = { of: "number", layer: 1, neuron: 1, source: 0 } as const;
  const turned = edited(bench, { kind: "turn", target, turn: { to: "value", value: 9 } });
  const asks = (of: typeof bench) => [
    turnedFrom(of, target),
    turnedFrom(of, { ...target, source: 1 }),
    turnedFrom(of, { of: "neuron", layer: 1, neuron: 1 }),
    turnedFrom(of, { of: "neuron", layer: 1, neuron: 0 }),
    turnedFrom(of, { of: "layer", layer: 1 }),
    turnedFrom(of, { of: "layer", layer: 2 }),
    turnedFrom(of, { of: "network" }),
  ];
  expect(asks(bench)).toEqual([false, false, false, false, false, false, false]);
  expect(asks(turned)).toEqual([true, false, true, false, true, false, true]);
});
