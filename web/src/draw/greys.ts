// Grey levels as a picture: bytes in, the colours of a canvas out. A table of all 256 makes it quick enough for
// every frame of a drawing.

import { brightness } from "./colours.ts";

const SHADES = Uint32Array.from({ length: 256 }, (_, level) => {
  const [red, green, blue] = brightness(level / 255);
  return new Uint32Array(new Uint8Array([red, green, blue, 255]).buffer)[0];
});

/** Fills `colours` (red, green, blue, opacity of each pixel) with the shades of `levels`, 0 black to 255 white. */
export function shade(colours: Uint8ClampedArray, levels: ArrayLike<number>): void {
  const whole = new Uint32Array(colours.buffer, colours.byteOffset, colours.length / 4);
  for (let pixel = 0; pixel < whole.length; pixel++) whole[pixel] = SHADES[levels[pixel]];
}
