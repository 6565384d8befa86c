import { describe, expect, it, test } from "vitest";
import { deedOf, shapeOf, shortly } from "../../src/draw/deeds.ts";
import { normal } from "../../src/engine/chance.ts";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { type Bench, benchOf, type Edit, edited } from "../../src/lab/bench.ts";
import { textsIn } from "../../src/texts/texts.ts";

const [en, de] = [textsIn("en"), textsIn("de")];
const chance = normal(1);
const some = (count: number) => Float32Array.from({ length: count }, chance);
const network: Network = {
  layers: [
    layerOf(some(784 * 4), some(4), "sigmoid"),
    layerOf(some(12), some(3), "sigmoid"),
    layerOf(some(30), some(10), "sigmoid"),
  ],
};
const source = { name: "plain", title: "plain", network, temperature: 1, accuracy: null, interval: null };
const start = benchOf(source);
const bias = { of: "number", layer: 0, neuron: 3, source: null } as const;

function said(edit: Edit, t = en, before: Bench = start): string {
  return deedOf(t, edited(before, edit), before, "done");
}

describe("a step is told", () => {
  const turns: [Edit, RegExp][] = [
    [
      { kind: "turn", target: bias, turn: { to: "value", value: 0.52 } },
      /bias of neuron 3.*hidden layer 1.*: to 0\.52$/i,
    ],
    [{ kind: "turn", target: bias, turn: { to: "scaled", factor: -1 } }, /: sign turned round$/],
    [
      { kind: "turn", target: { of: "neuron", layer: 1, neuron: 2 }, turn: { to: "scaled", factor: 0.5 } },
      /^neuron 2 of hidden layer 2: times 0\.50$/,
    ],
    [{ kind: "turn", target: { of: "layer", layer: 2 }, turn: { to: "value", value: 0 } }, /^output: all to 0$/],
    [
      { kind: "turn", target: { of: "network" }, turn: { to: "random", seed: 7 } },
      /^the whole network: random, seed 7$/,
    ],
    [{ kind: "paint", layer: 0, neuron: 2, weights: new Float32Array(784) }, /^neuron 2 of hidden layer 1: painted$/],
    [{ kind: "mute", layer: 0, neuron: 1, on: true }, /^neuron 1 of hidden layer 1: muted$/],
    [{ kind: "lock", target: { of: "layer", layer: 1 }, on: true }, /^hidden layer 2: locked$/],
    [{ kind: "structure", what: "add neurons", layer: 1, count: 1, seed: 1 }, /^hidden layer 2: one neuron more$/],
    [{ kind: "structure", what: "add neurons", layer: 1, count: 4, seed: 1 }, /^hidden layer 2: 4 neurons more$/],
    [{ kind: "structure", what: "remove neuron", layer: 0, neuron: 3 }, /^hidden layer 1: neuron 3 removed$/],
    [{ kind: "structure", what: "activation", layer: 2, activation: "softmax" }, /^output: softmax$/],
    [
      { kind: "structure", what: "add layer", layer: 2, width: 5, activation: "relu", seed: 1 },
      /^hidden layer 3: put in, 5 neurons, ReLU$/,
    ],
    [{ kind: "structure", what: "remove layer", layer: 1, seed: 1 }, /^hidden layer 2: taken out$/],
  ];

  it.each(turns)("%j", (edit, words) => {
    expect(said(edit)).toMatch(words);
    expect(said(edit, de)).not.toMatch(/workshop\.|touch\.|\{/);
  });

  it("as loaded, where nothing was done", () => {
    expect(deedOf(en, start, null, "loaded")).toBe("as loaded: plain");
  });

  it("as opened, where it came with changes that were made elsewhere", () => {
    const turned = edited(start, { kind: "turn", target: bias, turn: { to: "value", value: 3 } });
    expect(deedOf(en, { ...turned, done: null }, null, "loaded")).toBe("opened: plain, edited");
  });

  it("as a way back, where it was put back", () => {
    const muted = edited(start, { kind: "mute", layer: 0, neuron: 1, on: true });
    expect(deedOf(en, muted, start, "back")).toBe("back to: neuron 1 of hidden layer 1: muted");
  });

  it("as a reset and as no longer muted or locked", () => {
    const turned = edited(start, { kind: "turn", target: bias, turn: { to: "value", value: 3 } });
    expect(said({ kind: "turn", target: bias, turn: { to: "reset" } }, en, turned)).toMatch(/: as loaded$/);
    const muted = edited(start, { kind: "mute", layer: 0, neuron: 1, on: true });
    expect(said({ kind: "mute", layer: 0, neuron: 1, on: false }, en, muted)).toMatch(/: no longer muted$/);
    const locked = edited(start, { kind: "lock", target: bias, on: true });
    expect(said({ kind: "lock", target: bias, on: false }, en, locked)).toMatch(/: unlocked$/);
  });
});

test("a shape is its widths, the pixels first", () => {
  expect(shapeOf(network)).toBe("784-4-3-10");
});

test("a number is as short as it can be and still be told from 0", () => {
  expect([0, 0.52, -8, 0.0123, 250].map((value) => shortly(en, value))).toEqual([
    "0",
    "0.52",
    "−8.00",
    "0.0123",
    "250",
  ]);
});
