// The loss along a knob as a drawn curve. In: values of the knob, the loss at each, and the room on paper. Out: a smooth
// curve through all of them, where it is and how steep at any value, and its tangent; NaN leaves a gap.

import { type Axis, axisOver, axisWithin } from "./axis.ts";
import type { Segment } from "./curve.ts";

/** The loss at evenly spaced values from low to high. */
export interface Sampled {
  readonly low: number;
  readonly high: number;
  readonly costs: ArrayLike<number>;
}

/** The part of a drawing that the curve fills, in pixels: from its upper left corner. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Scales {
  readonly across: Axis;
  readonly up: Axis;
  readonly x: (value: number) => number;
  readonly y: (cost: number) => number;
}

/** Of the largest loss: a curve that changes by less is drawn flat, as it is, and not blown up to a mountain. */
const SHARE = 0.02;
const TICKS = { across: 4, up: 3 } as const;

/** Axes and scales for losses over low..high of a knob. worth: a change of the loss that is worth the whole height. */
export function scalesOf(
  range: { low: number; high: number },
  costs: ArrayLike<number>,
  frame: Frame,
  worth = 1e-6,
): Scales {
  const [least, most] = extentOf(costs);
  const room = Math.max(worth, SHARE * Math.abs(most), most - least);
  const bottom = most >= 0 && least >= 0 ? Math.max(0, (least + most - room) / 2) : (least + most - room) / 2;
  const up = axisOver(bottom, bottom + room, TICKS.up);
  const across = axisWithin(range.low, range.high, TICKS.across);
  return {
    across,
    up,
    x: (value) => frame.left + ((value - across.low) / (across.high - across.low)) * frame.width,
    y: (cost) => frame.top + (1 - (cost - up.low) / (up.high - up.low)) * frame.height,
  };
}

/** The least and the largest of the finite numbers; 0 and 1 where there are none. */
export function extentOf(costs: ArrayLike<number>): readonly [number, number] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < costs.length; i++) {
    if (!Number.isFinite(costs[i])) continue;
    least = Math.min(least, costs[i]);
    most = Math.max(most, costs[i]);
  }
  return least <= most ? [least, most] : [0, 1];
}

/** The curve as the path of an SVG. */
export function pathOf({ low, high, costs }: Sampled, { x, y }: Pick<Scales, "x" | "y">): string {
  const step = (high - low) / (costs.length - 1);
  const third = (x(low + step) - x(low)) / 3;
  let path = "";
  for (let i = 0; i < costs.length; i++) {
    if (!Number.isFinite(costs[i])) continue;
    const place = `${fixed(x(low + i * step))} ${fixed(y(costs[i]))}`;
    if (i === 0 || !Number.isFinite(costs[i - 1])) {
      path += `M${place}`;
      continue;
    }
    const before = y(costs[i - 1] + riseAt(costs, i - 1) / 3);
    const after = y(costs[i] - riseAt(costs, i) / 3);
    const left = x(low + (i - 1) * step);
    path += `C${fixed(left + third)} ${fixed(before)} ${fixed(left + 2 * third)} ${fixed(after)} ${place}`;
  }
  return path;
}

/** Where the curve is at this value of the knob, and its slope there; null beyond its ends and in a gap. */
export function curveAt({ low, high, costs }: Sampled, value: number): { cost: number; slope: number } | null {
  const step = (high - low) / (costs.length - 1);
  const place = (value - low) / step;
  if (!(place >= 0 && place <= costs.length - 1)) return null;
  const i = Math.min(costs.length - 2, Math.floor(place));
  const t = place - i;
  const [from, to, out, into] = [costs[i], costs[i + 1], riseAt(costs, i), riseAt(costs, i + 1)];
  if (Number.isFinite(from) && t < 1e-9) return { cost: from, slope: out / step };
  if (!Number.isFinite(from) || !Number.isFinite(to)) return null;
  const bend = 2 * (from - to) + out + into;
  const lean = 3 * (to - from) - 2 * out - into;
  return { cost: from + t * (out + t * (lean + t * bend)), slope: (out + t * (2 * lean + 3 * t * bend)) / step };
}

/** By how much the curve rises at a sample over one step: half the way from the one before to the one after. */
function riseAt(costs: ArrayLike<number>, i: number): number {
  const before = Number.isFinite(costs[i - 1]);
  const after = Number.isFinite(costs[i + 1]);
  if (before && after) return (costs[i + 1] - costs[i - 1]) / 2;
  if (after) return costs[i + 1] - costs[i];
  return before ? costs[i] - costs[i - 1] : 0;
}

/** A piece of the tangent, of the same length on paper however steep. */
export function tangentAt(scales: Scales, value: number, cost: number, slope: number, reach: number): Segment {
  const [x, y] = [scales.x(value), scales.y(cost)];
  const across = scales.x(value + 1) - x;
  const up = scales.y(cost + slope) - y;
  const length = Math.hypot(across, up) || 1;
  const [dx, dy] = [(across / length) * reach, (up / length) * reach];
  return { x1: x - dx, y1: y - dy, x2: x + dx, y2: y + dy };
}

/** Stretches of the samples with the same answer, as parts 0..1 of the range. */
export interface Stretch {
  readonly answer: number;
  readonly from: number;
  readonly to: number;
}

export function stretchesOf(answers: ArrayLike<number>): Stretch[] {
  const stretches: Stretch[] = [];
  const last = answers.length - 1;
  let start = 0;
  for (let i = 1; i <= answers.length; i++) {
    if (i < answers.length && answers[i] === answers[start]) continue;
    const [from, to] = [Math.max(0, (start - 0.5) / last), Math.min(1, (i - 0.5) / last)];
    stretches.push({ answer: answers[start], from, to });
    start = i;
  }
  return stretches;
}

function fixed(place: number): string {
  return place.toFixed(2);
}
