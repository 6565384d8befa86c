// An activation function as a plot: in go the function and the weighted sums that shall fit, out come its path,
// ticks, and where a point and its tangent lie, in units of the drawing.

import type { Curve } from "../engine/activations.ts";

export const WIDTH = 320;
export const HEIGHT = 220;
const MARGIN = { left: 30, right: 12, top: 12, bottom: 22 } as const;
/** Of half a tangent, in units of the drawing. */
const REACH = 46;
const SAMPLES = 161;

export interface Tick {
  readonly value: number;
  readonly place: number;
}

export interface Plot {
  /** z runs from -span to span. */
  readonly span: number;
  readonly path: string;
  readonly across: readonly Tick[];
  readonly up: readonly Tick[];
  readonly x: (z: number) => number;
  readonly y: (a: number) => number;
}

/** 8, or the least 8 times a power of two that z fits into: the axis holds still while z moves. */
export function spanOf(z: number): number {
  let span = 8;
  while (Math.abs(z) > span && span < 2 ** 40) span *= 2;
  return span;
}

export function plotOf({ value }: Curve, span: number): Plot {
  const low = Math.min(0, Math.floor(value(-span)));
  const high = Math.max(1, Math.ceil(value(span)));
  const x = (z: number) =>
    MARGIN.left + ((within(z, -span, span) + span) / (2 * span)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (a: number) =>
    HEIGHT - MARGIN.bottom - ((within(a, low, high) - low) / (high - low)) * (HEIGHT - MARGIN.bottom - MARGIN.top);
  const points = Array.from({ length: SAMPLES }, (_, i) => {
    const z = span * ((2 * i) / (SAMPLES - 1) - 1);
    return `${x(z).toFixed(1)} ${y(value(z)).toFixed(1)}`;
  });
  const levels = new Set([low, 0, high === 1 ? 0.5 : high / 2, high]);
  return {
    span,
    path: `M${points.join("L")}`,
    across: [-span, -span / 2, 0, span / 2, span].map((one) => ({ value: one, place: x(one) })),
    up: [...levels].sort((one, other) => one - other).map((one) => ({ value: one, place: y(one) })),
    x,
    y,
  };
}

export interface Segment {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** A piece of the tangent at (z, a), of the same length on paper whatever its slope, kept inside the drawing. */
export function tangent(plot: Plot, z: number, a: number, slope: number): Segment {
  const [x, y] = [plot.x(z), plot.y(a)];
  const unitX = (plot.x(plot.span) - plot.x(0)) / plot.span;
  const unitY = plot.y(0) - plot.y(1);
  const length = Math.hypot(unitX, slope * unitY);
  const [dx, dy] = [unitX / length, (-slope * unitY) / length];
  const reach = (sign: 1 | -1) =>
    Math.max(
      0,
      Math.min(REACH, room(x, sign * dx, plot.x(-plot.span), plot.x(plot.span)), room(y, sign * dy, 0, HEIGHT)),
    );
  const [back, ahead] = [reach(-1), reach(1)];
  return { x1: x - back * dx, y1: y - back * dy, x2: x + ahead * dx, y2: y + ahead * dy };
}

/** How far one can go from `at` at this pace before leaving low..high. */
function room(at: number, pace: number, low: number, high: number): number {
  if (pace === 0) return Number.POSITIVE_INFINITY;
  return (pace > 0 ? high - at : at - low) / Math.abs(pace);
}

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
