// The two colour scales of digitscope: weights or activations in, colours out; the same stops as in Python.
// Signed numbers run from orange over the colour of the paper to blue: the sides differ in hue and in lightness.

import { kthLargest } from "./select.ts";

export type Colour = readonly [number, number, number];

const LIGHT: readonly Colour[] = [
  [196, 92, 14],
  [230, 130, 44],
  [246, 175, 104],
  [252, 217, 178],
  [255, 254, 250],
  [188, 210, 234],
  [110, 161, 213],
  [44, 104, 172],
  [12, 50, 108],
];
const DARK: readonly Colour[] = [
  [222, 118, 44],
  [176, 88, 28],
  [118, 63, 25],
  [64, 42, 27],
  [19, 22, 28],
  [38, 66, 102],
  [58, 116, 178],
  [116, 178, 238],
  [204, 231, 255],
];
const BLACK: Colour = [16, 18, 24];
const WHITE: Colour = [255, 255, 255];

/** A number -1..1 as a colour; what is beyond is drawn as -1 or 1, what is no number as 0. */
export function signed(value: number, dark: boolean): Colour {
  const stops = dark ? DARK : LIGHT;
  const place = ((Math.min(1, Math.max(-1, value)) || 0) + 1) * 4;
  const below = Math.min(7, Math.floor(place));
  return mixed(stops[below], stops[below + 1], place - below);
}

/** An activation or pixel, 0 black to 1 white, the same in every layer. */
export function brightness(value: number): Colour {
  return mixed(BLACK, WHITE, Math.min(1, Math.max(0, value)) || 0);
}

export function css([red, green, blue]: Colour, alpha = 1): string {
  return alpha === 1 ? `rgb(${red} ${green} ${blue})` : `rgb(${red} ${green} ${blue} / ${alpha})`;
}

/** The size that gets the full colour: 99.5% of the numbers are no larger, so a few giants do not pale the rest. */
export function scaleOf(values: ArrayLike<number>): number {
  const sizes = new Float32Array(values.length);
  for (let i = 0; i < sizes.length; i++) sizes[i] = Math.abs(values[i]);
  const place = (sizes.length - 1) * 0.995;
  const below = Math.floor(place);
  const rank = sizes.length - below;
  const lower = kthLargest(sizes, rank);
  let upper = rank > 1 ? Number.POSITIVE_INFINITY : lower;
  for (let i = 0; i < rank - 1; i++) upper = Math.min(upper, sizes[i]); // those before are no smaller
  return lower + (upper - lower) * (place - below) || 1;
}

function mixed(one: Colour, other: Colour, part: number): Colour {
  return [0, 1, 2].map((i) => Math.round(one[i] + (other[i] - one[i]) * part)) as unknown as Colour;
}
