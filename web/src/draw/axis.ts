// An axis: from the smallest and largest number to be drawn to round ends and a few round ticks. Since the ends are
// round too, an axis holds still while the numbers on it move a little.

/** Round numbers on an axis, and how many digits after the point they need. */
export interface Axis {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly digits: number;
}

const ROUND = [1, 2, 5, 10] as const;

/** The least of 1, 2 or 5 times a power of ten that is not below `least` (above 0). */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least) + 1e-9);
  return (ROUND.find((one) => one * power >= least * (1 - 1e-9)) ?? 10) * power;
}

/** An axis whose ends are ticks: with room for low to high, and no more than `most` steps. */
export function axisOver(low: number, high: number, most: number): Axis {
  const step = roundStep((high - low) / most);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return axisOf(first * step, last * step, step);
}

/** The axis from low to high itself, with ticks at round numbers within. */
export function axisWithin(low: number, high: number, most: number): Axis {
  return axisOf(low, high, roundStep((high - low) / most));
}

function axisOf(low: number, high: number, step: number): Axis {
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  const ticks = Array.from({ length: count }, (_, index) => (first + index) * step);
  return { low, high, ticks, digits: digitsOf(step) };
}

/** Digits after the point that tell multiples of this step apart. */
export function digitsOf(step: number): number {
  return Math.max(0, Math.min(12, Math.ceil(-Math.log10(step) - 1e-9)));
}

/** Digits after the point that show so many significant ones of this number, at most `most`. */
export function digitsFor(value: number, significant: number, most = 8): number {
  if (value === 0 || !Number.isFinite(value)) return significant - 1;
  return Math.max(0, Math.min(most, significant - 1 - Math.floor(Math.log10(Math.abs(value)))));
}
