// Which of a network's connections are worth a line. In: weights, and what flows through them. Out: the strongest.
// It runs at each movement of the pen: a selection in one pass over plain arrays, and nothing is sorted.

import type { Layer, Network } from "../engine/network.ts";
import { kthLargest } from "./select.ts";

/** Lines into one layer: from source to neuron, with the number that makes them strong. */
export interface Bundle {
  readonly sources: Int32Array;
  readonly neurons: Int32Array;
  readonly values: Float32Array;
}

/** More lines than this are never drawn. */
export const MOST_LINES = 20_000;
const FIRST_STOP = 25;

/** The numbers of lines to choose from: none, then each twice the one before, at last all (or MOST_LINES). */
export function stopsOf(weights: number): number[] {
  const last = Math.min(weights, MOST_LINES);
  const stops = [0];
  for (let stop = FIRST_STOP; stop < last; stop *= 2) stops.push(stop);
  return [...stops, last];
}

/** `count` lines shared out so that every layer is seen: by the square root of its weights, and none gets more than it
 *  has. Together exactly `count`, or all there are. */
export function sharesOf(weights: readonly number[], count: number): number[] {
  const shares = weights.map(() => 0);
  let left = Math.min(count, sum(weights));
  let open = weights.map((_, layer) => layer);
  while (left > 0 && open.length > 0) {
    const whole = sum(open.map((layer) => Math.sqrt(weights[layer])));
    const full = open.filter((layer) => (left * Math.sqrt(weights[layer])) / whole >= weights[layer]);
    if (full.length === 0) return spread(shares, open, left, weights);
    for (const layer of full) shares[layer] = weights[layer];
    left -= sum(full.map((layer) => weights[layer]));
    open = open.filter((layer) => !full.includes(layer));
  }
  return shares;
}

/** What is left, to the layers that have room for all of it; rounding falls to the largest. */
function spread(shares: number[], open: readonly number[], left: number, weights: readonly number[]): number[] {
  const whole = sum(open.map((layer) => Math.sqrt(weights[layer])));
  for (const layer of open) shares[layer] = Math.floor((left * Math.sqrt(weights[layer])) / whole);
  const largest = open.reduce((one, other) => (weights[other] > weights[one] ? other : one));
  shares[largest] += left - sum(open.map((layer) => shares[layer]));
  return shares;
}

/** The strongest `count` lines into each layer: by weight, or by weight x activation where `sources` are given.
 *  shown: how many of the sources and neurons are drawn, the inputs first. What is 0 is no line. */
export function bundlesOf(
  network: Network,
  sources: readonly ArrayLike<number>[] | null,
  shown: readonly number[],
  count: number,
): Bundle[] {
  const weights = network.layers.map((_, layer) => shown[layer] * shown[layer + 1]);
  return sharesOf(weights, count).map((share, index) =>
    strongest(network.layers[index], sources?.[index] ?? null, shown[index], shown[index + 1], share),
  );
}

function strongest(
  layer: Layer,
  activations: ArrayLike<number> | null,
  sources: number,
  neurons: number,
  count: number,
): Bundle {
  const lit = litOf(activations, sources);
  const values = new Float32Array(lit.length * neurons);
  for (let j = 0, k = 0; j < neurons; j++) {
    const row = j * layer.inputs;
    for (let n = 0; n < lit.length; n++, k++) {
      const i = lit[n];
      values[k] = activations ? layer.weights[row + i] * activations[i] : layer.weights[row + i];
    }
  }
  return picked(values, lit, count);
}

/** Sources that send anything at all. */
function litOf(activations: ArrayLike<number> | null, sources: number): Int32Array {
  const lit = new Int32Array(sources);
  let count = 0;
  for (let i = 0; i < sources; i++) if (activations?.[i] !== 0) lit[count++] = i;
  return lit.subarray(0, count);
}

/** The `count` largest of these, in the order they came. Of equal ones the first. */
function picked(values: Float32Array, lit: Int32Array, count: number): Bundle {
  const sizes = new Float32Array(values.length);
  for (let k = 0; k < values.length; k++) sizes[k] = Math.abs(values[k]);
  const bar = count < sizes.length ? kthLargest(sizes.slice(), count) : 0;
  let [above, ties] = [0, 0];
  for (let k = 0; k < sizes.length; k++) if (sizes[k] > bar) above++;
  const most = Math.min(count, sizes.length);
  const kept = { sources: new Int32Array(most), neurons: new Int32Array(most), values: new Float32Array(most) };
  let taken = 0;
  for (let k = 0; k < sizes.length && taken < most; k++) {
    const tie = sizes[k] === bar && bar > 0 && ties < count - above;
    if (!(sizes[k] > bar || tie)) continue;
    if (tie) ties++;
    kept.sources[taken] = lit[k % lit.length];
    kept.neurons[taken] = Math.floor(k / lit.length);
    kept.values[taken++] = values[k];
  }
  return {
    sources: kept.sources.subarray(0, taken),
    neurons: kept.neurons.subarray(0, taken),
    values: kept.values.subarray(0, taken),
  };
}

/** Every line into one neuron, the strongest `most` of them. */
export function into(
  layer: Layer,
  activations: ArrayLike<number> | null,
  sources: number,
  neuron: number,
  most: number,
): Bundle {
  const row = layer.weights.subarray(neuron * layer.inputs, (neuron + 1) * layer.inputs);
  const bundle = strongest({ ...layer, weights: row, outputs: 1 }, activations, sources, 1, most);
  return { ...bundle, neurons: bundle.neurons.fill(neuron) };
}

/** Every line out of one source to the first `neurons` of a layer. */
export function outOf(layer: Layer, activation: number | null, source: number, neurons: number): Bundle {
  const column = Float32Array.from(
    { length: neurons },
    (_, j) => layer.weights[j * layer.inputs + source] * (activation ?? 1),
  );
  const kept = Int32Array.from(column.keys()).filter((j) => column[j] !== 0);
  return {
    sources: kept.map(() => source),
    neurons: kept,
    values: Float32Array.from(kept, (j) => column[j]),
  };
}

/** One line, whatever it carries. */
export function single(source: number, neuron: number, value: number): Bundle {
  return { sources: Int32Array.of(source), neurons: Int32Array.of(neuron), values: Float32Array.of(value) };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
