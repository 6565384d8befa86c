// Changes of a network's shape, as data. In go a network and the change, out comes the reshaped network, or the same
// one where the change cannot be.

import type { ActivationName } from "../engine/activations.ts";
import { normal } from "../engine/chance.ts";
import { withActivation, withHiddenLayer, withNeurons, withoutHiddenLayer, withoutNeuron } from "../engine/edits.ts";
import type { Network } from "../engine/network.ts";

export interface Neuron {
  readonly layer: number;
  readonly neuron: number;
}

interface Place extends Neuron {
  readonly source: number | null;
}

export type Structure =
  | { readonly what: "activation"; readonly layer: number; readonly activation: ActivationName }
  | { readonly what: "add neurons"; readonly layer: number; readonly count: number; readonly seed: number }
  | ({ readonly what: "remove neuron" } & Neuron)
  | {
      readonly what: "add layer";
      /** The new layer stands before this one. */
      readonly layer: number;
      readonly width: number;
      readonly activation: ActivationName;
      readonly seed: number;
    }
  | { readonly what: "remove layer"; readonly layer: number; readonly seed: number };

export const WIDEST = 256;
/** Layers, the output among them. */
export const DEEPEST = 8;

export function reshaped(network: Network, edit: Structure): Network {
  const { layers } = network;
  const layer = layers[edit.layer];
  switch (edit.what) {
    case "activation":
      return layer.activation === edit.activation ? network : withActivation(network, edit.layer, edit.activation);
    case "add neurons":
      return layer.outputs + edit.count > WIDEST
        ? network
        : withNeurons(network, edit.layer, edit.count, normal(edit.seed));
    case "remove neuron":
      return layer.outputs < 2 ? network : withoutNeuron(network, edit.layer, edit.neuron);
    case "add layer":
      return layers.length >= DEEPEST || edit.width > WIDEST
        ? network
        : withHiddenLayer(network, edit.layer, edit.width, edit.activation, normal(edit.seed));
    case "remove layer":
      return layers.length < 2 ? network : withoutHiddenLayer(network, edit.layer, normal(edit.seed));
  }
}

/** Where a number is after a change of structure; null if it went, or was made anew. */
export function movedNumber(one: Place, edit: Structure): Place | null {
  const anew = edit.what === "add layer" ? 1 : edit.what === "remove layer" ? 2 : 0;
  if (one.layer >= edit.layer && one.layer < edit.layer + anew) return null;
  const [place] = moved(one, edit);
  const [from] = one.source === null ? [null] : moved({ layer: one.layer - 1, neuron: one.source }, edit);
  if (!place || from === undefined) return null;
  return { layer: place.layer, neuron: place.neuron, source: from?.neuron ?? null };
}

/** Where a neuron is after a change of structure; nowhere, if it went. */
export function moved(one: Neuron, edit: Structure): Neuron[] {
  const { layer, neuron } = one;
  switch (edit.what) {
    case "remove neuron":
      if (layer !== edit.layer || neuron < edit.neuron) return [one];
      return neuron === edit.neuron ? [] : [{ layer, neuron: neuron - 1 }];
    case "add layer":
      return [layer < edit.layer ? one : { layer: layer + 1, neuron }];
    case "remove layer":
      if (layer === edit.layer) return [];
      return [layer < edit.layer ? one : { layer: layer - 1, neuron }];
    default:
      return [one];
  }
}
