// Times that lie far apart. In: seconds. Out: a number and the unit that a person would say it in; and places on a
// logarithmic scale, on which each line is ten times the one before.

import { digitsFor } from "./axis.ts";

const UNITS = [
  ["h", 3600],
  ["min", 60],
  ["s", 1],
  ["ms", 1e-3],
  ["µs", 1e-6],
  ["ns", 1e-9],
] as const;
/** What stands this near to a line stands on it. */
const NEAR = 1e-9;

export interface Duration {
  readonly value: number;
  /** Digits after the point that are worth saying. */
  readonly digits: number;
  readonly unit: (typeof UNITS)[number][0];
}

export function durationOf(seconds: number): Duration {
  const [unit, size] = UNITS.find(([, size]) => rounded(seconds / size) >= 1) ?? ["ns", 1e-9];
  const value = rounded(seconds / size);
  return { value, digits: Number.isInteger(value) ? 0 : digitsFor(value, 2), unit };
}

/** To two significant digits: a time is known no better. */
export function rounded(value: number): number {
  return Number(value.toPrecision(2));
}

export interface Decades {
  /** Powers of ten, from one end to the other. */
  readonly ticks: readonly number[];
  /** Where a time stands, 0 at the first tick to 1 at the last. */
  place(seconds: number): number;
}

/** The scale that has all these times, above 0, on it. */
export function decadesOver(times: readonly number[]): Decades {
  const logs = times.map(Math.log10);
  const low = Math.floor(Math.min(...logs) + NEAR);
  const high = Math.max(low + 1, Math.ceil(Math.max(...logs) - NEAR));
  const ticks = Array.from({ length: high - low + 1 }, (_, step) => Number(`1e${low + step}`));
  return { ticks, place: (seconds) => (Math.log10(seconds) - low) / (high - low) };
}
