// Which of the diagram's lines lies under the pointer. In: a Place, the lines that are drawn, and a point.
// Out: the line as a knob: its layer, neuron and source; null where none is near enough.

import type { Place, Points } from "./geometry.ts";
import type { Bundle } from "./strongest.ts";

export interface Line {
  readonly layer: number;
  readonly neuron: number;
  readonly source: number;
}

/** So far from a line, in pixels of the page, it is still meant. */
const REACH = 5;

/** The nearest; of two that are as near to a pixel the stronger. */
export function lineAt(place: Place, bundles: readonly Bundle[], x: number, y: number): Line | null {
  let found: Line | null = null;
  let [least, strongest] = [REACH, 0];
  for (const [layer, { sources, neurons, values }] of bundles.entries()) {
    const from: Points = layer === 0 ? place.picture : place.columns[layer - 1];
    const to = place.columns[layer];
    for (let k = 0; k < values.length; k++) {
      const [left, right] = [from.x[sources[k]], to.x[neurons[k]]];
      if (x < left || x > right) continue;
      const distance = Math.round(away(x, y, left, from.y[sources[k]], right, to.y[neurons[k]]));
      const size = Math.abs(values[k]);
      if (distance > least || (distance === least && size <= strongest)) continue;
      [least, strongest] = [distance, size];
      found = { layer, neuron: neurons[k], source: sources[k] };
    }
  }
  return found;
}

/** From a point to a line that runs to the right. */
function away(x: number, y: number, left: number, top: number, right: number, bottom: number): number {
  const [across, down] = [right - left, bottom - top];
  return Math.abs((x - left) * down - (y - top) * across) / Math.hypot(across, down);
}
