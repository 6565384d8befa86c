// The network on the bench: as it came, as it is turned now, what is muted and what is locked. In go a Bench and an
// Edit, out comes the next Bench; the one before stays as it was, so that undo is a list.

import { normal } from "../engine/chance.ts";
import { muted, placeOf, placesInto, spread, withNumbers } from "../engine/edits.ts";
import { type Layer, layerParameterCount, type Network, sameLayer } from "../engine/network.ts";
import { moved, type Neuron, reshaped, type Structure } from "./structure.ts";

export type { Neuron } from "./structure.ts";

/** Where a network came from, and what is known of it as it came. */
export interface Source {
  readonly name: string;
  readonly title: string;
  readonly network: Network;
  readonly temperature: number;
  /** Accuracy on the 10,000 test digits with its 95% interval, where known. */
  readonly accuracy: number | null;
  readonly interval: readonly [number, number] | null;
}

/** One of all numbers: the weight from `source`, or the bias where that is null. */
export interface Knob extends Neuron {
  readonly source: number | null;
}

export type Target =
  | ({ readonly of: "number" } & Knob)
  /** Its weights and its bias. */
  | ({ readonly of: "neuron" } & Neuron)
  | { readonly of: "layer"; readonly layer: number }
  | { readonly of: "network" };

export type Turn =
  | { readonly to: "value"; readonly value: number }
  /** -1 negates. */
  | { readonly to: "scaled"; readonly factor: number }
  /** As it was loaded, or as a change of structure made it. */
  | { readonly to: "reset" }
  /** Weights as a training begins with, biases 0. */
  | { readonly to: "random"; readonly seed: number };

export type Edit =
  | { readonly kind: "turn"; readonly target: Target; readonly turn: Turn }
  | ({ readonly kind: "paint"; readonly weights: Float32Array } & Neuron)
  | ({ readonly kind: "mute"; readonly on: boolean } & Neuron)
  | { readonly kind: "lock"; readonly target: Target; readonly on: boolean }
  | ({ readonly kind: "structure" } & Structure);

export interface Bench {
  readonly source: Source;
  /** What a reset goes back to: the source's numbers, in the shape that the network has now. */
  readonly base: Network;
  /** The numbers as they are, those that leave muted neurons too. */
  readonly numbers: Network;
  /** What the lab shows and reads with: the numbers, with 0 for all that leaves a muted neuron. */
  readonly network: Network;
  readonly muted: readonly Neuron[];
  /** For each layer 1 at the places that are locked; null where none is. */
  readonly locks: readonly (Uint8Array | null)[];
  /** What made it so; null for a network as it was loaded. */
  readonly done: Edit | null;
}

/** No number goes beyond; single precision, and the eye, hold it. */
export const LIMIT = 1e6;

export function benchOf(source: Source): Bench {
  const { network } = source;
  return {
    source,
    base: network,
    numbers: network,
    network,
    muted: [],
    locks: network.layers.map(() => null),
    done: null,
  };
}

/** The bench after the edit; the same one where the edit changes nothing. */
export function edited(bench: Bench, edit: Edit): Bench {
  switch (edit.kind) {
    case "turn":
      return withChanged(bench, turned(bench, edit.target, edit.turn), edit);
    case "paint":
      return withChanged(bench, painted(bench, edit), edit);
    case "mute": {
      const others = bench.muted.filter((one) => !same(one, edit));
      if (!bench.numbers.layers[edit.layer + 1] || others.length === bench.muted.length - (edit.on ? 1 : 0))
        return bench;
      return withNetwork({ ...bench, muted: edit.on ? [...others, neuronOf(edit)] : others, done: edit });
    }
    case "lock": {
      const locks = locked(bench, edit.target, edit.on);
      return locks.every((marks, layer) => sameMarks(marks, bench.locks[layer]))
        ? bench
        : { ...bench, locks, done: edit };
    }
    case "structure":
      return restructured(bench, edit);
  }
}

/** Whether it is not as it was loaded. */
export function isChanged(bench: Bench): boolean {
  return bench.network !== bench.source.network;
}

export function isMuted(bench: Bench, layer: number, neuron: number): boolean {
  return bench.muted.some((one) => one.layer === layer && one.neuron === neuron);
}

export function isLocked(bench: Bench, { layer, neuron, source }: Knob): boolean {
  return bench.locks[layer]?.[placeOf(bench.numbers.layers[layer], neuron, source)] === 1;
}

/** How many of the target's numbers are locked, and of how many. */
export function lockedIn(bench: Bench, target: Target): { readonly locked: number; readonly of: number } {
  let [count, of] = [0, 0];
  for (const layer of layersOf(bench.numbers, target)) {
    for (const place of placesOf(bench.numbers.layers[layer], target)) {
      of += 1;
      count += bench.locks[layer]?.[place] ?? 0;
    }
  }
  return { locked: count, of };
}

function withChanged(bench: Bench, numbers: Network, done: Edit): Bench {
  if (numbers === bench.numbers) return bench;
  return withNetwork({ ...bench, numbers: settled(numbers, bench.base), done });
}

/** The network with the very layers of `base` where all their numbers are back: so it is known to be unchanged. */
function settled(network: Network, base: Network): Network {
  if (network.layers.length !== base.layers.length) return network;
  const layers = network.layers.map((layer, at) => (sameLayer(layer, base.layers[at]) ? base.layers[at] : layer));
  return layers.every((layer, at) => layer === base.layers[at]) ? base : { layers };
}

function withNetwork(bench: Omit<Bench, "network">): Bench {
  return { ...bench, network: silenced(bench.numbers, bench.muted) };
}

/** The network that these numbers and these muted neurons make. */
export function silenced(numbers: Network, quiet: readonly Neuron[]): Network {
  const layers = [...new Set(quiet.map(({ layer }) => layer))];
  return layers.reduce((now, layer) => {
    return muted(now, layer, ...quiet.flatMap((one) => (one.layer === layer ? [one.neuron] : [])));
  }, numbers);
}

function turned(bench: Bench, target: Target, turn: Turn): Network {
  const chance = turn.to === "random" ? normal(turn.seed) : () => 0;
  return layersOf(bench.numbers, target).reduce((network, index) => {
    const layer = network.layers[index];
    const base = bench.base.layers[index];
    const value = (now: number, place: number) => {
      const isWeight = place < layer.weights.length;
      if (turn.to === "value") return within(turn.value, now);
      if (turn.to === "scaled") return within(now * turn.factor, now);
      if (turn.to === "reset") return isWeight ? base.weights[place] : base.bias[place - layer.weights.length];
      return isWeight ? chance() * spread(layer.inputs, layer.outputs) : 0;
    };
    return withNumbers(network, index, free(bench, index, placesOf(layer, target)), value);
  }, bench.numbers);
}

function painted(bench: Bench, { layer, neuron, weights }: Edit & { kind: "paint" }): Network {
  const { inputs } = bench.numbers.layers[layer];
  const first = neuron * inputs;
  const places = Array.from({ length: inputs }, (_, source) => first + source);
  return withNumbers(bench.numbers, layer, free(bench, layer, places), (now, place) =>
    within(weights[place - first], now),
  );
}

/** Within the limits; what is no number leaves the one that is there. */
function within(value: number, now: number): number {
  return Number.isFinite(value) ? Math.fround(Math.max(-LIMIT, Math.min(LIMIT, value))) + 0 : now; // no -0
}

function* free(bench: Bench, layer: number, places: Iterable<number>): Generator<number> {
  const locks = bench.locks[layer];
  for (const place of places) if (locks?.[place] !== 1) yield place;
}

function locked(bench: Bench, target: Target, on: boolean): readonly (Uint8Array | null)[] {
  const changed = layersOf(bench.numbers, target);
  return bench.locks.map((before, index) => {
    if (!changed.includes(index)) return before;
    const layer = bench.numbers.layers[index];
    const locks = before?.slice() ?? new Uint8Array(layerParameterCount(layer));
    for (const place of placesOf(layer, target)) locks[place] = on ? 1 : 0;
    return locks.some((one) => one === 1) ? locks : null;
  });
}

function layersOf(network: Network, target: Target): number[] {
  return target.of === "network" ? network.layers.map((_, index) => index) : [target.layer];
}

function placesOf(layer: Layer, target: Target): Iterable<number> {
  if (target.of === "number") return [placeOf(layer, target.neuron, target.source)];
  if (target.of === "neuron") return placesInto(layer, target.neuron);
  return Array.from({ length: layerParameterCount(layer) }, (_, place) => place);
}

function sameMarks(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one === other || (one?.every((mark, place) => mark === other?.[place]) ?? false);
}

/** The same change to the numbers and to what a reset goes back to. Locks of layers that are new in shape are open. */
function restructured(bench: Bench, edit: Edit & { kind: "structure" }): Bench {
  const numbers = reshaped(bench.numbers, edit);
  if (numbers === bench.numbers) return bench;
  const base = settled(reshaped(bench.base, edit), bench.source.network);
  return withNetwork({
    source: bench.source,
    base,
    numbers: settled(numbers, base),
    muted: bench.muted.flatMap((one) => moved(one, edit)),
    locks: numbers.layers.map((layer, index) => {
      const before = bench.numbers.layers.indexOf(layer);
      const kept = before >= 0 ? before : edit.what === "activation" ? index : -1;
      return bench.locks[kept] ?? null;
    }),
    done: edit,
  });
}

function neuronOf({ layer, neuron }: Neuron): Neuron {
  return { layer, neuron };
}

function same(one: Neuron, other: Neuron): boolean {
  return one.layer === other.layer && one.neuron === other.neuron;
}
