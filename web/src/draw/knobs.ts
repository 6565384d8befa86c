// The number in hand: what it is called, where it stands in a picture, and which one is worth taking. In: a Knob, or a
// network and the Trace of a drawing. Out: words, places, a Knob.

import { numberAt, placeOf as placeIn, placesInto } from "../engine/edits.ts";
import { sourcesOf, type Trace } from "../engine/forward.ts";
import { layerParameterCount, type Network, parameterCount } from "../engine/network.ts";
import type { Bench, Knob, Target } from "../lab/bench.ts";
import type { Texts } from "../texts/texts.ts";
import { isOutput, neuronWithin, placeOf } from "./names.ts";

/** "Weight from the pixel in row 12, column 7 to neuron 3 of hidden layer 1", "Bias of neuron 3 of hidden layer 1". */
export function knobName(t: Texts, network: Network, { layer, neuron, source }: Knob): string {
  const to = neuronOf(t, network, layer, neuron);
  if (source === null) return t("touch.bias", { neuron: to });
  if (layer === 0) return t("touch.weight.pixel", { ...placeOf(source), neuron: to });
  return t("touch.weight", { source: neuronOf(t, network, layer - 1, source), neuron: to });
}

/** "neuron 3 of hidden layer 1", "output 3". */
function neuronOf(t: Texts, network: Network, layer: number, neuron: number): string {
  if (isOutput(network, layer)) return neuronWithin(t, network, layer, neuron);
  return t("touch.neuron", { neuron, layer: layer + 1 });
}

/** What a target is and how many numbers it has, with a capital where it begins a sentence. */
export function targetName(t: Texts, network: Network, target: Target): string {
  if (target.of === "number") return knobName(t, network, target);
  if (target.of === "network") return t("touch.target.network", { count: t.number(parameterCount(network)) });
  const layer = network.layers[target.layer];
  const output = isOutput(network, target.layer);
  const place = { layer: target.layer + 1, weights: t.number(layer.inputs) };
  if (target.of === "neuron") {
    const values = { ...place, neuron: target.neuron };
    return t(output ? "touch.target.output" : "touch.target.neuron", values);
  }
  const values = { ...place, count: t.number(layerParameterCount(layer)) };
  return t(output ? "touch.target.outputs" : "touch.target.layer", values);
}

/** The source whose weight to this neuron is in hand; null where another number is, or none. */
export function heldSource(knob: Knob | null, layer: number, neuron: number): number | null {
  return knob?.layer === layer && knob.neuron === neuron ? knob.source : null;
}

/** The neuron of this layer whose bias is in hand. */
export function heldBias(knob: Knob | null, layer: number): number | null {
  return knob?.layer === layer && knob.source === null ? knob.neuron : null;
}

/** The weight in hand as a cell of its layer's matrix. */
export function heldCell(knob: Knob | null, layer: number, columns: number): number | null {
  return knob?.layer === layer && knob.source !== null ? knob.neuron * columns + knob.source : null;
}

/** The weight through which most flows for this drawing, either way: of one neuron, or of the whole network. */
export function strongestOf(network: Network, trace: Trace, only: { layer: number; neuron: number } | null): Knob {
  let best: Knob = { layer: only?.layer ?? 0, neuron: only?.neuron ?? 0, source: 0 };
  let most = -1;
  for (const [layer, { weights, inputs, outputs }] of network.layers.entries()) {
    const feeding = sourcesOf(trace, layer);
    for (let place = 0; place < outputs * inputs; place++) {
      const [neuron, source] = [Math.floor(place / inputs), place % inputs];
      if (only && (layer !== only.layer || neuron !== only.neuron)) continue;
      const size = Math.abs(weights[place] * feeding[source]);
      if (size > most) [most, best] = [size, { layer, neuron, source }];
    }
  }
  return best;
}

/** The muted neurons of one layer. */
export function mutedIn(bench: Pick<Bench, "muted"> | null, layer: number): ReadonlySet<number> {
  return new Set(bench?.muted.filter((one) => one.layer === layer).map((one) => one.neuron));
}

/** Which of a neuron's weights are locked, in the order of its sources; null where none is. */
export function locksOf(locks: Uint8Array | null, inputs: number, neuron: number): Uint8Array | null {
  const own = locks?.subarray(neuron * inputs, (neuron + 1) * inputs);
  return own?.some((one) => one === 1) ? own : null;
}

/** Whether any of the target's numbers is not what a reset would make it. */
export function turnedFrom({ numbers, base }: Pick<Bench, "numbers" | "base">, target: Target): boolean {
  if (target.of === "network") return numbers !== base;
  const [now, was] = [numbers.layers[target.layer], base.layers[target.layer]];
  if (now === was || target.of === "layer") return now !== was;
  if (target.of === "number") {
    const place = placeIn(now, target.neuron, target.source);
    return numberAt(now, place) !== numberAt(was, place);
  }
  for (const place of placesInto(now, target.neuron)) if (numberAt(now, place) !== numberAt(was, place)) return true;
  return false;
}
