// How alike two drawings are, and what the network makes of them. In: pixels, activations, labelled test digits.
// Out: plain numbers, and what pairs of test digits reach on average, to measure the two against.

import { forward, type Trace } from "../engine/forward.ts";
import type { Network } from "../engine/network.ts";
import type { Digits } from "./state.ts";

type Numbers = ArrayLike<number>;

/** The share of the ink that both have, 0 to 1: the sum of the smaller over the sum of the larger of each two pixels.
 *  Null where neither has any. */
export function overlap(one: Numbers, other: Numbers): number | null {
  let [shared, all] = [0, 0];
  for (let i = 0; i < one.length; i++) {
    shared += Math.min(one[i], other[i]);
    all += Math.max(one[i], other[i]);
  }
  return all > 0 ? shared / all : null;
}

/** The cosine of the angle between two rows of numbers, -1 to 1. Null where one of them is all 0. */
export function cosine(one: Numbers, other: Numbers): number | null {
  return cosineAround(one, 0, other, 0);
}

/** Pearson's correlation over the neurons of a layer (or the pixels): 1 where the same ones are bright and the same
 *  ones dark, 0 where one says nothing about the other, -1 where one is the negative of the other. Activations of
 *  sigmoids are all above 0, so that a plain cosine would flatter them; taking off the mean of each row first does not.
 *  Null where all numbers of a row are equal. */
export function agreement(one: Numbers, other: Numbers): number | null {
  return cosineAround(one, meanOf(one), other, meanOf(other));
}

/** Agreement from the pixels to the outputs, one number a stage. */
export function agreements(one: Trace, other: Trace): (number | null)[] {
  const [left, right] = [stagesOf(one), stagesOf(other)];
  return left.map((row, stage) => agreement(row, right[stage]));
}

/** The pixels and the activations of every layer. */
export function stagesOf(trace: Trace): readonly Float64Array[] {
  return [trace.pixels, ...trace.activations];
}

/** Two test digits by index, with the same label or with two different ones. */
export interface Pair {
  readonly one: number;
  readonly other: number;
  readonly same: boolean;
}

/** As many pairs of each kind, drawn at random, the two kinds in turn; the same seed gives the same pairs. */
export function pairsOf(labels: Uint8Array, count: number, seed: number): Pair[] {
  const random = randomOf(seed);
  const pairs: Pair[] = [];
  const tries = 1000 * count; // labels that are all alike have no pair of the other kind
  for (let tried = 0; pairs.length < 2 * count && tried < tries; tried++) {
    const one = Math.floor(random() * labels.length);
    const other = Math.floor(random() * labels.length);
    const same = labels[one] === labels[other];
    if (one !== other && same === (pairs.length % 2 === 0)) pairs.push({ one, other, same });
  }
  return pairs;
}

/** The mean agreement of pairs, stage by stage, so far. */
export interface Usual {
  readonly pairs: number;
  readonly same: readonly (number | null)[];
  readonly different: readonly (number | null)[];
}

/** Goes through the pairs, and yields what is known after each. Slow for wide networks: take a few at a time. */
export function* usual(network: Network, digits: Digits, pairs: readonly Pair[]): Generator<Usual> {
  const sums = { same: new Means(network.layers.length + 1), different: new Means(network.layers.length + 1) };
  for (const [index, pair] of pairs.entries()) {
    const found = agreements(traceOf(network, digits, pair.one), traceOf(network, digits, pair.other));
    sums[pair.same ? "same" : "different"].add(found);
    yield { pairs: index + 1, same: sums.same.values(), different: sums.different.values() };
  }
}

class Means {
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  constructor(stages: number) {
    this.#sums = new Float64Array(stages);
    this.#counts = new Float64Array(stages);
  }

  add(values: readonly (number | null)[]): void {
    for (const [stage, value] of values.entries()) {
      if (value === null) continue;
      this.#sums[stage] += value;
      this.#counts[stage] += 1;
    }
  }

  values(): (number | null)[] {
    return Array.from(this.#sums, (sum, stage) => (this.#counts[stage] > 0 ? sum / this.#counts[stage] : null));
  }
}

function traceOf(network: Network, digits: Digits, index: number): Trace {
  const levels = digits.levels.subarray(784 * index, 784 * (index + 1));
  return forward(
    network,
    Float32Array.from(levels, (level) => level / 255),
  );
}

function cosineAround(one: Numbers, middle: number, other: Numbers, otherMiddle: number): number | null {
  let [product, square, otherSquare] = [0, 0, 0];
  for (let i = 0; i < one.length; i++) {
    const [left, right] = [one[i] - middle, other[i] - otherMiddle];
    product += left * right;
    square += left * left;
    otherSquare += right * right;
  }
  const size = Math.sqrt(square) * Math.sqrt(otherSquare);
  // Numbers that are equal but for rounding are equal.
  return size > 1e-12 * one.length ? Math.min(1, Math.max(-1, product / size)) : null;
}

function meanOf(row: Numbers): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += row[i];
  return sum / row.length;
}

/** Marsaglia's xorshift of 32 bits: not good enough for secrets, good enough to choose digits. */
function randomOf(seed: number): () => number {
  let state = seed | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
