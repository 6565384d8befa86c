// The network itself: frozen layers in a row. In go weights and biases; out come its measures and edited copies.
// Row j of the weights belongs to neuron j, as in a' = f(W a + b).
import type { ActivationName } from "./activations.ts";

export interface Layer {
  /** Row by row, outputs x inputs: the weight from source i to neuron j is weights[j * inputs + i]. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: ActivationName;
}

export interface Network {
  readonly layers: readonly Layer[];
}

/** A layer whose measures come from its bias and weights. Throws RangeError where they do not fit each other. */
export function layerOf(weights: Float32Array, bias: Float32Array, activation: ActivationName): Layer {
  const outputs = bias.length;
  const inputs = weights.length / outputs;
  if (outputs === 0 || inputs === 0 || !Number.isInteger(inputs)) {
    throw new RangeError(
      `a layer has as many weights for each of its ${outputs} biases; got ${weights.length}: give whole rows`,
    );
  }
  return { weights, bias, inputs, outputs, activation };
}

/** Neurons a layer, the inputs first: [784, 16, 16, 10]. */
export function widths(network: Network): number[] {
  const first = network.layers[0];
  return first ? [first.inputs, ...network.layers.map((layer) => layer.outputs)] : [];
}

/** Weights and biases of one layer together. */
export function layerParameterCount(layer: Layer): number {
  return layer.weights.length + layer.bias.length;
}

/** Weights and biases of all layers together: 13,002 for the lesson's network. */
export function parameterCount(network: Network): number {
  return network.layers.reduce((sum, layer) => sum + layerParameterCount(layer), 0);
}

/** Whether both have the same layers with the same numbers, bit for bit. */
export function sameNetwork(one: Network, other: Network): boolean {
  if (one === other) return true;
  return (
    one.layers.length === other.layers.length &&
    one.layers.every((layer, index) => sameLayer(layer, other.layers[index]))
  );
}

export function sameLayer(one: Layer, other: Layer): boolean {
  if (one === other) return true;
  return (
    one.activation === other.activation && sameNumbers(one.weights, other.weights) && sameNumbers(one.bias, other.bias)
  );
}

function sameNumbers(one: Float32Array, other: Float32Array): boolean {
  return one.length === other.length && one.every((number, place) => Object.is(number, other[place]));
}

/** The weights into one neuron, a view and no copy. */
export function rowOf(layer: Layer, neuron: number): Float32Array {
  return layer.weights.subarray(neuron * layer.inputs, (neuron + 1) * layer.inputs);
}
