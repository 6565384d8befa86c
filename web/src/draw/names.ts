// What layers, neurons and pixels are called: numbers in, words out, the same wherever the lab speaks of them.
// In words one counts from 1: layers, hidden neurons, rows and columns. Outputs are called by the digit they stand for.

import type { ActivationName } from "../engine/activations.ts";
import type { Network } from "../engine/network.ts";
import { SIDE } from "../lab/steps.ts";
import type { Texts } from "../texts/texts.ts";

export function isOutput(network: Network, layer: number): boolean {
  return layer === network.layers.length - 1;
}

/** "Hidden layer 2", "Output"; -1 is "Pixels". */
export function layerName(t: Texts, network: Network, layer: number): string {
  if (layer < 0) return t("zoom.pixels");
  return isOutput(network, layer) ? t("zoom.output") : t("zoom.hidden", { layer: layer + 1 });
}

/** "Neuron 3" for the one of index 2; at the output "Digit 3" for that of index 3; in layer -1 "row 12, column 7". */
export function neuronName(t: Texts, network: Network, layer: number, neuron: number): string {
  if (layer < 0) return t("zoom.pixel", { row: Math.floor(neuron / SIDE) + 1, column: (neuron % SIDE) + 1 });
  return isOutput(network, layer) ? t("zoom.digit", { neuron }) : t("zoom.neuron", { neuron: neuron + 1 });
}

/** What feeds this layer, by number: a pixel, or a neuron of the layer before. */
export function sourceName(t: Texts, network: Network, layer: number, source: number): string {
  return neuronName(t, network, layer - 1, source);
}

/** In a sum or a product: a negative number stands in brackets. */
export function bracketed(t: Texts, value: number, digits: number): string {
  const written = t.number(value, digits);
  return written.startsWith("−") ? `(${written})` : written;
}

/** An activation function as it is written in a formula. */
export const SYMBOLS: Readonly<Record<ActivationName, string>> = {
  sigmoid: "σ",
  relu: "ReLU",
  leaky_relu: "LReLU",
  tanh: "tanh",
  identity: "id",
  softmax: "softmax",
};
