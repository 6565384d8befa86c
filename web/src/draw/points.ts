// Where a pen, a finger or a mouse went on the pad. In: pointer events and where the pad lies on the page.
// Out: flat x, y, pressure of each point, 0 to 112 across and down, as strokes keep them.

import { STRIDE } from "../engine/ink.ts";
import { PAD } from "../engine/prepare.ts";

export type Touch = Pick<PointerEvent, "clientX" | "clientY" | "pressure" | "pointerType">;
export type Place = Pick<DOMRect, "left" | "top" | "width" | "height">;

/** What a mouse and a finger press with. */
export const PRESSURE = 0.5;
/** Points nearer to the last one than this, in units of the pad, change no pixel that one could see. */
const NEAR = 0.4;
/** How far beyond the edge a pen may run: there its line is out of sight. */
const BEYOND = 32;
/** Where a point may be, across and down. */
export const REACH = { low: -BEYOND, high: PAD + BEYOND } as const;
/** Places that are told apart to a unit of the pad, and pressures from 0 to 1: finer than any hand, and what is drawn is
 *  shared to the last bit. */
export const FINENESS = 16;
export const PRESSURES = 100;

export function pointsOf(touches: readonly Touch[], place: Place): number[] {
  return touches.flatMap((touch) => [
    within(((touch.clientX - place.left) / place.width) * PAD),
    within(((touch.clientY - place.top) / place.height) * PAD),
    pressureOf(touch),
  ]);
}

/** Only a pen tells how hard it presses; other pointers say 0, 0.5 or 1 and mean nothing by it. */
function pressureOf({ pointerType, pressure }: Touch): number {
  if (pointerType !== "pen") return PRESSURE;
  return Math.round(Math.min(Math.max(pressure, 0), 1) * PRESSURES) / PRESSURES;
}

function within(units: number): number {
  return Math.round(Math.min(Math.max(units, REACH.low), REACH.high) * FINENESS) / FINENESS;
}

/** The points without those that stay where the one before them was. last: the end of the stroke so far. */
export function thinned(points: readonly number[], last: readonly number[]): number[] {
  const kept: number[] = [];
  let [x, y] = last;
  for (let at = 0; at + STRIDE <= points.length; at += STRIDE) {
    if (Math.hypot(points[at] - x, points[at + 1] - y) < NEAR) continue;
    [x, y] = [points[at], points[at + 1]];
    kept.push(...points.slice(at, at + STRIDE));
  }
  return kept;
}
