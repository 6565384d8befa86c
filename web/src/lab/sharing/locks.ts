// Which numbers are locked, as text, and back: whole layers and whole neurons by their name, others one by one.

import { placeOf, placesInto } from "../../engine/edits.ts";
import { type Layer, layerParameterCount, type Network } from "../../engine/network.ts";
import type { Bench } from "../bench.ts";
import type { Target } from "../state.ts";
import { checkPlace, knobText, neuronText } from "./places.ts";

type Locks = Bench["locks"];
export type Locked = Exclude<Target, { of: "network" }>;

/** Empty where none is. */
export function locksText(network: Network, locks: Locks): string {
  return locks.flatMap((marks, index) => (marks ? layerTexts(network.layers[index], marks, index) : [])).join(",");
}

/** Throws Unreadable where the network has no such place. */
export function locksOf(network: Network, locked: readonly Locked[], what: string): Locks {
  const locks: (Uint8Array | null)[] = network.layers.map(() => null);
  for (const one of locked) {
    checkPlace(network, one, what);
    const layer = network.layers[one.layer];
    const marks = locks[one.layer] ?? new Uint8Array(layerParameterCount(layer));
    locks[one.layer] = marks;
    if (one.of === "layer") marks.fill(1);
    else if (one.of === "neuron") for (const place of placesInto(layer, one.neuron)) marks[place] = 1;
    else marks[placeOf(layer, one.neuron, one.source)] = 1;
  }
  return locks;
}

function layerTexts(layer: Layer, marks: Uint8Array, index: number): string[] {
  if (marks.every((mark) => mark === 1)) return [String(index)];
  const neurons = Array.from({ length: layer.outputs }, (_, neuron) => neuronTexts(layer, marks, index, neuron));
  return neurons.flat();
}

function neuronTexts(layer: Layer, marks: Uint8Array, index: number, neuron: number): string[] {
  const places = [...placesInto(layer, neuron)];
  const locked = places.flatMap((place, source) => (marks[place] === 1 ? [source] : []));
  if (locked.length === places.length) return [neuronText({ layer: index, neuron })];
  return locked.map((source) => knobText({ layer: index, neuron, source: source < layer.inputs ? source : null }));
}
