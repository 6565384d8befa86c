import { expect, test } from "vitest";
import { layerOf } from "../../src/engine/network.ts";
import { reduce } from "../../src/lab/reduce.ts";
import { type Intent, START, type State } from "../../src/lab/state.ts";

const network = { layers: [layerOf(Float32Array.of(1, 2), Float32Array.of(0), "sigmoid")] };
const source = { name: "plain", title: "plain", network, temperature: 1, accuracy: null, interval: null };
const after = (state: State, ...intents: Intent[]): State => intents.reduce(reduce, state);
const mute: Intent = {
  type: "edit",
  edit: { kind: "turn", target: { of: "network" }, turn: { to: "value", value: 0 } },
};
const kept = after(START, { type: "show", source }, { type: "keep", name: "one" }, mute, { type: "keep", name: "two" });
const names = (state: State) => state.points.map(({ name }) => name);

test("a point that is renamed keeps its place and its network", () => {
  const renamed = after(kept, { type: "rename", name: "one", to: "first" });
  expect(names(renamed)).toEqual(["first", "two"]);
  expect(renamed.points[0].bench).toBe(kept.points[0].bench);
});

test("the reference follows a new name", () => {
  const renamed = after(kept, { type: "reference", name: "one" }, { type: "rename", name: "one", to: "first" });
  expect(renamed.reference).toBe("first");
});

test("a name that was taken is replaced", () => {
  const renamed = after(kept, { type: "rename", name: "one", to: "two" });
  expect(names(renamed)).toEqual(["two"]);
  expect(renamed.points[0].bench).toBe(kept.points[0].bench);
});

test("a name that nobody has, or the same name, changes nothing", () => {
  expect(after(kept, { type: "rename", name: "none", to: "two" })).toBe(kept);
  expect(after(kept, { type: "rename", name: "one", to: "one" })).toBe(kept);
});

test("what was forgotten can be kept again, though another network is on the bench", () => {
  const [one] = kept.points;
  const back = after(kept, { type: "forget", name: "one" }, { type: "keep", ...one });
  expect(back.points.find(({ name }) => name === "one")?.bench).toBe(one.bench);
  expect(back.bench).toBe(kept.bench);
});

test("the detector that is designed is remembered", () => {
  expect(after(kept, { type: "task", task: "ring" }).task).toBe("ring");
});
