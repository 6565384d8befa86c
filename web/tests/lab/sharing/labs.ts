// States of the lab for tests of sharing: the shipped network, and what was done to it.
import { readNetworkFile } from "../../../src/engine/safetensors.ts";
import { reduce } from "../../../src/lab/reduce.ts";
import { type Intent, type Source, START, type State, type Target, type Turn } from "../../../src/lab/state.ts";
import { shippedFile } from "../../engine/contract.ts";

const { network, temperature } = readNetworkFile(shippedFile());

export const PLAIN: Source = {
  name: "plain",
  title: "plain",
  network,
  temperature,
  accuracy: 0.961,
  interval: [0.957, 0.965],
};

export const SEVEN: Intent[] = [
  { type: "begin stroke", stroke: { points: [25, 25.0625, 0.5], width: 9, erase: false } },
  { type: "extend stroke", points: [86.5, 24.75, 0.5, 50.1875, 96, 0.5] },
  { type: "begin stroke", stroke: { points: [-32, 144, 0.31, 0, 112, 1], width: 18, erase: true } },
];

export function after(state: State, ...intents: Intent[]): State {
  return intents.reduce(reduce, state);
}

/** The lab with the shipped network on the bench. */
export function lab(...intents: Intent[]): State {
  return after(START, { type: "show", source: PLAIN }, ...intents);
}

export function turn(target: Target, how: Turn): Intent {
  return { type: "edit", edit: { kind: "turn", target, turn: how } };
}

export function set(layer: number, neuron: number, source: number | null, value: number): Intent {
  return turn({ of: "number", layer, neuron, source }, { to: "value", value });
}

export function lock(target: Target): Intent {
  return { type: "edit", edit: { kind: "lock", target, on: true } };
}

export function mute(layer: number, neuron: number): Intent {
  return { type: "edit", edit: { kind: "mute", layer, neuron, on: true } };
}
