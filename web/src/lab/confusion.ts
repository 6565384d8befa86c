// Which digits are taken for which. In: labels, answers and confidences of the test digits. Out: the confusion matrix,
// the digits of one of its cells, and the mistakes, the most confident first.

import type { Cell } from "./state.ts";

/** MNIST's labels are the ten digits, whatever a network answers. */
export const LABELS = 10;

export interface Confusion {
  /** Columns: as many as the network has answers, and never fewer than there are labels. */
  readonly answers: number;
  /** LABELS x answers, row by row: how many digits with that label were answered so. */
  readonly counts: Uint32Array;
  /** How many digits have that label. */
  readonly totals: Uint32Array;
  /** How many of them were answered wrongly. */
  readonly wrong: Uint32Array;
}

export function confusionOf(labels: Uint8Array, answers: Uint8Array, outputs: number): Confusion {
  const columns = Math.max(LABELS, outputs);
  const counts = new Uint32Array(LABELS * columns);
  const totals = new Uint32Array(LABELS);
  const wrong = new Uint32Array(LABELS);
  for (const [index, label] of labels.entries()) {
    const answer = answers[index];
    totals[label] += 1;
    if (answer !== label) wrong[label] += 1;
    if (answer < columns) counts[label * columns + answer] += 1;
  }
  return { answers: columns, counts, totals, wrong };
}

export function countOf(confusion: Confusion, { label, answer }: Cell): number {
  return confusion.counts[label * confusion.answers + answer];
}

/** How dark each mistake's cell is, 0 to 1. The darkest is the most frequent confusion, as a share of its row; a root
 *  in between keeps rare ones visible. What is right is left out: it would drown all else. */
export function shades(confusion: Confusion): Float64Array {
  const { answers, counts, totals } = confusion;
  const shares = Float64Array.from(counts, (count, place) => {
    const [label, answer] = [Math.floor(place / answers), place % answers];
    return label === answer || totals[label] === 0 ? 0 : count / totals[label];
  });
  const most = shares.reduce((high, share) => Math.max(high, share), 0);
  return shares.map((share) => (most > 0 ? Math.sqrt(share / most) : 0));
}

/** Indices of the digits of that cell; of all mistakes where there is none. The most confident first, of equally
 *  confident ones the one that comes first. */
export function digitsOf(
  cell: Cell | null,
  labels: Uint8Array,
  answers: Uint8Array,
  confidences: Float32Array,
): Uint32Array {
  const found: number[] = [];
  for (const [index, label] of labels.entries()) {
    const answer = answers[index];
    if (cell ? label === cell.label && answer === cell.answer : label !== answer) found.push(index);
  }
  return Uint32Array.from(found.sort((one, other) => confidences[other] - confidences[one] || one - other));
}

/** The cell that an arrow key leads to; null for any other key. At the border one stays. */
export function cellBeside({ label, answer }: Cell, key: string, answers: number): Cell | null {
  switch (key) {
    case "ArrowUp":
      return { label: Math.max(0, label - 1), answer };
    case "ArrowDown":
      return { label: Math.min(LABELS - 1, label + 1), answer };
    case "ArrowLeft":
      return { label, answer: Math.max(0, answer - 1) };
    case "ArrowRight":
      return { label, answer: Math.min(answers - 1, answer + 1) };
    case "Home":
      return { label, answer: 0 };
    case "End":
      return { label, answer: answers - 1 };
    default:
      return null;
  }
}
