// The range of a knob and the steps in which it is turned. In: how large the numbers of its layer are, and the number.
// Out: a range around 0 that holds still while the knob is turned within it, and grows where it is turned beyond.

import { LIMIT } from "../lab/bench.ts";

export interface Range {
  /** The knob goes from -reach to reach. */
  readonly reach: number;
  readonly step: number;
}

/** Steps from one end of a range to 0. */
const STEPS = 1000;
/** How far a knob goes beyond the largest of its layer. */
const WIDER = 2;

/** scale: the size that hardly any number of the layer exceeds. numbers: what shall fit in. */
export function rangeOf(scale: number, ...numbers: readonly number[]): Range {
  const needed = Math.max(...numbers.map(Math.abs));
  let reach = rounded(WIDER * scale);
  while (reach < needed && reach < LIMIT) reach = rounded(2 * reach);
  reach = Math.min(LIMIT, reach);
  return { reach, step: reach / STEPS };
}

/** The least of 1, 2, 5, 10, 20 ... that is no smaller. */
function rounded(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  const first = [1, 2, 5, 10].find((one) => one * power >= size * (1 - 1e-9)) ?? 10;
  return first * power;
}

/** So many steps on, on the grid of the steps taken; within what a number of the lab can be. */
export function turnedBy(value: number, steps: number, step: number): number {
  const size = Math.abs(steps) < 1 ? step * 10 ** Math.floor(Math.log10(Math.abs(steps))) : step;
  const digits = Math.max(0, Math.ceil(-Math.log10(size) - 1e-9));
  return Math.min(LIMIT, Math.max(-LIMIT, Number((value + steps * step).toFixed(Math.min(digits, 20)))));
}

/** How fine a hand is: Shift takes ten steps at once, Alt a tenth of one. */
export function paceOf(keys: Pick<KeyboardEvent, "shiftKey" | "altKey">): number {
  return keys.shiftKey ? 10 : keys.altKey ? 0.1 : 1;
}
