// The weights into each neuron of a layer, one row each. In: the layer, and the rows as they were before. Out: its
// rows; one that stayed the same is the very one from before, so that whoever draws it need not draw it again.

import { type Layer, rowOf } from "../engine/network.ts";

/** The rows of the first `count` neurons. */
export function rowsOf(layer: Layer, count: number, before: readonly Float32Array[]): Float32Array[] {
  return Array.from({ length: count }, (_, neuron) => {
    const row = rowOf(layer, neuron);
    const was = before[neuron];
    return was && alike(row, was) ? was : row;
  });
}

function alike(one: Float32Array, other: Float32Array): boolean {
  if (one.length !== other.length) return false;
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false;
  return true;
}
