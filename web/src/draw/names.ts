// What layers, neurons and pixels are called: numbers in, words out, the same wherever the lab speaks of them.
// Neurons, rows and columns count from 0, as the digits do and as in Python. Hidden layers are the first, the second.

import type { ActivationName } from "../engine/activations.ts";
import type { Network } from "../engine/network.ts";
import { SIDE } from "../lab/steps.ts";
import type { Texts } from "../texts/texts.ts";

export function isOutput(network: Network, layer: number): boolean {
  return layer === network.layers.length - 1;
}

/** "Hidden layer 2", "Output", standing alone; -1 is "Pixels". */
export function layerName(t: Texts, network: Network, layer: number): string {
  if (layer < 0) return t("zoom.pixels");
  return isOutput(network, layer) ? t("zoom.output") : t("zoom.hidden", { layer: layer + 1 });
}

/** How much room a name has. */
export type Room = "wide" | "narrow" | "tiny";

/** "hidden layer 2", "output", within a sentence or a picture. */
export function layerWithin(t: Texts, network: Network, layer: number, room: Room = "wide"): string {
  if (isOutput(network, layer)) return t(room === "tiny" ? "network.output.short" : "network.output");
  if (room === "tiny") return t.number(layer + 1);
  return t(room === "narrow" ? "network.hidden.short" : "network.hidden", { number: layer + 1 });
}

/** "Neuron 3" for the one of index 3; at the output "Digit 3"; in layer -1 "row 12, column 7". */
export function neuronName(t: Texts, network: Network, layer: number, neuron: number): string {
  if (layer < 0) return t("zoom.pixel", placeOf(neuron));
  return t(isOutput(network, layer) ? "zoom.digit" : "zoom.neuron", { neuron });
}

/** "hidden layer 2, neuron 3", "output 3". */
export function neuronWithin(t: Texts, network: Network, layer: number, neuron: number): string {
  if (isOutput(network, layer)) return t("network.output.name", { number: neuron });
  return t("network.neuron.name", { layer: layerWithin(t, network, layer), number: neuron });
}

/** "pixel, row 12, column 7". */
export function pixelName(t: Texts, pixel: number, columns: number = SIDE): string {
  return t("network.pixel.name", placeOf(pixel, columns));
}

/** Where a pixel is in its picture. */
export function placeOf(pixel: number, columns: number = SIDE): { row: number; column: number } {
  return { row: Math.floor(pixel / columns), column: pixel % columns };
}

/** What feeds this layer, by number: a pixel, or a neuron of the layer before. */
export function sourceName(t: Texts, network: Network, layer: number, source: number): string {
  return neuronName(t, network, layer - 1, source);
}

/** All that feeds a layer: "784 pixels", or the name of the layer before. */
export function feederName(t: Texts, network: Network, layer: number): string {
  if (layer > 0) return layerWithin(t, network, layer - 1);
  return t("network.pixels", { count: t.number(network.layers[0].inputs) });
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
