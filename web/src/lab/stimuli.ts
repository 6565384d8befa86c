// Drawn stimuli for a detector: simple shapes as data in, pictures of 28 x 28 pixels out. No chance in it: the same
// shape gives the same pixels.

import { SIDE } from "./steps.ts";

/** Lengths in pixels, x to the right and y down from the upper left corner; tilt in degrees, a stroke of tilt 45 rises
 *  to the right. */
export type Shape =
  | Stroke
  | { readonly shape: "disc"; readonly x: number; readonly y: number; readonly radius: number }
  | Ring
  /** Reversed contrast: all around is bright, the stroke is dark. */
  | { readonly shape: "gap"; readonly around: number; readonly stroke: Stroke }
  | { readonly shape: "blank" };

export interface Stroke {
  readonly shape: "stroke";
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly thickness: number;
  readonly tilt: number;
}

export interface Ring {
  readonly shape: "ring";
  readonly x: number;
  readonly y: number;
  /** To the middle of its line. */
  readonly radius: number;
  readonly thickness: number;
}

/** The shape as a network gets it: 0 black to 1 white, its border softened over one pixel. */
export function pixelsOf(shape: Shape): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    return coverage(shape, (pixel % SIDE) + 0.5, Math.floor(pixel / SIDE) + 0.5);
  });
}

/** How much of the pixel around this point the shape covers, 0 to 1. */
export function coverage(shape: Shape, x: number, y: number): number {
  switch (shape.shape) {
    case "blank":
      return 0;
    case "stroke":
      return soft(outsideStroke(shape, x, y));
    case "disc":
      return soft(Math.hypot(x - shape.x, y - shape.y) - shape.radius);
    case "ring":
      return soft(Math.abs(Math.hypot(x - shape.x, y - shape.y) - shape.radius) - shape.thickness / 2);
    case "gap": {
      const { stroke, around } = shape;
      const patch = { ...stroke, length: stroke.length + 2 * around, thickness: stroke.thickness + 2 * around };
      return soft(outsideStroke(patch, x, y)) - soft(outsideStroke(stroke, x, y));
    }
  }
}

/** Pixels from the border of a stroke, which is a rectangle; negative within. */
function outsideStroke({ x: middle, y: height, length, thickness, tilt }: Stroke, x: number, y: number): number {
  const angle = (-tilt * Math.PI) / 180; // y runs down
  const [right, down] = [x - middle, y - height];
  const along = Math.abs(right * Math.cos(angle) + down * Math.sin(angle)) - length / 2;
  const across = Math.abs(down * Math.cos(angle) - right * Math.sin(angle)) - thickness / 2;
  if (along > 0 && across > 0) return Math.hypot(along, across);
  return Math.max(along, across);
}

function soft(outside: number): number {
  return Math.min(1, Math.max(0, 0.5 - outside));
}
