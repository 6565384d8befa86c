// Which of the test digits light a neuron of the first layer most and least. In: the neuron, the digits.
// Out: their numbers; a generator, so that whoever asks can take a rest between two parts of the work.

import { type Layer, rowOf } from "../engine/network.ts";
import type { Digits } from "./state.ts";

export interface Lightest {
  /** z of every digit. */
  readonly sums: Float64Array;
  /** Numbers of the digits, the brightest and the darkest first; of equal ones the first. */
  readonly most: readonly number[];
  readonly least: readonly number[];
  /** How many of each label are among the `most`. */
  readonly labels: readonly number[];
  /** Whether all digits light it alike: there is no most and no least. */
  readonly alike: boolean;
}

const FULL = 255;
/** Digits that are reckoned without a pause: a millisecond or so. */
const AT_ONCE = 250;

/** count: of how many of the brightest the labels are counted. */
export function* lightest(layer: Layer, neuron: number, digits: Digits, count: number): Generator<void, Lightest> {
  const row = rowOf(layer, neuron);
  const weighty = Uint16Array.from([...row.keys()].filter((pixel) => row[pixel] !== 0)); // few, where one paints
  const weights = Float64Array.from(weighty, (pixel) => row[pixel] / FULL);
  const sums = new Float64Array(digits.labels.length);
  for (let index = 0; index < sums.length; index++) {
    sums[index] = layer.bias[neuron] + product(weights, weighty, digits.levels, index * row.length);
    if (index % AT_ONCE === AT_ONCE - 1) yield;
  }
  const most = first(sums, count, 1);
  yield;
  const least = first(sums, count, -1);
  const labels = Array.from(
    { length: 10 },
    (_, label) => most.filter((index) => digits.labels[index] === label).length,
  );
  return { sums, most, least, labels, alike: sums.every((sum) => sum === sums[0]) };
}

function product(weights: Float64Array, pixels: Uint16Array, levels: Uint8Array, from: number): number {
  let sum = 0;
  for (let i = 0; i < pixels.length; i++) sum += weights[i] * levels[from + pixels[i]];
  return sum;
}

/** The places of the `count` largest (sign 1) or smallest (sign -1) numbers, the extreme one first. */
function first(sums: Float64Array, count: number, sign: 1 | -1): number[] {
  const found: number[] = [];
  for (let index = 0; index < sums.length; index++) {
    const value = sign * sums[index];
    if (found.length === count && value <= sign * sums[found[count - 1]]) continue;
    let place = found.length;
    while (place > 0 && sign * sums[found[place - 1]] < value) place--;
    found.splice(place, 0, index);
    if (found.length > count) found.pop();
  }
  return found;
}
