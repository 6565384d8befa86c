// The loss of one drawing while a knob is turned, or two, computed here at once. In: a network, its Trace of the
// drawing, what the drawing is meant to be, a knob. Out: the loss and the answer for each value of the knob, and the
// exact slope by backpropagation for that one number. The 10,000 test digits are the server's (lab/sweeps.ts).

import { activate, pull } from "../engine/activations.ts";
import { sumOfRows } from "../engine/contributions.ts";
import { numberAt, placeOf, withNumbers } from "../engine/edits.ts";
import { forward, sourcesOf, type Trace } from "../engine/forward.ts";
import { costOf, costSlopes, lossOf } from "../engine/losses.ts";
import type { Layer, Network } from "../engine/network.ts";
import type { Knob } from "./bench.ts";

/** What stands for an answer where the outputs are no numbers. */
export const NO_ANSWER = -1;

export interface Along {
  /** NaN where the outputs are not finite. */
  readonly costs: Float64Array;
  /** Which output is the largest; NO_ANSWER where they are not finite. */
  readonly answers: Int16Array;
}

/** Where the knob stands in this network. */
export function numberOf(network: Network, { layer, neuron, source }: Knob): number {
  return numberAt(network.layers[layer], placeOf(network.layers[layer], neuron, source));
}

/** The loss of this drawing as it is. */
export function ownCost(network: Network, trace: Trace, label: number): number {
  return judged(network, trace.preActivations[network.layers.length - 1], label).cost;
}

/** For each value that the knob takes, all else as it is. Only that neuron's z moves, and the layers after it. */
export function along(network: Network, trace: Trace, label: number, knob: Knob, values: ArrayLike<number>): Along {
  const outputs = outputsAlong(network, trace, knob);
  const found = Array.from(values, (value) => judged(network, outputs(value), label));
  return {
    costs: Float64Array.from(found, ({ cost }) => cost),
    answers: Int16Array.from(found, ({ answer }) => answer),
  };
}

/** The same for two knobs: a line for each value of the first, along the second. */
export function over(
  network: Network,
  trace: Trace,
  label: number,
  knobs: readonly [Knob, Knob],
  values: readonly [ArrayLike<number>, ArrayLike<number>],
): Along[] {
  const [first, second] = knobs;
  const place = placeOf(network.layers[first.layer], first.neuron, first.source);
  return Array.from(values[0], (value) => {
    const turned = withNumbers(network, first.layer, [place], () => value);
    return along(turned, forward(turned, trace.pixels), label, second, values[1]);
  });
}

/** d loss / d knob where it stands. */
export function slopeAlong(network: Network, trace: Trace, label: number, knob: Knob): number {
  const last = network.layers.length - 1;
  const output = network.layers[last].activation;
  let upstream = costSlopes(lossOf(output), output, trace.preActivations[last], label);
  for (let index = last; index > knob.layer; index--) {
    const before = network.layers[index - 1].activation;
    upstream = pull(before, trace.activations[index - 1], sumOfRows(network.layers[index], upstream));
  }
  return upstream[knob.neuron] * pushOf(trace, knob);
}

/** dz / d knob of its neuron: what a weight is multiplied with, 1 for a bias. */
function pushOf(trace: Trace, { layer, source }: Knob): number {
  return source === null ? 1 : sourcesOf(trace, layer)[source];
}

/** The function from the knob's value to z of the outputs. What it gives is good until it is called again: a map has a
 *  thousand values, and makes no thousand arrays. */
function outputsAlong(network: Network, trace: Trace, knob: Knob): (value: number) => Float64Array {
  const push = pushOf(trace, knob);
  const now = numberOf(network, knob);
  const still = trace.preActivations[network.layers.length - 1];
  const z = trace.preActivations[knob.layer].slice();
  const from = z[knob.neuron];
  const onwards = passFrom(network, knob.layer);
  return (value) => {
    if (push === 0 || value === now) return still;
    z[knob.neuron] = from + (value - now) * push;
    return onwards(z);
  };
}

/** The forward pass from z of a layer on, to z of the outputs. */
function passFrom(network: Network, layer: number): (z: Float64Array) => Float64Array {
  const next = network.layers[layer + 1];
  if (!next) return (z) => z;
  const { activation } = network.layers[layer];
  const sums = new Float64Array(next.outputs);
  const onwards = passFrom(network, layer + 1);
  return (z) => {
    weigh(next, activate(activation, z), sums);
    return onwards(sums);
  };
}

function weigh({ weights, bias, inputs, outputs }: Layer, a: Float64Array, sums: Float64Array): void {
  for (let j = 0, place = 0; j < outputs; j++) {
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += weights[place++] * a[i];
    sums[j] = sum + bias[j];
  }
}

function judged(network: Network, z: Float64Array, label: number): { cost: number; answer: number } {
  const { activation } = network.layers[network.layers.length - 1];
  // Beyond single precision the reading has no answer either.
  if (!z.every((one) => Number.isFinite(Math.fround(one)))) return { cost: Number.NaN, answer: NO_ANSWER };
  const cost = costOf(lossOf(activation), activation, z, label);
  return { cost: Number.isFinite(cost) ? cost : Number.NaN, answer: z.indexOf(Math.max(...z)) };
}
