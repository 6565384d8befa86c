// Numbers on colours: which of black and white can be read on a colour. In: a colour. Out: the other's.

import type { Colour } from "./colours.ts";

const BLACK: Colour = [0, 0, 0];
const WHITE: Colour = [255, 255, 255];

/** Black or white, whichever stands out more: at least 4.5 to 1 on any colour. */
export function inkOn(colour: Colour): Colour {
  return contrast(colour, BLACK) >= contrast(colour, WHITE) ? BLACK : WHITE;
}

/** Contrast of two colours, 1 to 21. Source: WCAG 2.2, "contrast ratio". */
export function contrast(one: Colour, other: Colour): number {
  const [low, high] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (high + 0.05) / (low + 0.05);
}

function luminance([red, green, blue]: Colour): number {
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function linear(level: number): number {
  const part = level / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
