import { expect, test } from "vitest";
import { backAsLoaded } from "../../src/lab/as-loaded.ts";
import type { State } from "../../src/lab/state.ts";
import { after, lab, lock, mute, PLAIN, set } from "./sharing/labs.ts";

function back(state: State): State {
  return state.bench ? after(state, ...backAsLoaded(state.bench)) : state;
}

test("all numbers are back and nothing is muted, in one step", () => {
  const turned = lab(set(0, 3, 120, 5), mute(0, 3), mute(1, 2), set(2, 9, null, -1));
  const loaded = back(turned);
  expect(loaded.bench?.network).toBe(PLAIN.network);
  expect(loaded.shown?.changed).toBe(false);
  expect(loaded.past).toHaveLength(turned.past.length + 1);
  expect(after(loaded, { type: "undo" }).bench).toEqual(turned.bench);
});

test("only muted neurons are back in one step too", () => {
  const turned = lab(mute(0, 3), mute(0, 4));
  expect(back(turned).past).toHaveLength(turned.past.length + 1);
  expect(back(turned).bench?.muted).toEqual([]);
});

test("locked numbers stay as they are", () => {
  const turned = lab(set(0, 3, 120, 5), set(0, 3, 121, 6), lock({ of: "number", layer: 0, neuron: 3, source: 120 }));
  const { weights } = back(turned).bench?.network.layers[0] ?? PLAIN.network.layers[0];
  expect(weights[3 * 784 + 120]).toBe(5);
  expect(weights[3 * 784 + 121]).toBe(PLAIN.network.layers[0].weights[3 * 784 + 121]);
});

test("another structure is the loaded one again", () => {
  const turned = lab(
    set(0, 0, 0, 1),
    { type: "edit", edit: { kind: "structure", what: "remove neuron", layer: 0, neuron: 5 } },
    mute(1, 2),
  );
  const loaded = back(turned);
  expect(loaded.bench?.network).toBe(PLAIN.network);
  expect(loaded.past).toHaveLength(turned.past.length + 1);
});
