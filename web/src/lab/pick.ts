// Which test digit comes next. In: their labels, a network's answers, and chance as a function 0 <= x < 1.
// Out: the number of a digit, or null where there is none such.

import type { Digits, TestDigit } from "./state.ts";
import { SIDE } from "./steps.ts";

const PIXELS = SIDE * SIDE;

/** One of MNIST's test digits, as the lab opens it. */
export function digitOf(digits: Digits, index: number): TestDigit {
  const levels = digits.levels.slice(index * PIXELS, (index + 1) * PIXELS);
  return { kind: "digit", index, label: digits.labels[index], levels };
}

/** The numbers of the digits with that label. */
export function labelled(labels: Uint8Array, label: number): number[] {
  return where(labels, (one) => one === label);
}

/** The numbers of the digits that were answered wrong. */
export function mistaken(labels: Uint8Array, answers: Uint8Array): number[] {
  return where(labels, (label, index) => answers[index] !== label);
}

/** Any of them but `present`, unless that is the only one. */
export function another(candidates: readonly number[], present: number | null, chance: () => number): number | null {
  const others = candidates.filter((one) => one !== present);
  const from = others.length > 0 ? others : candidates;
  return from.length > 0 ? from[Math.floor(chance() * from.length)] : null;
}

/** The number that was typed, if it is one of 0 to count - 1. */
export function typed(text: string, count: number): number | null {
  const number = /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
  return number < count ? number : null;
}

/** So many on or back, round the end. */
export function beside(index: number, by: number, count: number): number {
  return (((index + by) % count) + count) % count;
}

function where(labels: Uint8Array, wanted: (label: number, index: number) => boolean): number[] {
  const found: number[] = [];
  labels.forEach((label, index) => {
    if (wanted(label, index)) found.push(index);
  });
  return found;
}
