// Two networks, number by number. In: one and the other. Out: the other less the one, layer by layer, as arrays that
// can be drawn; how many numbers differ, and the largest differences. Shapes that differ have none.

import { numberAt, placeOf } from "../engine/edits.ts";
import { type Layer, layerParameterCount, type Network, parameterCount, widths } from "../engine/network.ts";
import type { Knob } from "./bench.ts";

export interface LayerDifference {
  /** Row by row as the layer's own weights are; null where layer and layer are the same. */
  readonly weights: Float32Array | null;
  readonly bias: Float32Array | null;
  /** How many of the layer's numbers differ, and how many it has. */
  readonly count: number;
  readonly of: number;
  /** Of each neuron, the largest difference of its weights, without its sign. */
  readonly sizes: Float64Array;
}

export interface Differences {
  readonly layers: readonly LayerDifference[];
  readonly count: number;
  readonly of: number;
  /** Layers whose activation functions differ. */
  readonly functions: readonly number[];
}

/** One number that differs. */
export interface Difference {
  readonly knob: Knob;
  readonly before: number;
  readonly after: number;
}

/** Whether both have the same layers of the same widths, so that number belongs to number. */
export function sameShape(one: Network, other: Network): boolean {
  return widths(one).join() === widths(other).join();
}

/** Null for networks of different shapes. */
export function differencesOf(one: Network, other: Network): Differences | null {
  if (!sameShape(one, other)) return null;
  const layers = one.layers.map((layer, index) => layerDifference(layer, other.layers[index]));
  return {
    layers,
    count: layers.reduce((sum, { count }) => sum + count, 0),
    of: parameterCount(one),
    functions: [...one.layers.keys()].filter((i) => one.layers[i].activation !== other.layers[i].activation),
  };
}

/** The numbers that differ most, the largest first; of equal ones the first. Networks of the same shape. */
export function largestDifferences(one: Network, other: Network, count: number): Difference[] {
  const found: { difference: Difference; size: number }[] = [];
  for (const [index, layer] of one.layers.entries()) {
    const after = other.layers[index];
    if (layer === after) continue;
    for (let neuron = 0; neuron < layer.outputs; neuron++) {
      for (let source = 0; source <= layer.inputs; source++) {
        const knob = { layer: index, neuron, source: source < layer.inputs ? source : null };
        const place = placeOf(layer, neuron, knob.source);
        const [was, is] = [numberAt(layer, place), numberAt(after, place)];
        const size = Math.abs(is - was);
        if (size === 0 || (found.length === count && size <= found[count - 1].size)) continue;
        const behind = found.findIndex((one) => one.size < size);
        found.splice(behind < 0 ? found.length : behind, 0, { difference: { knob, before: was, after: is }, size });
        if (found.length > count) found.pop();
      }
    }
  }
  return found.map(({ difference }) => difference);
}

/** Neurons whose weights differ, the most different first; of equal ones the first. */
export function mostDifferent({ sizes }: LayerDifference): number[] {
  return [...sizes.keys()].filter((neuron) => sizes[neuron] > 0).sort((i, j) => sizes[j] - sizes[i] || i - j);
}

/** The size that gets the full colour: that of the largest difference. 1 where there is none. */
export function scaleOfDifferences(values: Float32Array | null): number {
  let most = 0;
  for (const value of values ?? []) most = Math.max(most, Math.abs(value));
  return most || 1;
}

function layerDifference(one: Layer, other: Layer): LayerDifference {
  const of = layerParameterCount(one);
  const sizes = new Float64Array(one.outputs);
  if (one === other) return { weights: null, bias: null, count: 0, of, sizes };
  const weights = other.weights.map((weight, place) => weight - one.weights[place]);
  const bias = other.bias.map((value, neuron) => value - one.bias[neuron]);
  let count = 0;
  weights.forEach((by, place) => {
    if (by !== 0) count += 1;
    const neuron = Math.floor(place / one.inputs);
    sizes[neuron] = Math.max(sizes[neuron], Math.abs(by));
  });
  count += bias.reduce((sum, by) => sum + (by === 0 ? 0 : 1), 0);
  return { weights, bias, count, of, sizes };
}
