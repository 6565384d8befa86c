// Where a digit came to lie in its 28 x 28. In: the digit in 20 x 20 and the finished picture.
// Out: the 20 x 20 frame and the centre of mass, in pixels from the picture's upper left corner.

import { FIT, FRAME } from "../engine/prepare.ts";
import type { Grey } from "../lab/state.ts";

export interface Centring {
  /** Upper left corner of the 20 x 20 frame; a half where the digit has an odd side. */
  readonly left: number;
  readonly top: number;
  /** The centre of mass of the finished picture. */
  readonly x: number;
  readonly y: number;
}

/** Null where there is no ink. */
export function centringOf(scaled: Grey, levels: Uint8Array): Centring | null {
  const before = centreOf(scaled);
  const after = centreOf({ width: FRAME, height: FRAME, levels });
  if (!before || !after) return null;
  // The picture is the scaled digit moved by whole pixels: so far apart are their centres.
  const left = Math.round(after.x - before.x) - (FIT - scaled.width) / 2;
  const top = Math.round(after.y - before.y) - (FIT - scaled.height) / 2;
  return { left, top, ...after };
}

/** The mean place of the light, each pixel counted by its level, at its middle. */
export function centreOf({ width, levels }: Grey): { readonly x: number; readonly y: number } | null {
  let [mass, across, down] = [0, 0, 0];
  for (let pixel = 0; pixel < levels.length; pixel++) {
    const level = levels[pixel];
    if (level === 0) continue;
    mass += level;
    across += level * ((pixel % width) + 0.5);
    down += level * (Math.floor(pixel / width) + 0.5);
  }
  return mass > 0 ? { x: across / mass, y: down / mass } : null;
}
