// Two drawings in one picture. In: the pixels of both, 0 to 1. Out: a colour each pixel; what only one has is blue,
// what only the other has is orange, what both have is the colour of ink.

import { type Colour, signed } from "./colours.ts";

const INK = { light: [29, 34, 45], dark: [255, 255, 255] } as const;
/** How far out on the signed scale: its ends are too near to ink and to white. */
const REACH = 0.75;

export interface Paints {
  readonly paper: Colour;
  readonly one: Colour;
  readonly other: Colour;
  readonly both: Colour;
}

export function paints(dark: boolean): Paints {
  return {
    paper: signed(0, dark),
    one: signed(REACH, dark),
    other: signed(-REACH, dark),
    both: dark ? INK.dark : INK.light,
  };
}

/** Red, green, blue and full alpha of every pixel, as a canvas wants them. */
export function overlaid(one: ArrayLike<number>, other: ArrayLike<number>, dark: boolean): Uint8ClampedArray {
  const { paper, one: blue, other: orange, both } = paints(dark);
  const picture = new Uint8ClampedArray(4 * one.length).fill(255);
  for (let i = 0; i < one.length; i++) {
    const shared = Math.min(one[i], other[i]);
    for (let channel = 0; channel < 3; channel++) {
      picture[4 * i + channel] =
        paper[channel] +
        (one[i] - shared) * (blue[channel] - paper[channel]) +
        (other[i] - shared) * (orange[channel] - paper[channel]) +
        shared * (both[channel] - paper[channel]);
    }
  }
  return picture;
}
