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

export function pointsOf(touches: readonly Touch[], place: Place): number[] {
  return touches.flatMap((touch) => [
    within(((touch.clientX - place.left) / place.width) * PAD),
    within(((touch.clientY - place.top) / place.height) * PAD),
    pressureOf(touch),
  ]);
}

/** Only a pen tells how hard it presses; other pointers say 0, 0.5 or 1 and mean nothing by it. */
function pressureOf({ pointerType, pressure }: Touch): number {
  return pointerType === "pen" ? Math.min(Math.max(pressure, 0), 1) : PRESSURE;
}

function within(units: number): number {
  return Math.min(Math.max(units, -BEYOND), PAD + BEYOND);
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
