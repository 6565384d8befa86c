// Which lines stand out for what is pointed at. In: the network, what flows, and a Pointed. Out: a Highlight.

import { type Bundle, into, outOf, single } from "../../draw/strongest.ts";
import type { Network } from "../../engine/network.ts";
import type { Pointed } from "../../lab/state.ts";

export interface Highlight {
  /** The layer that the lines lead to. */
  readonly layer: number;
  readonly bundle: Bundle;
  /** One term of a sum: its line gets the colour of what is lit. */
  readonly term: boolean;
  /** Drawn over the picture of the pixels: few lines that begin there. */
  readonly over: boolean;
}

/** Lines into one neuron that are drawn at most. */
export const MOST_INTO = 300;

/** signal: what feeds each layer where lines show weight x activation, null where they show weights.
 *  drawn: how many of the pixels and of each layer's neurons are on the diagram. */
export function highlightOf(
  network: Network,
  signal: readonly Float64Array[] | null,
  drawn: readonly number[],
  pointed: Pointed | null,
): Highlight | null {
  if (!pointed || pointed.neuron < 0 || !(pointed.neuron < drawn[pointed.layer + 1])) return null;
  const { layer, neuron, source } = pointed;
  if (layer < 0) {
    const activation = signal ? signal[0][neuron] : null;
    return { layer: 0, bundle: outOf(network.layers[0], activation, neuron, drawn[1]), term: false, over: true };
  }
  const target = network.layers[layer];
  if (source === null) {
    const bundle = into(target, signal?.[layer] ?? null, drawn[layer], neuron, MOST_INTO);
    return { layer, bundle, term: false, over: false };
  }
  if (!(source >= 0 && source < drawn[layer])) return null;
  const weight = target.weights[neuron * target.inputs + source];
  return { layer, bundle: single(source, neuron, weight), term: true, over: true };
}
