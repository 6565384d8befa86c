import { expect, test } from "vitest";
import { normal } from "../../src/engine/chance.ts";
import { layerOf, type Network, parameterCount, widths } from "../../src/engine/network.ts";
import {
  type Bench,
  benchOf,
  type Edit,
  edited,
  isChanged,
  isLocked,
  isMuted,
  LIMIT,
  lockedIn,
  type Target,
  type Turn,
} from "../../src/lab/bench.ts";

function networkOf(...sizes: number[]): Network {
  const chance = normal(sizes.length);
  const some = (count: number) => Float32Array.from({ length: count }, chance);
  return {
    layers: sizes.slice(1).map((outputs, i) => layerOf(some(outputs * sizes[i]), some(outputs), "sigmoid")),
  };
}

function bench(...sizes: number[]): Bench {
  const network = networkOf(...(sizes.length > 0 ? sizes : [6, 4, 3, 2]));
  return benchOf({ name: "small", title: "small", network, temperature: 1, accuracy: 0.9, interval: [0.8, 1] });
}

const after = (start: Bench, ...edits: Edit[]): Bench => edits.reduce(edited, start);
const turn = (target: Target, how: Turn): Edit => ({ kind: "turn", target, turn: how });
const weight = { of: "number", layer: 1, neuron: 2, source: 3 } as const;
const bias = { of: "number", layer: 0, neuron: 1, source: null } as const;

function everyNumber(network: Network): number[] {
  return network.layers.flatMap(({ weights, bias: b }) => [...weights, ...b]);
}

test("one number is set, and nothing else differs", () => {
  const start = bench();
  const turned = after(start, turn(weight, { to: "value", value: 0.5 }), turn(bias, { to: "value", value: -2 }));
  expect(turned.network.layers[1].weights[2 * 4 + 3]).toBe(0.5);
  expect(turned.network.layers[0].bias[1]).toBe(-2);
  const [before, now] = [everyNumber(start.network), everyNumber(turned.network)];
  expect(now.filter((one, place) => one !== before[place])).toHaveLength(2);
  expect(turned.network.layers[2]).toBe(start.network.layers[2]);
});

test("what is scaled is scaled, of a neuron with its bias, of a layer, of all", () => {
  const start = bench();
  const twice: Turn = { to: "scaled", factor: 2 };
  const counts = [
    [{ of: "neuron", layer: 0, neuron: 3 }, 7],
    [{ of: "layer", layer: 1 }, 15],
    [{ of: "network" }, parameterCount(start.network)],
  ] as const;
  for (const [target, count] of counts) {
    const now = everyNumber(after(start, turn(target, twice)).network);
    const before = everyNumber(start.network);
    expect(now.filter((one, place) => one === 2 * before[place])).toHaveLength(count);
    expect(now.filter((one, place) => one === before[place])).toHaveLength(before.length - count);
  }
});

test("a reset brings the very network back, so that it counts as unchanged", () => {
  const start = bench();
  const turned = after(start, turn({ of: "network" }, { to: "scaled", factor: -1 }));
  expect(isChanged(turned)).toBe(true);
  const back = after(turned, turn({ of: "network" }, { to: "reset" }));
  expect(back.network).toBe(start.network);
  expect(isChanged(back)).toBe(false);
});

test("numbers stay finite and within the limit; what is no number changes nothing", () => {
  const start = bench();
  expect(after(start, turn(weight, { to: "value", value: Number.NaN }))).toBe(start);
  expect(after(start, turn(weight, { to: "value", value: Number.POSITIVE_INFINITY }))).toBe(start);
  const far = after(start, turn(weight, { to: "value", value: 1e30 }));
  expect(far.numbers.layers[1].weights[11]).toBe(LIMIT);
  expect(after(far, turn(weight, { to: "scaled", factor: 1e9 }))).toBe(far);
});

test("a 0 that is negated is the same 0, and so no change", () => {
  const zeroed = after(bench(), turn(weight, { to: "value", value: 0 }));
  expect(after(zeroed, turn(weight, { to: "scaled", factor: -1 }))).toBe(zeroed);
});

test("what is locked stays, whatever is turned around it", () => {
  const start = bench();
  const locked = after(start, { kind: "lock", target: { of: "neuron", layer: 0, neuron: 1 }, on: true });
  expect(isLocked(locked, bias)).toBe(true);
  expect(isLocked(locked, weight)).toBe(false);
  expect(lockedIn(locked, { of: "layer", layer: 0 })).toEqual({ locked: 7, of: 28 });
  const turned = after(
    locked,
    turn({ of: "network" }, { to: "value", value: 0 }),
    { kind: "paint", layer: 0, neuron: 1, weights: new Float32Array(6).fill(9) },
    turn(bias, { to: "value", value: 5 }),
  );
  const first = turned.network.layers[0];
  expect([...first.weights.subarray(6, 12)]).toEqual([...start.network.layers[0].weights.subarray(6, 12)]);
  expect(first.bias[1]).toBe(start.network.layers[0].bias[1]);
  expect(everyNumber(turned.network).filter((one) => one !== 0)).toHaveLength(7);
  const open = after(turned, { kind: "lock", target: { of: "network" }, on: false });
  expect(open.locks).toEqual([null, null, null]);
});

test("a painted row is taken as it is", () => {
  const weights = Float32Array.from([1, -2, 3, -4, 5, -6]);
  const painted = after(bench(), { kind: "paint", layer: 0, neuron: 2, weights });
  expect([...painted.network.layers[0].weights.subarray(12, 18)]).toEqual([...weights]);
});

test("a muted neuron sends nothing; its numbers are there again when it is heard again", () => {
  const start = bench();
  const quiet = after(start, { kind: "mute", layer: 0, neuron: 2, on: true });
  expect(isMuted(quiet, 0, 2)).toBe(true);
  for (let to = 0; to < 3; to++) expect(quiet.network.layers[1].weights[to * 4 + 2]).toBe(0);
  expect(quiet.numbers).toBe(start.numbers);
  expect(isChanged(quiet)).toBe(true);
  const meanwhile = after(quiet, turn({ of: "number", layer: 1, neuron: 0, source: 2 }, { to: "value", value: 7 }));
  expect(meanwhile.network.layers[1].weights[2]).toBe(0);
  const heard = after(meanwhile, { kind: "mute", layer: 0, neuron: 2, on: false });
  expect(heard.network.layers[1].weights[2]).toBe(7);
});

test("an output cannot be muted, and muting twice is muting once", () => {
  const start = bench();
  expect(after(start, { kind: "mute", layer: 2, neuron: 0, on: true })).toBe(start);
  const quiet = after(start, { kind: "mute", layer: 0, neuron: 2, on: true });
  expect(after(quiet, { kind: "mute", layer: 0, neuron: 2, on: true })).toBe(quiet);
  expect(after(start, { kind: "mute", layer: 0, neuron: 2, on: false })).toBe(start);
});

test("neurons that are added send nothing yet; one that is removed takes its weights along", () => {
  const start = bench();
  const grown = after(start, { kind: "structure", what: "add neurons", layer: 0, count: 2, seed: 1 });
  expect(widths(grown.network)).toEqual([6, 6, 3, 2]);
  for (let to = 0; to < 3; to++) {
    expect([...grown.network.layers[1].weights.subarray(to * 6, to * 6 + 6)]).toEqual([
      ...start.network.layers[1].weights.subarray(to * 4, to * 4 + 4),
      0,
      0,
    ]);
  }
  const back = after(
    grown,
    { kind: "structure", what: "remove neuron", layer: 0, neuron: 5 },
    { kind: "structure", what: "remove neuron", layer: 0, neuron: 4 },
  );
  expect(everyNumber(back.network)).toEqual(everyNumber(start.network));
});

test("muted neurons and locks follow a change of structure", () => {
  const start = after(
    bench(),
    { kind: "mute", layer: 1, neuron: 0, on: true },
    { kind: "mute", layer: 1, neuron: 2, on: true },
    { kind: "lock", target: { of: "layer", layer: 0 }, on: true },
  );
  const fewer = after(start, { kind: "structure", what: "remove neuron", layer: 1, neuron: 0 });
  expect(fewer.muted).toEqual([{ layer: 1, neuron: 1 }]);
  expect(lockedIn(fewer, { of: "layer", layer: 0 }).locked).toBe(28);
  const deeper = after(start, {
    kind: "structure",
    what: "add layer",
    layer: 1,
    width: 5,
    activation: "relu",
    seed: 2,
  });
  expect(widths(deeper.network)).toEqual([6, 4, 5, 3, 2]);
  expect(deeper.network.layers.map((layer) => layer.activation)).toEqual(["sigmoid", "relu", "sigmoid", "sigmoid"]);
  expect(deeper.muted).toEqual([
    { layer: 2, neuron: 0 },
    { layer: 2, neuron: 2 },
  ]);
  expect(lockedIn(deeper, { of: "network" }).locked).toBe(28);
  const shallower = after(start, { kind: "structure", what: "remove layer", layer: 1, seed: 3 });
  expect(widths(shallower.network)).toEqual([6, 4, 2]);
  expect(shallower.muted).toEqual([]);
});

test("the same seed gives the same numbers, for the network and for what a reset goes back to", () => {
  const grow: Edit = { kind: "structure", what: "add neurons", layer: 0, count: 1, seed: 5 };
  const grown = after(bench(), turn(weight, { to: "value", value: 3 }), grow);
  expect(everyNumber(after(bench(), grow).base)).toEqual(everyNumber(grown.base));
  const reset = after(grown, turn({ of: "network" }, { to: "reset" }));
  expect(reset.network).toBe(grown.base);
  expect(isChanged(reset)).toBe(true);
});

test("what a structure cannot be changes nothing", () => {
  const start = bench();
  const impossible: Edit[] = [
    { kind: "structure", what: "add neurons", layer: 0, count: 1000, seed: 1 },
    { kind: "structure", what: "add layer", layer: 0, width: 1000, activation: "relu", seed: 1 },
    { kind: "structure", what: "activation", layer: 0, activation: "sigmoid" },
  ];
  for (const edit of impossible) expect(after(start, edit)).toBe(start);
  const single = bench(6, 1, 2);
  expect(after(single, { kind: "structure", what: "remove neuron", layer: 0, neuron: 0 })).toBe(single);
  const alone = bench(6, 2);
  expect(after(alone, { kind: "structure", what: "remove layer", layer: 0, seed: 1 })).toBe(alone);
});

test("random numbers have the spread that a training begins with, biases are 0", () => {
  const wide = after(bench(784, 64, 10), turn({ of: "network" }, { to: "random", seed: 7 }));
  const { weights, bias: biases } = wide.network.layers[0];
  const measured = Math.sqrt(weights.reduce((sum, one) => sum + one * one, 0) / weights.length);
  expect(measured * Math.sqrt((784 + 64) / 2)).toBeCloseTo(1, 1);
  expect(biases.every((one) => one === 0)).toBe(true);
});

test("what is locked already can be locked, and what is open opened, without a step", () => {
  const start = bench();
  const lock = (on: boolean): Edit => ({ kind: "lock", target: { of: "neuron", layer: 0, neuron: 1 }, on });
  const locked = after(start, lock(true));
  expect(after(locked, lock(true))).toBe(locked);
  expect(after(start, lock(false))).toBe(start);
  expect(after(locked, lock(false)).locks).toEqual(start.locks);
});

test("a structure that is there again with its numbers is the network as it was loaded", () => {
  const start = bench();
  const [to, back] = (["relu", "sigmoid"] as const).map((activation): Edit => {
    return { kind: "structure", what: "activation", layer: 0, activation };
  });
  expect(isChanged(after(start, to, back))).toBe(false);
  const grow: Edit = { kind: "structure", what: "add neurons", layer: 0, count: 1, seed: 5 };
  const shrink: Edit = { kind: "structure", what: "remove neuron", layer: 0, neuron: 4 };
  const same = after(start, grow, shrink);
  expect([same.base, same.network]).toEqual([start.network, start.network]);
  expect(isChanged(same)).toBe(false);
  const turned = after(start, turn(weight, { to: "value", value: 3 }), to, back);
  expect([turned.base === start.network, isChanged(turned)]).toEqual([true, true]);
});

test("of many muted neurons every one is silent", () => {
  const mutes = [0, 1, 3].map((neuron): Edit => ({ kind: "mute", layer: 0, neuron, on: true }));
  const quiet = after(bench(), ...mutes, { kind: "mute", layer: 1, neuron: 2, on: true });
  const rows = [0, 1, 2].map((to) => [...quiet.network.layers[1].weights.subarray(4 * to, 4 * to + 4)]);
  expect(rows.map((row) => row.map((one) => one !== 0))).toEqual(Array(3).fill([false, false, true, false]));
  expect(quiet.network.layers[2].weights.filter((_, place) => place % 3 === 2).every((one) => one === 0)).toBe(true);
});
