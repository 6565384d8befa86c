// Numbers as a picture: numbers in, the colours of a canvas out (red, green, blue, opacity of each pixel).
// Tables of all shades make it quick enough for every frame of a drawing, and for a layer of a million weights.
// Where there are more pixels than numbers, the rest stays clear.

import { brightness, type Colour, signed } from "./colours.ts";

const FULL = 255;
/** Steps from 0 to the full colour of a sign: finer than a screen shows. */
const FINE = 512;

const BRIGHT = tableOf(FULL + 1, (step) => brightness(step / FULL));
const SIGNED = {
  light: tableOf(2 * FINE + 1, (step) => signed(step / FINE - 1, false)),
  dark: tableOf(2 * FINE + 1, (step) => signed(step / FINE - 1, true)),
} as const;

function tableOf(steps: number, colour: (step: number) => Colour): Uint32Array {
  return Uint32Array.from({ length: steps }, (_, step) => {
    return new Uint32Array(new Uint8Array([...colour(step), FULL]).buffer)[0];
  });
}

/** Grey levels, 0 black to 255 white. */
export function shadeLevels(colours: Uint8ClampedArray, levels: ArrayLike<number>): void {
  const whole = pixelsOf(colours);
  for (let pixel = 0; pixel < levels.length; pixel++) whole[pixel] = BRIGHT[levels[pixel]];
}

/** Activations, 0 black to 1 white. What is beyond is drawn as 0 or 1, what is no number as 0. */
export function shadeBrightness(colours: Uint8ClampedArray, values: ArrayLike<number>): void {
  const whole = pixelsOf(colours);
  for (let pixel = 0; pixel < values.length; pixel++) {
    whole[pixel] = BRIGHT[Math.round(FULL * Math.min(1, Math.max(0, values[pixel]))) || 0];
  }
}

/** Signed numbers around the colour of the paper; `scale` is the size that gets the full colour. */
export function shadeSigned(colours: Uint8ClampedArray, values: ArrayLike<number>, scale: number, dark: boolean): void {
  const whole = pixelsOf(colours);
  const table = dark ? SIGNED.dark : SIGNED.light;
  for (let pixel = 0; pixel < values.length; pixel++) {
    const step = Math.round(FINE * Math.min(1, Math.max(-1, values[pixel] / scale)));
    whole[pixel] = table[FINE + (step || 0)];
  }
}

function pixelsOf(colours: Uint8ClampedArray): Uint32Array {
  return new Uint32Array(colours.buffer, colours.byteOffset, colours.length / 4);
}
