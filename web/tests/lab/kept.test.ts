import { expect, test } from "vitest";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { benchOf } from "../../src/lab/bench.ts";
import { beneath, fromKept, isNews, toKeep } from "../../src/lab/kept.ts";
import { reduce } from "../../src/lab/reduce.ts";
import { type Intent, type Restored, START, type State } from "../../src/lab/state.ts";

function network(...sizes: number[]): Network {
  return {
    layers: sizes.slice(1).map((outputs, i) => {
      return layerOf(new Float32Array(outputs * sizes[i]).fill(0.5), new Float32Array(outputs), "sigmoid");
    }),
  };
}

function source(...sizes: number[]) {
  return { name: "a", title: "a", network: network(...sizes), temperature: 1, accuracy: null, interval: null };
}

const after = (state: State, ...intents: Intent[]): State => intents.reduce(reduce, state);

function turn(value: number): Intent {
  const target = { of: "number", layer: 0, neuron: 0, source: null } as const;
  return { type: "edit", edit: { kind: "turn", target, turn: { to: "value", value } } };
}

const worked = after(
  START,
  { type: "show", source: source(784, 16, 10) },
  { type: "begin stroke", stroke: { points: [1, 2, 1], width: 9, erase: false } },
  turn(1),
  { type: "keep", name: "one" },
  turn(2),
  turn(3),
  { type: "undo" },
);

/** As the browser's store gives it back. */
function reloaded(state: State): Partial<Restored> | null {
  return fromKept(structuredClone(toKeep(state)));
}

test("after a reload the network, the drawing, the history and the named points are there", () => {
  const restored = reduce(START, { type: "restore", state: reloaded(worked) ?? {} });
  expect(restored.shown?.network).toEqual(worked.shown?.network);
  expect(restored.input).toEqual(worked.input);
  expect(restored.points.map(({ name }) => name)).toEqual(["one"]);
  const [back, on] = [reduce(restored, { type: "undo" }), reduce(restored, { type: "redo" })];
  expect([back, restored, on].map((state) => state.bench?.numbers.layers[0].bias[0])).toEqual([1, 2, 3]);
});

test("what was unchanged is known to be unchanged after a reload", () => {
  const state = after(worked, { type: "undo" }, { type: "undo" });
  const restored = reduce(START, { type: "restore", state: reloaded(state) ?? {} });
  expect(restored.shown?.changed).toBe(false);
});

test("of a long history of large layers the newest steps are kept, as far as there is room", () => {
  let state = after(START, { type: "show", source: source(784, 1000, 10) });
  for (let value = 1; value <= 20; value++) state = reduce(state, turn(value));
  const kept = toKeep(state).state;
  expect(kept.past?.length).toBeGreaterThan(0);
  expect(kept.past?.length).toBeLessThan(20);
  expect(kept.past?.at(-1)).toBe(state.past.at(-1));
  expect(kept.bench).toBe(state.bench);
});

test("what is not whole, or of another format, is as if nothing had been kept", () => {
  const kept = structuredClone(toKeep(worked));
  const bench = kept.state.bench as NonNullable<Restored["bench"]>;
  const [first, last] = bench.numbers.layers;
  const withLayers = (layers: readonly unknown[]) => ({
    ...kept,
    state: { ...kept.state, bench: { ...bench, numbers: { layers } } },
  });
  const hostile: unknown[] = [
    undefined,
    null,
    "{}",
    {},
    { ...kept, format: 99 },
    { ...kept, state: null },
    { ...kept, state: { ...kept.state, bench: {} } },
    withLayers([]),
    withLayers([last, first]),
    withLayers([{ ...first, activation: "eval" }, last]),
    withLayers([{ ...first, weights: [...first.weights] }, last]),
    withLayers([{ ...first, bias: new Float32Array(16).fill(Number.NaN) }, last]),
    withLayers([{ ...first, outputs: 3 }, last]),
    { ...kept, state: { ...kept.state, points: [{ name: "x" }] } },
    { ...kept, state: { ...kept.state, points: [{ name: "x", bench: null }] } },
    { ...kept, state: { ...kept.state, bench: null } },
    { ...kept, state: { ...kept.state, bench: { ...bench, source: { ...bench.source, temperature: 0 } } } },
    { ...kept, state: { ...kept.state, bench: benchOf(source(783, 10)) } },
    { ...kept, state: { ...kept.state, input: undefined } },
    { ...kept, state: { ...kept.state, input: { kind: "drawing" } } },
    { ...kept, state: { ...kept.state, input: { kind: "digit", levels: new Uint8Array(3) } } },
  ];
  expect(hostile.map(fromKept)).toEqual(hostile.map(() => null));
  expect(fromKept(kept)).not.toBeNull();
});

test("only what is kept is news: pointing at things is not", () => {
  expect(isNews(after(worked, { type: "point", at: { layer: 0, neuron: 1, source: null } }), worked)).toBe(false);
  expect(isNews(after(worked, { type: "language", language: "de" }), worked)).toBe(false);
  const intents: Intent[] = [
    turn(9),
    { type: "undo" },
    { type: "forget", name: "one" },
    { type: "view", view: "compare" },
  ];
  expect(intents.map((intent) => isNews(after(worked, intent), worked))).toEqual(intents.map(() => true));
});

test("pictures and named networks take room too", () => {
  const wide = () => benchOf(source(784, 2000, 10));
  const three = after(worked, ...[1, 2, 3].map((n): Intent => ({ type: "keep", name: `wide ${n}`, bench: wide() })));
  expect([toKeep(worked).state.past?.length, toKeep(three).state.past?.length]).toEqual([3, 0]);
});

test("what was drawn before the kept state was found stands on top of it, and undo comes to what was kept", () => {
  const kept = reloaded(worked) ?? {};
  const drawn = after(
    START,
    { type: "show", source: source(784, 10) },
    { type: "begin stroke", stroke: { points: [9, 9, 1], width: 9, erase: false } },
  );
  const both = reduce(drawn, { type: "restore", state: beneath(kept, drawn) });
  expect([both.input, both.bench]).toEqual([drawn.input, drawn.bench]);
  expect(both.points.map(({ name }) => name)).toEqual(["one"]);
  const back = after(both, { type: "undo" }, { type: "undo" }, { type: "undo" });
  expect([back.input, back.bench]).toEqual([kept.input, kept.bench]);
  expect(after(back, { type: "undo" }).bench?.numbers.layers[0].bias[0]).toBe(1);
});
