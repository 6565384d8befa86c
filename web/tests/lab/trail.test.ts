import { describe, expect, it } from "vitest";
import { layerOf } from "../../src/engine/network.ts";
import { reduce } from "../../src/lab/reduce.ts";
import { type Intent, START, type State } from "../../src/lab/state.ts";
import { cameOf, trailOf } from "../../src/lab/trail.ts";

const networkOf = (bias: number) => ({ layers: [layerOf(Float32Array.of(1, 2), Float32Array.of(bias), "sigmoid")] });
const sourceOf = (name: string, bias: number) => ({
  ...{ name, title: name, network: networkOf(bias) },
  ...{ temperature: 1, accuracy: null, interval: null },
});
const walked = (state: State, ...intents: Intent[]): State => intents.reduce(reduce, state);
const turn = (value: number): Intent => ({
  type: "edit",
  edit: { kind: "turn", target: { of: "number", layer: 0, neuron: 0, source: null }, turn: { to: "value", value } },
});
const draw: Intent = { type: "begin stroke", stroke: { points: [1, 1, 1], width: 9, erase: false } };
const started = walked(START, { type: "show", source: sourceOf("plain", 0) });
const biases = (state: State) => trailOf(state).benches.map((bench) => bench.numbers.layers[0].bias[0]);

describe("the trail", () => {
  it("is nothing before a network is there, and one bench at first", () => {
    expect(trailOf(START)).toEqual({ benches: [], present: 0 });
    expect(trailOf(started)).toMatchObject({ present: 0 });
    expect(cameOf(trailOf(started), 0)).toBe("loaded");
  });

  it("goes on over what was undone, and leaves drawings out", () => {
    const worked = walked(started, turn(1), draw, turn(2), turn(3));
    const back = walked(worked, { type: "undo", kind: "bench" }, { type: "undo", kind: "bench" });
    expect(biases(back)).toEqual([0, 1, 2, 3]);
    expect(trailOf(back).present).toBe(1);
    expect(back.input).toBe(worked.input);
  });

  it("can be walked to and fro, and loses nothing", () => {
    const worked = walked(started, turn(1), turn(2));
    const there = walked(worked, { type: "undo", kind: "bench" }, { type: "undo", kind: "bench" });
    const again = walked(there, { type: "redo", kind: "bench" }, { type: "redo", kind: "bench" });
    expect(trailOf(again)).toEqual(trailOf(worked));
    expect(again.bench).toBe(worked.bench);
  });

  it("tells what was loaded, done, and put back", () => {
    const kept = walked(started, turn(1), { type: "keep", name: "one" });
    const worked = walked(kept, turn(2), { type: "return", bench: kept.points[0].bench });
    const other = walked(worked, { type: "show", source: sourceOf("other", 5) });
    const last = walked(other, { type: "return", bench: kept.points[0].bench });
    const trail = trailOf(last);
    expect(trail.benches.map((_, index) => cameOf(trail, index))).toEqual([
      ...["loaded", "done", "done"],
      ...["back", "loaded", "back"],
    ]);
  });

  it("knows a network that was put back from another one's history", () => {
    const mine = walked(started, turn(1)).bench;
    const other = walked(START, { type: "show", source: sourceOf("other", 5) });
    if (!mine) throw new Error("no bench");
    const trail = trailOf(walked(other, { type: "return", bench: mine }));
    expect(cameOf(trail, 1)).toBe("back");
  });
});

describe("what was undone of one kind", () => {
  it("can be redone although the other kind changed since", () => {
    const undone = walked(started, turn(1), { type: "undo", kind: "bench" }, draw);
    expect(biases(undone)).toEqual([0, 1]);
    expect(walked(undone, { type: "redo", kind: "bench" }).bench?.numbers.layers[0].bias[0]).toBe(1);
  });

  it("is gone once the same kind changed", () => {
    const undone = walked(started, turn(1), { type: "undo", kind: "bench" }, turn(2));
    expect(biases(undone)).toEqual([0, 2]);
  });
});
