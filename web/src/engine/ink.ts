// Strokes of a pen become ink: in go points with pressure, in units of a 112 x 112 pad, out come 112 x 112 grey
// levels. Ink only grows darker and an eraser only takes away, so that a stroke may come whole or point by point.
import { PAD } from "./prepare.ts";

export interface Stroke {
  /** x, y, pressure of each point in turn: 0 to 112 across and down, 0 to 1; a mouse presses with 0.5. */
  readonly points: ArrayLike<number>;
  /** Of the pen under a pressure of 0.5, in units of the pad. */
  readonly width: number;
  readonly erase: boolean;
}

export interface Pen {
  readonly width: number;
  readonly erase: boolean;
}

/** Numbers a point. */
export const STRIDE = 3;
/** A pen whose lines come out about as thick as those of MNIST, where a digit fills most of the pad. */
export const PEN_WIDTH = 9;

/** Half the width of the line under that pressure. */
export function radiusOf(width: number, pressure: number): number {
  return (width / 2) * (0.5 + pressure);
}

/** A fresh pad with all strokes on it, in their order. */
export function inkOf(strokes: Iterable<Stroke>): Uint8Array {
  const ink = new Uint8Array(PAD * PAD);
  for (const stroke of strokes) {
    for (let index = 0; index < pointCount(stroke); index++) stampPoint(ink, stroke, index);
  }
  return ink;
}

export function pointCount(stroke: Stroke): number {
  return Math.floor(stroke.points.length / STRIDE);
}

/** Puts on what the point of that index adds: a dot for the first, for others the way from the one before. */
export function stampPoint(ink: Uint8Array, stroke: Stroke, index: number): void {
  const { points } = stroke;
  const to = index * STRIDE;
  const from = Math.max(to - STRIDE, 0);
  stampSegment(
    ink,
    [points[from], points[from + 1], points[from + 2]],
    [points[to], points[to + 1], points[to + 2]],
    stroke,
  );
}

type Point = readonly [x: number, y: number, pressure: number];

/** Changes `ink` along one straight piece of a stroke; the pen is round, and its edge a pixel soft. */
export function stampSegment(ink: Uint8Array, from: Point, to: Point, pen: Pen): void {
  const [startX, startY] = from;
  const [dx, dy] = [to[0] - startX, to[1] - startY];
  const startRadius = radiusOf(pen.width, from[2]);
  const widening = radiusOf(pen.width, to[2]) - startRadius;
  const squared = dx * dx + dy * dy;
  const share = squared > 1e-12 ? 1 / squared : 0;
  const reach = Math.max(startRadius, startRadius + widening) + 0.5;
  const [left, right] = within(Math.min(startX, to[0]) - reach, Math.max(startX, to[0]) + reach);
  const [top, bottom] = within(Math.min(startY, to[1]) - reach, Math.max(startY, to[1]) + reach);
  for (let y = top; y < bottom; y++) {
    const py = y + 0.5 - startY;
    for (let x = left; x < right; x++) {
      const px = x + 0.5 - startX;
      const along = Math.min(Math.max((px * dx + py * dy) * share, 0), 1);
      const ex = px - along * dx;
      const ey = py - along * dy;
      const away = ex * ex + ey * ey;
      if (away >= reach * reach) continue; // most of a slanting line's box, and a root each
      const inside = startRadius + along * widening + 0.5 - Math.sqrt(away);
      if (inside > 0) mark(ink, y * PAD + x, Math.round(255 * Math.min(inside, 1)), pen.erase);
    }
  }
}

function within(low: number, high: number): [number, number] {
  return [Math.max(Math.floor(low), 0), Math.min(Math.ceil(high), PAD)];
}

function mark(ink: Uint8Array, place: number, strength: number, erase: boolean): void {
  if (erase) ink[place] = Math.min(ink[place], 255 - strength);
  else if (strength > ink[place]) ink[place] = strength;
}
