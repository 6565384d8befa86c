// From whatever is looked at to the 784 numbers, with every step of the way. In: an Input. Out: its Steps.
// A drawing and a test digit are prepared here, in the browser; a photograph came prepared from the server.

import { PAD, picture, prepareInk } from "../engine/prepare.ts";
import type { Drawn } from "./drawn.ts";
import type { Grey, Input } from "./state.ts";

export const SIDE = 28;

/** Every picture on the way; null where a step does not apply. */
export interface Steps {
  /** The drawing or photograph as it came. */
  readonly source: Grey | null;
  /** Ink only, light on dark. */
  readonly ink: Grey | null;
  /** x, y, width, height of the ink as parts 0..1 of the source; null on a blank. */
  readonly box: readonly [number, number, number, number] | null;
  /** The ink with its longer side 20 pixels. */
  readonly scaled: Grey | null;
  /** The 28 x 28 picture, 0..255. */
  readonly levels: Uint8Array;
  /** What the network gets, 0..1. */
  readonly pixels: Float32Array;
  readonly blank: boolean;
}

/** The steps of one input. pad: remembers the drawing so far, so that a stroke that grows is not drawn again. */
export function stepsOf(input: Input, prepare: boolean, pad: Drawn): Steps {
  switch (input.kind) {
    case "digit":
      return { ...NOTHING, ...picture(input.levels) };
    case "drawing": {
      const drawn = { width: PAD, height: PAD, levels: pad.of(input.strokes) };
      const shared = { source: drawn, ink: drawn };
      if (!prepare) return { ...NOTHING, ...shared, ...picture(reduced(drawn)) };
      const prepared = prepareInk(drawn.levels, PAD, PAD);
      return {
        ...shared,
        box: prepared.box && parts([prepared.box.x, prepared.box.y, prepared.box.width, prepared.box.height], PAD, PAD),
        scaled: prepared.box ? prepared.scaled : null,
        levels: prepared.levels,
        pixels: prepared.pixels,
        blank: prepared.blank,
      };
    }
    case "picture": {
      const shared = { source: input.grey, ink: input.ink };
      if (!prepare) return { ...NOTHING, ...shared, ...picture(reduced(input.grey)) };
      const box = input.box && parts(input.box, input.width, input.height);
      return { ...shared, box, scaled: input.scaled, ...picture(input.levels) };
    }
  }
}

const NOTHING = { source: null, ink: null, box: null, scaled: null } as const;

function parts([x, y, width, height]: readonly number[], w: number, h: number): [number, number, number, number] {
  return [x / w, y / h, width / w, height / h];
}

/** The whole picture squeezed into 28 x 28, each pixel the mean of what it covers: no crop, no centring. */
export function reduced(picture: Grey): Uint8Array {
  const levels = new Uint8Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row++) {
    const [top, bottom] = span(row, picture.height);
    for (let column = 0; column < SIDE; column++) {
      const [left, right] = span(column, picture.width);
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) sum += picture.levels[y * picture.width + x];
      }
      levels[row * SIDE + column] = Math.round(sum / ((bottom - top) * (right - left)));
    }
  }
  return levels;
}

/** The pixels of a side that fall into one of its 28 parts; at least one. */
function span(part: number, length: number): [number, number] {
  const first = Math.min(length - 1, Math.floor((part * length) / SIDE));
  return [first, Math.max(first + 1, Math.floor(((part + 1) * length) / SIDE))];
}
