// Layers, neurons and single numbers as short texts, and back: "0" is the first layer after the pixels, "0.3" its
// neuron 3, "0.3.120" that one's weight from pixel 120, "0.3.bias" its bias. Whether a network has such a place is
// asked apart, as the text is read before the network is there.

import type { Network } from "../../engine/network.ts";
import type { Focus, Knob, Neuron, Target } from "../state.ts";
import { wrong } from "./unreadable.ts";

const INDEX = /^(0|[1-9]\d{0,6})$/;
const BIAS = "bias";
const NEURON = "a layer and a neuron, as in 0.3";

export function focusText(focus: Focus): string | null {
  if (focus.level === "network") return null;
  return focus.level === "layer" ? String(focus.layer) : `${focus.layer}.${focus.neuron}`;
}

export function focusOf(text: string, what: string): Focus {
  const [layer, neuron] = indices(text, what, [1, 2], `a layer, or ${NEURON}`);
  return neuron === undefined ? { level: "layer", layer } : { level: "neuron", layer, neuron };
}

export function knobText({ layer, neuron, source }: Knob): string {
  return `${layer}.${neuron}.${source ?? BIAS}`;
}

export function knobOf(text: string, what: string): Knob {
  const asked = "a layer, a neuron and a source, as in 0.3.120 or 0.3.bias";
  const isBias = text.endsWith(`.${BIAS}`);
  const [layer, neuron, source] = isBias
    ? indices(text.slice(0, -BIAS.length - 1), what, [2], asked)
    : indices(text, what, [3], asked);
  return { layer, neuron, source: isBias ? null : source };
}

export function neuronText({ layer, neuron }: Neuron): string {
  return `${layer}.${neuron}`;
}

export function neuronOf(text: string, what: string): Neuron {
  const [layer, neuron] = indices(text, what, [2], NEURON);
  return { layer, neuron };
}

/** A layer, a neuron or a single number. */
export function targetOf(text: string, what: string): Exclude<Target, { of: "network" }> {
  const parts = text.split(".").length;
  if (parts === 3) return { of: "number", ...knobOf(text, what) };
  if (parts === 2) return { of: "neuron", ...neuronOf(text, what) };
  const [layer] = indices(text, what, [1], `a layer, ${NEURON}, or a number, as in 0.3.120`);
  return { of: "layer", layer };
}

/** Several of them, none twice. An empty text is none of them. */
export function listOf<Place>(text: string, what: string, one: (text: string, what: string) => Place): Place[] {
  if (text === "") return [];
  const texts = text.split(",");
  if (new Set(texts).size < texts.length) throw wrong(what, "each of them once", text);
  return texts.map((part) => one(part, what));
}

/** Throws Unreadable where the network has no such place. */
export function checkPlace(network: Network, place: Partial<Knob>, what: string): void {
  const layer = network.layers[place.layer ?? 0];
  if (!layer) throw wrong(what, `a layer of this network, 0 to ${network.layers.length - 1}`, place.layer);
  if ((place.neuron ?? 0) >= layer.outputs) {
    throw wrong(what, `a neuron of layer ${place.layer}, 0 to ${layer.outputs - 1}`, place.neuron);
  }
  if ((place.source ?? 0) >= layer.inputs) {
    throw wrong(what, `a source of layer ${place.layer}, 0 to ${layer.inputs - 1}`, place.source);
  }
}

function indices(text: string, what: string, counts: readonly number[], asked: string): number[] {
  const parts = text.split(".");
  if (!counts.includes(parts.length) || !parts.every((part) => INDEX.test(part))) throw wrong(what, asked, text);
  return parts.map(Number);
}
