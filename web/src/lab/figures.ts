// Figures over the 10,000 test digits. In: evaluations, labels. Out: which evaluation belongs to which network, and how
// two compare: pair by pair, with an interval and a verdict, and cell by cell of the confusion.

import type { Network } from "../engine/network.ts";
import { UNANSWERED } from "../wire/messages.ts";
import type { Confusion } from "./confusion.ts";
import type { Bench, Evaluated, State } from "./state.ts";

/** The evaluation of that very network, if it is at hand. */
export function evaluationOf(evaluations: readonly Evaluated[], network: Network): Evaluated | null {
  return evaluations.find((one) => one.of === network) ?? null;
}

/** Remembers the figures of the network that is being turned, so that those of a moment ago stand until its own come;
 *  never those of another that was loaded. */
export class Latest {
  #last: { readonly evaluation: Evaluated; readonly loaded: Network } | null = null;

  /** loaded: what the network was turned from. others: networks whose figures have a place of their own. */
  of(
    evaluations: readonly Evaluated[],
    network: Network,
    loaded: Network,
    others: readonly (Network | undefined)[],
  ): Evaluated | null {
    const turned = (one: Evaluated) => one.loaded === loaded && !others.includes(one.of);
    const evaluation = evaluationOf(evaluations, network) ?? evaluations.findLast(turned);
    if (evaluation) this.#last = { evaluation, loaded };
    return this.#last?.loaded === loaded ? this.#last.evaluation : null;
  }
}

/** The network that figures are compared with: a named one, else the one that was loaded. */
export function referenceOf({
  points,
  reference,
  bench,
}: Pick<State, "points" | "reference" | "bench">): Network | null {
  const point: Bench | undefined = points.find(({ name }) => name === reference)?.bench;
  return point?.network ?? bench?.source.network ?? null;
}

/** The same digits read by two networks. */
export interface Paired {
  readonly images: number;
  /** Numbers of the digits that only the second reads right, and of those that only the first does. */
  readonly won: readonly number[];
  readonly lost: readonly number[];
  /** By how much of all digits the second reads more right, with its 95% interval. */
  readonly change: number;
  readonly interval: readonly [number, number];
}

const Z95 = 1.959963984540054;

export function paired(before: Uint8Array, after: Uint8Array, labels: Uint8Array): Paired {
  const [won, lost]: [number[], number[]] = [[], []];
  labels.forEach((label, index) => {
    const [was, is] = [isRight(before[index], label), isRight(after[index], label)];
    if (is && !was) won.push(index);
    if (was && !is) lost.push(index);
  });
  const images = labels.length;
  return {
    images,
    won,
    lost,
    change: (won.length - lost.length) / images,
    interval: pairedInterval(won.length, lost.length, images),
  };
}

/** 95% interval of (won - lost) / images. Source: Bonett and Price 2012, the adjusted Wald interval. */
export function pairedInterval(won: number, lost: number, images: number): readonly [number, number] {
  const count = images + 2;
  const [more, fewer] = [(won + 1) / count, (lost + 1) / count];
  const middle = more - fewer;
  const reach = Z95 * Math.sqrt((more + fewer - middle * middle) / count);
  return [Math.max(-1, middle - reach), Math.min(1, middle + reach)];
}

export type Verdict = "better" | "worse" | "cannot tell" | "no difference";

/** What the change says of other digits of this kind: something only where its interval leaves 0 out. */
export function verdictOf({ won, lost, interval: [low, high] }: Paired): Verdict {
  if (won.length === 0 && lost.length === 0) return "no difference";
  if (low > 0) return "better";
  return high < 0 ? "worse" : "cannot tell";
}

/** The confusion before and after, cell by cell, of as many answers. */
export interface Shift {
  /** Columns; rows are LABELS. */
  readonly answers: number;
  readonly before: Uint32Array;
  readonly after: Uint32Array;
  /** after - before. */
  readonly change: Int32Array;
}

export function shiftOf(before: Confusion, after: Confusion): Shift {
  const change = Int32Array.from(after.counts, (count, place) => count - before.counts[place]);
  return { answers: after.answers, before: before.counts, after: after.counts, change };
}

/** The change that gets the full colour: in steps of doubling, so that colours hold still while a knob is turned. */
export function shiftScale({ change }: Shift): number {
  return doubling(
    4,
    change.reduce((most, one) => Math.max(most, Math.abs(one)), 0),
  );
}

/** Half the length of a scale around 0 that has room for the interval, in steps of doubling from 0.5 points on. */
export function intervalScale([low, high]: readonly [number, number]): number {
  return doubling(0.005, Math.max(Math.abs(low), Math.abs(high)));
}

function doubling(least: number, room: number): number {
  let scale = least;
  while (scale < room) scale *= 2;
  return scale;
}

export function unansweredOf(answers: Uint8Array): number {
  let count = 0;
  for (const answer of answers) if (answer === UNANSWERED) count += 1;
  return count;
}

function isRight(answer: number, label: number): boolean {
  return answer !== UNANSWERED && answer === label;
}
