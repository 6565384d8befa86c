// One of the 784 pixels. In: what is pointed at, or a key. Out: which pixel that is, 0 to 783, row by row.

import type { Pointed } from "../lab/state.ts";
import { SIDE } from "../lab/steps.ts";

/** The pixel that is pointed at: by itself, or as the source of a weight of the first layer. */
export function pixelOf(pointed: Pointed | null): number | null {
  if (!pointed) return null;
  if (pointed.layer === -1) return pointed.neuron;
  return pointed.layer === 0 ? pointed.source : null;
}

/** From pixel to pixel by keys, never over the edge; null for other keys. The first key lands in the middle. */
export function stepped(key: string, from: number | null): number | null {
  const [column, row] = from === null ? [SIDE / 2, SIDE / 2] : [from % SIDE, Math.floor(from / SIDE)];
  switch (key) {
    case "ArrowLeft":
      return row * SIDE + Math.max(column - 1, 0);
    case "ArrowRight":
      return row * SIDE + Math.min(column + 1, SIDE - 1);
    case "ArrowUp":
      return Math.max(row - 1, 0) * SIDE + column;
    case "ArrowDown":
      return Math.min(row + 1, SIDE - 1) * SIDE + column;
    case "Home":
      return 0;
    case "End":
      return SIDE * SIDE - 1;
    default:
      return null;
  }
}

/** The pixel under a pointer; null beside the picture. */
export function pixelAt(
  pointer: Pick<PointerEvent, "clientX" | "clientY">,
  place: Pick<DOMRect, "left" | "top" | "width" | "height">,
): number | null {
  const column = Math.floor(((pointer.clientX - place.left) / place.width) * SIDE);
  const row = Math.floor(((pointer.clientY - place.top) / place.height) * SIDE);
  return column >= 0 && column < SIDE && row >= 0 && row < SIDE ? row * SIDE + column : null;
}
