// A network with some of its numbers, or its shape, changed: in go a network and the change, out comes a new network
// that shares every layer that stayed the same. Nothing here changes what it was given.

import type { ActivationName } from "./activations.ts";
import { type Layer, layerOf, type Network } from "./network.ts";

/** A layer's numbers in one row: weights row by row, then the bias; this is the place of one of them. */
export function placeOf(layer: Layer, neuron: number, source: number | null): number {
  return source === null ? layer.weights.length + neuron : neuron * layer.inputs + source;
}

/** The number at a place of a layer. */
export function numberAt(layer: Layer, place: number): number {
  const { weights, bias } = layer;
  return place < weights.length ? weights[place] : bias[place - weights.length];
}

/** The network in which every number of the layer at these places is what `value` makes of it. The same network where
 *  nothing differs. */
export function withNumbers(
  network: Network,
  layer: number,
  places: Iterable<number>,
  value: (now: number, place: number) => number,
): Network {
  const before = network.layers[layer];
  const [weights, bias] = [before.weights.slice(), before.bias.slice()];
  let differs = false;
  for (const place of places) {
    const [part, at] = place < weights.length ? [weights, place] : [bias, place - weights.length];
    const now = part[at];
    part[at] = value(now, place);
    differs ||= !Object.is(part[at], now);
  }
  return differs ? withLayer(network, layer, { ...before, weights, bias }) : network;
}

export function withLayer(network: Network, index: number, layer: Layer): Network {
  return { layers: network.layers.with(index, layer) };
}

/** The places of every weight into one neuron, and of its bias. */
export function* placesInto(layer: Layer, neuron: number): Generator<number> {
  for (let source = 0; source < layer.inputs; source++) yield neuron * layer.inputs + source;
  yield layer.weights.length + neuron;
}

/** The network in which these neurons of a hidden layer send nothing: every weight that leaves them is 0. */
export function muted(network: Network, layer: number, ...neurons: number[]): Network {
  const next = network.layers[layer + 1];
  if (!next) throw new RangeError("an output neuron sends nothing on: mute a hidden one");
  return withNumbers(network, layer + 1, placesFrom(next, neurons), () => 0);
}

function* placesFrom(next: Layer, neurons: readonly number[]): Generator<number> {
  for (let to = 0; to < next.outputs; to++) for (const neuron of neurons) yield to * next.inputs + neuron;
}

/** A hidden layer's function, or the output's (softmax is for the output alone). */
export function withActivation(network: Network, index: number, activation: ActivationName): Network {
  if (activation === "softmax" && index < network.layers.length - 1) {
    throw new RangeError("softmax is for the output layer: choose sigmoid or relu");
  }
  return withLayer(network, index, { ...network.layers[index], activation });
}

/** More neurons at the end of a hidden layer. They start with random weights, send nothing yet, and so change nothing.
 *  normal: random numbers of the standard normal distribution. */
export function withNeurons(network: Network, index: number, count: number, normal: () => number): Network {
  const [layer, next] = [network.layers[index], hiddenBefore(network, index)];
  const outputs = layer.outputs + count;
  const more = Float32Array.from(
    { length: count * layer.inputs },
    () => normal() * spread(layer.inputs, layer.outputs + count),
  );
  const grown = layerOf(joined(layer.weights, more), joined(layer.bias, new Float32Array(count)), layer.activation);
  const after = new Float32Array(next.outputs * outputs);
  for (let to = 0; to < next.outputs; to++) {
    after.set(next.weights.subarray(to * next.inputs, (to + 1) * next.inputs), to * outputs);
  }
  return { layers: network.layers.with(index, grown).with(index + 1, layerOf(after, next.bias, next.activation)) };
}

/** One hidden neuron fewer, with all that leaves it. */
export function withoutNeuron(network: Network, index: number, neuron: number): Network {
  const [layer, next] = [network.layers[index], hiddenBefore(network, index)];
  if (layer.outputs === 1) throw new RangeError("a layer has at least one neuron: remove the layer instead");
  const weights = layer.weights.filter((_, place) => Math.floor(place / layer.inputs) !== neuron);
  const bias = layer.bias.filter((_, one) => one !== neuron);
  const after = next.weights.filter((_, place) => place % next.inputs !== neuron);
  return {
    layers: network.layers
      .with(index, layerOf(weights, bias, layer.activation))
      .with(index + 1, layerOf(after, next.bias, next.activation)),
  };
}

/** One hidden layer more, before layer `index`: random weights into it and out of it. */
export function withHiddenLayer(
  network: Network,
  index: number,
  width: number,
  activation: ActivationName,
  normal: () => number,
): Network {
  const next = network.layers[index];
  const made = randomLayer(next.inputs, width, activation, normal);
  return {
    layers: network.layers.toSpliced(index, 1, made, randomLayer(width, next.outputs, next.activation, normal)),
  };
}

/** One hidden layer fewer; the layer after it gets new random weights. */
export function withoutHiddenLayer(network: Network, index: number, normal: () => number): Network {
  const [layer, next] = [network.layers[index], hiddenBefore(network, index)];
  return {
    layers: network.layers.toSpliced(index, 2, randomLayer(layer.inputs, next.outputs, next.activation, normal)),
  };
}

/** Standard deviation of a layer's random weights. Source: Glorot and Bengio 2010, equation 12. */
export function spread(inputs: number, outputs: number): number {
  return Math.sqrt(2 / (inputs + outputs));
}

function randomLayer(inputs: number, outputs: number, activation: ActivationName, normal: () => number): Layer {
  const weights = Float32Array.from({ length: outputs * inputs }, () => normal() * spread(inputs, outputs));
  return layerOf(weights, new Float32Array(outputs), activation);
}

/** The layer that a hidden layer feeds. */
function hiddenBefore(network: Network, index: number): Layer {
  const next = network.layers[index + 1];
  if (!next || index < 0) throw new RangeError("the output layer keeps its neurons: choose a hidden layer");
  return next;
}

function joined(one: Float32Array, other: Float32Array): Float32Array {
  const both = new Float32Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
