// Drawing by keys. In: a key and where the cursor is. Out: where it goes, in units of the pad; null for other keys.

import { PAD } from "../../engine/prepare.ts";

export interface Spot {
  readonly x: number;
  readonly y: number;
}

const STEP = 4;
const BIG = 16;
/** Where a cursor that is nowhere yet starts. */
export const MIDDLE: Spot = { x: PAD / 2, y: PAD / 2 };
const WAYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export function movedBy(key: string, big: boolean, from: Spot | null): Spot | null {
  const way = WAYS[key];
  if (!way) return null;
  const { x, y } = from ?? MIDDLE;
  const step = big ? BIG : STEP;
  return { x: within(x + way[0] * step), y: within(y + way[1] * step) };
}

function within(units: number): number {
  return Math.min(Math.max(units, 0), PAD);
}
