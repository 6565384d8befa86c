// A weighted sum as it is written down: in go its terms, largest first, out come those that are shown, the sum so
// far after each, and what is left of them. Terms that are exactly 0 are counted and never listed.

export interface Line {
  /** The pixel or neuron that the term belongs to. */
  readonly source: number;
  readonly term: number;
  /** The sum of this and all lines before. */
  readonly running: number;
}

export interface Written {
  readonly lines: readonly Line[];
  /** How many terms that are not 0 are left, and their sum. */
  readonly others: number;
  readonly rest: number;
  readonly zeros: number;
  /** The sum of all terms. */
  readonly total: number;
}

/** The `count` largest terms and what is left. order: every source, the largest |term| first. */
export function written(terms: Float64Array, order: Int32Array, count: number): Written {
  let filled = order.length;
  while (filled > 0 && terms[order[filled - 1]] === 0) filled--;
  const shown = Math.min(count, filled);
  const lines: Line[] = [];
  let running = 0;
  for (const source of order.subarray(0, shown)) {
    running += terms[source];
    lines.push({ source, term: terms[source], running });
  }
  let rest = 0;
  for (const source of order.subarray(shown, filled)) rest += terms[source];
  return { lines, others: filled - shown, rest, zeros: order.length - filled, total: running + rest };
}

/** The sources with the most positive and the most negative term; null where none has that sign. */
export function extremes(terms: Float64Array): { readonly most: number | null; readonly least: number | null } {
  let most: number | null = null;
  let least: number | null = null;
  terms.forEach((term, source) => {
    if (term > (most === null ? 0 : terms[most])) most = source;
    if (term < (least === null ? 0 : terms[least])) least = source;
  });
  return { most, least };
}

/** The largest size among these numbers; 1 where all are 0, so that one may divide by it. */
export function largest(...all: readonly ArrayLike<number>[]): number {
  let most = 0;
  for (const values of all) for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs(values[i]));
  return most || 1;
}
