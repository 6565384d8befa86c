// The steps of the network on the bench in a row, done ones and undone ones. In: the state of the lab. Out: every
// bench on the way, and which of them is the present one.

import type { Bench, State } from "./state.ts";

export interface Trail {
  readonly benches: readonly Bench[];
  readonly present: number;
}

export function trailOf({ past, future, bench }: Pick<State, "past" | "future" | "bench">): Trail {
  const before = past.flatMap((step) => (step.kind === "bench" ? [step.bench] : []));
  const after = future.flatMap((step) => (step.kind === "bench" ? [step.bench] : []));
  return { benches: bench ? [...before, bench, ...after] : [], present: before.length };
}

/** How a bench came to be where it stands. */
export type Came =
  /** Loaded, or opened with changes that were made elsewhere. */
  | "loaded"
  /** By the edit that made it. */
  | "done"
  /** It was there before, or was kept under a name, and was put back. */
  | "back";

export function cameOf({ benches }: Trail, index: number): Came {
  const bench = benches[index];
  const before = benches[index - 1];
  if (before && benches.indexOf(bench) < index) return "back";
  if (bench.done === null) return "loaded";
  return before && before.source !== bench.source ? "back" : "done";
}
