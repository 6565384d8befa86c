import { expect, test } from "vitest";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { reduce } from "../../src/lab/reduce.ts";
import { BLANK, type Evaluated, type Intent, type Source, START, type State } from "../../src/lab/state.ts";

function networkOf(...widths: number[]): Network {
  return {
    layers: widths
      .slice(1)
      .map((outputs, i) => layerOf(new Float32Array(outputs * widths[i]), new Float32Array(outputs), "sigmoid")),
  };
}

function source(name: string, ...widths: number[]): Source {
  return { name, title: name, network: networkOf(...widths), temperature: 1, accuracy: null, interval: null };
}

const after = (state: State, ...intents: Intent[]): State => intents.reduce(reduce, state);
const stroke = (...points: number[]) => ({ points, width: 9, erase: false });
const plain: Intent = { type: "show", source: source("plain", 784, 16, 16, 10) };

test("a stroke grows, and the drawing before it is kept for undo", () => {
  const drawn = after(
    START,
    { type: "begin stroke", stroke: stroke(1, 2, 0.5) },
    { type: "extend stroke", points: [3, 4, 0.5] },
    { type: "begin stroke", stroke: stroke(9, 9, 0.5) },
  );
  expect(drawn.input).toEqual({ kind: "drawing", strokes: [stroke(1, 2, 0.5, 3, 4, 0.5), stroke(9, 9, 0.5)] });
  const undone = after(drawn, { type: "undo" });
  expect(undone.input).toEqual({ kind: "drawing", strokes: [stroke(1, 2, 0.5, 3, 4, 0.5)] });
  expect(after(undone, { type: "redo" }).input).toEqual(drawn.input);
});

test("undo and redo at their ends change nothing", () => {
  expect(after(START, { type: "undo" })).toBe(START);
  expect(after(START, { type: "redo" })).toBe(START);
  expect(after(START, { type: "clear" })).toBe(START);
});

test("what is drawn after an undo forgets what was undone", () => {
  const once = after(START, { type: "begin stroke", stroke: stroke(1, 1, 1) }, { type: "undo" });
  expect(once.future).toHaveLength(1);
  expect(after(once, { type: "begin stroke", stroke: stroke(2, 2, 1) }).future).toEqual([]);
});

test("drawing on a test digit begins a drawing of one's own, and undo brings the digit back", () => {
  const digit = { kind: "digit", index: 3, label: 0, levels: new Uint8Array(784) } as const;
  const drawn = after(START, { type: "open", input: digit }, { type: "begin stroke", stroke: stroke(1, 1, 1) });
  expect(drawn.input.kind).toBe("drawing");
  expect(after(drawn, { type: "undo" }).input).toBe(digit);
});

test("beside a pinned drawing the next stroke begins another one, where two are compared; erasing goes on", () => {
  const drawn = after(START, { type: "begin stroke", stroke: stroke(1, 1, 1) });
  const pinned = after(drawn, { type: "pin", pinned: { input: drawn.input, pixels: new Float32Array(784) } });
  const compared = after(pinned, { type: "view", view: "compare" });
  const next: Intent = { type: "begin stroke", stroke: stroke(2, 2, 1) };
  const another = after(compared, next);
  expect(another.input).toEqual({ kind: "drawing", strokes: [stroke(2, 2, 1)] });
  expect(after(another, next).input).toEqual({ kind: "drawing", strokes: [stroke(2, 2, 1), stroke(2, 2, 1)] });
  expect(after(another, { type: "undo" }).input).toBe(drawn.input);
  expect(after(pinned, next).input).toEqual({ kind: "drawing", strokes: [stroke(1, 1, 1), stroke(2, 2, 1)] });
  const erased = after(compared, { type: "begin stroke", stroke: { ...stroke(2, 2, 1), erase: true } });
  expect(erased.input).toMatchObject({ strokes: [{ erase: false }, { erase: true }] });
});

test("no more than two hundred steps are kept", () => {
  let state: State = START;
  for (let i = 0; i < 250; i++) state = reduce(state, { type: "begin stroke", stroke: stroke(i, i, 1) });
  expect(state.past).toHaveLength(200);
});

test("another network keeps the place one stands at, as far as it has that place", () => {
  const close = after(START, plain, { type: "focus", focus: { level: "neuron", layer: 1, neuron: 12 } });
  expect(close.focus).toEqual({ level: "neuron", layer: 1, neuron: 12 });
  const narrow = after(close, { type: "show", source: source("narrow", 784, 16, 8, 10) });
  expect(narrow.focus).toEqual({ level: "layer", layer: 1 });
  const shallow = after(close, { type: "show", source: source("shallow", 784, 10) });
  expect(shallow.focus).toEqual({ level: "network" });
});

test("a place that is not there cannot be stood at", () => {
  const state = after(START, plain);
  for (const neuron of [16, -1, Number.NaN]) {
    const focus = after(state, { type: "focus", focus: { level: "neuron", layer: 0, neuron } }).focus;
    expect(focus).toEqual({ level: "layer", layer: 0 });
  }
  expect(after(state, { type: "focus", focus: { level: "layer", layer: 7 } }).focus).toEqual({ level: "network" });
});

test("the signal goes layer by layer and stops at the last", () => {
  let state = after(START, plain, { type: "play", play: { stage: 0, running: true } });
  const stages = [];
  for (let i = 0; i < 4; i++) {
    stages.push([state.play.stage, state.play.running]);
    state = reduce(state, { type: "tick" });
  }
  expect(stages).toEqual([
    [0, true],
    [1, true],
    [2, true],
    [3, false],
  ]);
  expect(reduce(state, { type: "tick" })).toBe(state);
});

function evaluated(of: Network): Evaluated {
  return {
    of,
    loaded: null,
    network: "plain",
    images: 1,
    correct: 1,
    accuracy: 1,
    interval: [0, 1],
    answers: new Uint8Array(1),
    confidences: new Float32Array(1),
    loss: "quadratic",
    cost: 0.1,
  };
}

test("evaluations are kept of the networks at hand, the newest besides, each once", () => {
  let state = after(START, plain);
  const loaded = state.bench?.network as Network;
  state = reduce(state, { type: "evaluation", evaluation: evaluated(loaded) });
  const values = [1, 2, 3];
  const turned = values.map((value) => {
    const target = { of: "number", layer: 0, neuron: 0, source: null } as const;
    state = after(state, { type: "edit", edit: { kind: "turn", target, turn: { to: "value", value } } });
    const network = state.bench?.network as Network;
    state = after(state, { type: "evaluation", evaluation: evaluated(network) });
    state = after(state, { type: "evaluation", evaluation: evaluated(network) });
    if (value === 1) state = reduce(state, { type: "keep", name: "one" });
    return network;
  });
  const kept = state.evaluations.map(({ of }) => [loaded, ...turned].indexOf(of));
  expect(kept).toEqual([0, 1, 3]);
  const next = reduce(state, { type: "evaluation", evaluation: evaluated(networkOf(784, 10)) });
  expect(next.evaluations.map(({ of }) => [loaded, ...turned].indexOf(of))).toEqual([0, 1, 3, -1]);
});

test("pointing at the same place twice changes nothing, so that nothing is drawn again", () => {
  const state = after(START, { type: "point", at: { layer: 0, neuron: 1, source: null } });
  expect(reduce(state, { type: "point", at: { layer: 0, neuron: 1, source: null } })).toBe(state);
});

test("what went wrong is no longer told once something else is opened or shown", () => {
  const notice = { code: "IMAGE_UNREADABLE", detail: "" };
  const told = after(START, plain, { type: "notice", notice });
  expect(told.notice).toEqual(notice);
  expect(after(told, { type: "open", input: BLANK }).notice).toBeNull();
  expect(after(told, plain).notice).toBeNull();
});
