import { expect, test } from "vitest";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { has, PAST_BYTES } from "../../src/lab/history.ts";
import { reduce } from "../../src/lab/reduce.ts";
import { type Focus, type Intent, type Knob, START, type State, type Structure } from "../../src/lab/state.ts";

const network: Network = {
  layers: [
    layerOf(
      Float32Array.from({ length: 8 }, (_, i) => i),
      new Float32Array(2),
      "sigmoid",
    ),
    layerOf(Float32Array.from([1, 2, 3, 4]), new Float32Array(2), "sigmoid"),
  ],
};
const source = { name: "plain", title: "plain", network, temperature: 1, accuracy: 0.96, interval: [0.9, 1] as const };
const after = (state: State, ...intents: Intent[]): State => intents.reduce(reduce, state);
const started = after(START, { type: "show", source });
const target = { of: "number", layer: 0, neuron: 1, source: null } as const;
const turn = (value: number, gesture?: string): Intent => ({
  type: "edit",
  edit: { kind: "turn", target, turn: { to: "value", value } },
  ...(gesture === undefined ? {} : { gesture }),
});
const draw: Intent = { type: "begin stroke", stroke: { points: [1, 1, 1], width: 9, erase: false } };
const biasOf = (state: State) => state.bench?.network.layers[0].bias[1];

test("the first network is no step, a second one is", () => {
  expect(started.past).toEqual([]);
  const second = after(started, { type: "show", source: { ...source, name: "other", network: { ...network } } });
  expect(second.past).toHaveLength(1);
  expect(after(second, { type: "undo" }).shown?.name).toBe("plain");
});

test("a drag is one step, and the next drag another", () => {
  const dragged = after(started, turn(1, "a"), turn(2, "a"), turn(3, "a"), turn(4, "b"), turn(5, "b"));
  expect(dragged.past).toHaveLength(2);
  expect(biasOf(after(dragged, { type: "undo" }))).toBe(3);
  expect(biasOf(after(dragged, { type: "undo" }, { type: "undo" }))).toBe(0);
});

test("a drag that goes on after an undo is a step of its own", () => {
  const dragged = after(started, turn(1, "a"), turn(2), { type: "undo" }, turn(3, "a"));
  expect(dragged.past).toHaveLength(2);
  expect(biasOf(after(dragged, { type: "undo" }))).toBe(1);
});

test("undo takes drawings and knobs back in the order in which they were made", () => {
  const worked = after(started, draw, turn(1), draw);
  const once = after(worked, { type: "undo" });
  expect([once.input, biasOf(once)]).toEqual([after(started, draw).input, 1]);
  const twice = after(once, { type: "undo" });
  expect(biasOf(twice)).toBe(0);
  const redone = after(twice, { type: "redo" }, { type: "redo" });
  expect([redone.input, biasOf(redone)]).toEqual([worked.input, 1]);
});

test("of one kind alone the newest step is undone, and the other stays", () => {
  const worked = after(started, draw, turn(1));
  const undrawn = after(worked, { type: "undo", kind: "input" });
  expect([undrawn.input, biasOf(undrawn)]).toEqual([started.input, 1]);
  expect([has(undrawn.past, "input"), has(undrawn.past, "bench")]).toEqual([false, true]);
  const redrawn = after(undrawn, { type: "redo", kind: "input" });
  expect(redrawn.input).toBe(worked.input);
  expect(after(undrawn, { type: "redo", kind: "bench" })).toBe(undrawn);
});

test("what is shown follows the bench: its figures are unknown once it is changed, and known again when it is not", () => {
  const turned = after(started, turn(1));
  expect(turned.shown).toMatchObject({ changed: true, accuracy: null, interval: null });
  expect(turned.shown?.network).toBe(turned.bench?.network);
  expect(after(turned, { type: "undo" }).shown).toMatchObject({ changed: false, accuracy: 0.96 });
});

test("a named network can be gone back to, replaced, and forgotten", () => {
  const kept = after(started, turn(1), { type: "keep", name: "one" }, turn(2), { type: "keep", name: "two" });
  expect(kept.points.map(({ name }) => name)).toEqual(["one", "two"]);
  const back = after(kept, { type: "return", bench: kept.points[0].bench });
  expect(biasOf(back)).toBe(1);
  expect(biasOf(after(back, { type: "undo" }))).toBe(2);
  const again = after(kept, { type: "reference", name: "one" }, { type: "keep", name: "one" });
  expect(again.points.map(({ name, bench }) => [name, bench.network.layers[0].bias[1]])).toEqual([
    ["two", 2],
    ["one", 2],
  ]);
  const forgotten = after(again, { type: "forget", name: "one" });
  expect([forgotten.points.length, forgotten.reference]).toEqual([1, null]);
});

test("a knob that the network no longer has is let go", () => {
  const knob = { layer: 0, neuron: 1, source: null };
  const held = after(started, { type: "knob", knob });
  expect(held.knob).toEqual(knob);
  const gone = after(held, { type: "edit", edit: { kind: "structure", what: "remove neuron", layer: 0, neuron: 1 } });
  expect(gone.knob).toBeNull();
  expect(after(started, { type: "knob", knob: { layer: 5, neuron: 0, source: null } }).knob).toBeNull();
});

test("an edit that changes nothing is no step", () => {
  expect(after(started, turn(0))).toBe(started);
});

const KNOB = { layer: 1, neuron: 2, source: 1 };
const PLACE = { level: "neuron", layer: 1, neuron: 2 } as const;
const deep = after(
  START,
  { type: "show", source: { ...source, network: networkOf(6, 4, 3, 3, 2) } },
  { type: "knob", knob: KNOB },
  { type: "second", knob: { layer: 2, neuron: 0, source: 2 } },
  { type: "focus", focus: PLACE },
);

function networkOf(...sizes: number[]): Network {
  return {
    layers: sizes.slice(1).map((outputs, i) => {
      const weights = Float32Array.from({ length: outputs * sizes[i] }, (_, place) => place + i);
      return layerOf(weights, new Float32Array(outputs), "sigmoid");
    }),
  };
}

const reshaped = (edit: Structure): State => after(deep, { type: "edit", edit: { kind: "structure", ...edit } });

test.each<[what: string, edit: Structure, knob: Knob | null, second: Knob | null, focus: Focus]>([
  [
    "a neuron before it goes",
    { what: "remove neuron", layer: 1, neuron: 0 },
    { ...KNOB, neuron: 1 },
    { layer: 2, neuron: 0, source: 1 },
    { ...PLACE, neuron: 1 },
  ],
  ["it goes itself", { what: "remove neuron", layer: 1, neuron: 2 }, null, null, { level: "layer", layer: 1 }],
  ["its source goes", { what: "remove neuron", layer: 0, neuron: 1 }, null, { layer: 2, neuron: 0, source: 2 }, PLACE],
  [
    "a source before its own goes",
    { what: "remove neuron", layer: 0, neuron: 0 },
    { ...KNOB, source: 0 },
    { layer: 2, neuron: 0, source: 2 },
    PLACE,
  ],
  [
    "a layer comes before it",
    { what: "add layer", layer: 0, width: 5, activation: "relu", seed: 1 },
    { ...KNOB, layer: 2 },
    { layer: 3, neuron: 0, source: 2 },
    { ...PLACE, layer: 2 },
  ],
  [
    "a layer comes right before it, and all its weights are new",
    { what: "add layer", layer: 1, width: 5, activation: "relu", seed: 1 },
    null,
    { layer: 3, neuron: 0, source: 2 },
    { ...PLACE, layer: 2 },
  ],
  ["its layer goes", { what: "remove layer", layer: 1, seed: 1 }, null, null, { level: "network" }],
])("the numbers in hand and the place follow a change of structure: %s", (_, edit, knob, second, focus) => {
  expect(reshaped(edit)).toMatchObject({ knob, second, focus });
});

test("undo of a change of structure keeps a number in hand only where it is the same number", () => {
  const shrunk = reshaped({ what: "remove neuron", layer: 1, neuron: 0 });
  expect(after(shrunk, { type: "undo" }).knob).toBeNull();
  const deeper = reshaped({ what: "add layer", layer: 0, width: 5, activation: "relu", seed: 1 });
  expect(after(deeper, { type: "undo" })).toMatchObject({ knob: KNOB, second: { layer: 2, neuron: 0, source: 2 } });
  expect(after(started, { type: "knob", knob: target }, turn(1), { type: "undo" }).knob).toBe(target);
});

const NONE = { width: 0, height: 0, levels: new Uint8Array(0) };

function picture(bytes: number): Intent {
  const grey = { ...NONE, levels: new Uint8Array(bytes) };
  const plain = { title: "x", width: 1, height: 1, inverted: false, blank: true, box: null, warnings: [] };
  return {
    type: "open",
    input: { kind: "picture", ...plain, grey, ink: NONE, scaled: NONE, levels: new Uint8Array(784) },
  };
}

test("the past holds so many bytes of pictures and no more", () => {
  const many = after(started, ...Array.from({ length: 10 }, () => picture(PAST_BYTES / 4)));
  expect(many.past).toHaveLength(3);
  expect(after(many, { type: "undo" }, { type: "redo" }).past).toHaveLength(3);
});

test("the newest step is kept, however large it is", () => {
  const huge = picture(PAST_BYTES + 1);
  const cleared = after(started, draw, huge, { type: "clear" });
  expect(cleared.past).toHaveLength(1);
  expect(after(cleared, { type: "undo" }).input.kind).toBe("picture");
});

test("200 steps are kept where they share most of their numbers", () => {
  const large = after(START, { type: "show", source: { ...source, network: networkOf(784, 200, 2) } });
  const steps = Array.from({ length: 210 }, (_, value): Intent => {
    const last = { of: "number", layer: 1, neuron: 0, source: null } as const;
    return { type: "edit", edit: { kind: "turn", target: last, turn: { to: "value", value: value + 1 } } };
  });
  expect(after(large, ...steps).past).toHaveLength(200);
});
