import { expect, test } from "vitest";
import { layerOf } from "../../src/engine/network.ts";
import type { Edit } from "../../src/lab/bench.ts";
import { meaningOf } from "../../src/lab/meanings.ts";

const layer = layerOf(new Float32Array(4), new Float32Array(2), "sigmoid");
const numbers = { layers: [layer, layer] };
const of = (done: Edit | null) => meaningOf({ done, numbers });
const whole = { of: "network" } as const;

test("each change of structure has its own, and a function at the output another than one within", () => {
  expect(of({ kind: "structure", what: "add neurons", layer: 0, count: 1, seed: 1 })).toBe("add neurons");
  expect(of({ kind: "structure", what: "activation", layer: 0, activation: "relu" })).toBe("activation");
  expect(of({ kind: "structure", what: "activation", layer: 1, activation: "relu" })).toBe("activation.output");
});

test("the whole network at random and at zero have theirs", () => {
  expect(of({ kind: "turn", target: whole, turn: { to: "random", seed: 1 } })).toBe("random");
  expect(of({ kind: "turn", target: whole, turn: { to: "value", value: 0 } })).toBe("zero");
});

test("nothing is said of what is measured only", () => {
  expect(of(null)).toBeNull();
  expect(of({ kind: "turn", target: whole, turn: { to: "value", value: 1 } })).toBeNull();
  expect(of({ kind: "turn", target: { of: "layer", layer: 0 }, turn: { to: "random", seed: 1 } })).toBeNull();
  expect(of({ kind: "mute", layer: 0, neuron: 0, on: true })).toBeNull();
});
