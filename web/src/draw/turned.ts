// What a key or a pointer on a curve turns the knob to. In: a key, or a place on the axis; the range. Out: the value,
// within the range and as round as a hand can place it.

import type { Network } from "../engine/network.ts";
import type { Knob } from "../lab/bench.ts";
import type { Range } from "../lab/sweeps.ts";
import { digitsOf, roundStep } from "./axis.ts";
import { scaleOf } from "./colours.ts";

/** The value that a key turns the knob to, within its range; null for other keys. */
export function keyed(
  { key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">,
  value: number,
  range: Range,
): number | null {
  const step = (range.high - range.low) / (shiftKey ? 10 : 100);
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return settled(value + step, range);
    case "ArrowLeft":
    case "ArrowDown":
      return settled(value - step, range);
    case "PageUp":
      return settled(value + 10 * step, range);
    case "PageDown":
      return settled(value - 10 * step, range);
    case "Home":
      return range.low;
    case "End":
      return range.high;
    default:
      return null;
  }
}

/** The value within the range, and as round as a hand can place it there. */
export function settled(value: number, range: Range): number {
  const digits = digitsIn(range);
  return Math.max(range.low, Math.min(range.high, Number(value.toFixed(digits))));
}

/** Digits after the point that tell places on the range apart. */
export function digitsIn({ low, high }: Range): number {
  return digitsOf(roundStep((high - low) / 1000));
}

/** The value under a pointer that is this part of the way, 0..1, from the low end to the high one. */
export function placed(part: number, range: Range): number {
  return settled(range.low + part * (range.high - range.low), range);
}

/** The size that hardly any number of the knob's kind exceeds in its layer. */
export function sizeAround({ layers }: Network, { layer, source }: Knob): number {
  const { weights, bias } = layers[layer];
  return source === null ? Math.max(scaleOf(weights), scaleOf(bias)) : scaleOf(weights);
}
