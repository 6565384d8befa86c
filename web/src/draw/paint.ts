// Weights painted with a brush. In: a neuron's row of weights laid out as a picture, the way that the brush went, and
// the brush. Out: the row as it is then. Nothing is changed in place: a stroke that is undone was never there.

import { SIDE } from "../lab/steps.ts";

const PIXELS = SIDE * SIDE;

/** A place on the picture: 0 to 28 to the right and down; the first pixel's middle is at 0.5, 0.5. */
export interface Tip {
  readonly x: number;
  readonly y: number;
}

export interface Brush {
  /** Diameter in pixels. */
  readonly width: number;
  /** Whether it covers less and less towards its edge. */
  readonly soft: boolean;
  /** Whether what is painted left appears right too. */
  readonly mirror: boolean;
}

/** How much of every pixel a stroke has covered so far, 0 to 1. */
export type Coverage = Float32Array;

export const UNCOVERED: Coverage = new Float32Array(PIXELS);

/** The row after a whole stroke; `weight` is what a pixel becomes that is wholly covered. */
export function paint(row: ArrayLike<number>, path: readonly Tip[], brush: Brush, weight: number): Float32Array {
  const coverage = path.reduce(
    (before, tip, index) => covered(before, path[Math.max(0, index - 1)], tip, brush),
    UNCOVERED,
  );
  return painted(row, coverage, weight);
}

/** The coverage after the brush went straight from one place to another. A pixel is covered as much as it was at the
 *  best moment: going over it twice makes it no thicker. */
export function covered(before: Coverage, from: Tip, to: Tip, brush: Brush): Coverage {
  const after = before.slice();
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const part = partOf(pixel, from, to, brush);
    if (part > after[pixel]) after[pixel] = part;
  }
  return brush.mirror ? mirrored(after) : after;
}

/** What is covered becomes `weight`; what is covered in part becomes that part of it. */
export function painted(row: ArrayLike<number>, coverage: Coverage, weight: number): Float32Array {
  return Float32Array.from(row, (was, pixel) => was + coverage[pixel] * (weight - was));
}

function partOf(pixel: number, from: Tip, to: Tip, { width, soft }: Brush): number {
  const [x, y] = [(pixel % SIDE) + 0.5, Math.floor(pixel / SIDE) + 0.5];
  const away = nearest(x, y, from, to);
  const radius = width / 2;
  if (soft) return away.distance < radius + 1 ? (1 + Math.cos((Math.PI * away.distance) / (radius + 1))) / 2 : 0;
  // However thin it is, and however fast it goes: the pixel beneath it is covered.
  return away.distance <= radius || Math.max(Math.abs(away.x), Math.abs(away.y)) <= 0.5 ? 1 : 0;
}

/** From a point to the nearest of a straight line. */
function nearest(x: number, y: number, from: Tip, to: Tip): { x: number; y: number; distance: number } {
  const [across, down] = [to.x - from.x, to.y - from.y];
  const length = across * across + down * down;
  const along = length === 0 ? 0 : ((x - from.x) * across + (y - from.y) * down) / length;
  const part = Math.min(1, Math.max(0, along));
  const away = { x: from.x + part * across - x, y: from.y + part * down - y };
  return { ...away, distance: Math.hypot(away.x, away.y) };
}

function mirrored(coverage: Coverage): Coverage {
  return coverage.map((part, pixel) => {
    const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
    return Math.max(part, coverage[row * SIDE + (SIDE - 1 - column)]);
  });
}
