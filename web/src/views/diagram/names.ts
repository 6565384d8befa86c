// What the parts of a network are called. In: layer and neuron, counted from 0. Out: the words a reader sees.
// Layers and hidden neurons are counted from 1 in words; outputs are called by the digit they stand for.

import type { Network } from "../../engine/network.ts";
import type { Texts } from "../../texts/texts.ts";

/** How much room a name has. */
export type Room = "wide" | "narrow" | "tiny";

export function layerName(t: Texts, network: Network, layer: number, room: Room = "wide"): string {
  const last = layer === network.layers.length - 1;
  if (last) return t(room === "tiny" ? "network.output.short" : "network.output");
  if (room === "tiny") return t.number(layer + 1);
  return t(room === "narrow" ? "network.hidden.short" : "network.hidden", { number: layer + 1 });
}

export function neuronName(t: Texts, network: Network, layer: number, neuron: number): string {
  if (layer === network.layers.length - 1) return t("network.output.name", { number: neuron });
  return t("network.neuron.name", { layer: layerName(t, network, layer), number: neuron + 1 });
}

export function pixelName(t: Texts, pixel: number, columns: number): string {
  return t("network.pixel.name", { row: Math.floor(pixel / columns) + 1, column: (pixel % columns) + 1 });
}

/** What feeds a layer: "784 pixels", or the name of the layer before. */
export function sourceName(t: Texts, network: Network, layer: number): string {
  if (layer > 0) return layerName(t, network, layer - 1);
  return t("network.pixels", { count: t.number(network.layers[0].inputs) });
}
