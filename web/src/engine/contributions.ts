// Why a neuron is as bright as it is: in go a network and the Trace of one drawing, out come the exact terms of
// its weighted sum, of the difference between two answers, and the slopes of the sum along the pixels.
import { pull } from "./activations.ts";
import { sourcesOf, type Trace } from "./forward.ts";
import { type Layer, type Network, rowOf } from "./network.ts";

/** z = sum of the terms + bias, to rounding. */
export interface Contributions {
  readonly layer: number;
  readonly neuron: number;
  /** w_i a_i of each source i: a pixel in layer 0, else a neuron of the layer before. */
  readonly terms: Float64Array;
  readonly bias: number;
  readonly z: number;
  /** Every source, the largest |term| first; of equal ones the lower number first. */
  readonly order: Int32Array;
}

/** z_this - z_than = sum of the terms + bias, to rounding: "4 rather than 9", exactly. */
export interface Rather {
  readonly this: number;
  readonly than: number;
  /** (w_this,i - w_than,i) a_i of each neuron i of the last hidden layer. */
  readonly terms: Float64Array;
  /** b_this - b_than. */
  readonly bias: number;
  /** z_this - z_than. */
  readonly difference: number;
  readonly order: Int32Array;
}

/** The exact terms of one neuron's z. Layer 0 is the first hidden layer. */
export function contributions(network: Network, trace: Trace, layer: number, neuron: number): Contributions {
  const place = layerAt(network, layer, [neuron]);
  const a = sourcesOf(trace, layer);
  const row = rowOf(place, neuron);
  const terms = Float64Array.from(a, (one, i) => row[i] * one);
  const z = trace.preActivations[layer][neuron];
  return { layer, neuron, terms, bias: place.bias[neuron], z, order: largestFirst(terms) };
}

/** Why `chosen` beats `than` at the output (or does not: the difference is negative then). */
export function rather(network: Network, trace: Trace, chosen: number, than: number): Rather {
  const last = network.layers.length - 1;
  const output = layerAt(network, last, [chosen, than]);
  const [mine, theirs] = [rowOf(output, chosen), rowOf(output, than)];
  const terms = Float64Array.from(sourcesOf(trace, last), (one, i) => (mine[i] - theirs[i]) * one);
  const z = trace.preActivations[last];
  return {
    this: chosen,
    than,
    terms,
    bias: output.bias[chosen] - output.bias[than],
    difference: z[chosen] - z[than],
    order: largestFirst(terms),
  };
}

/**
 * dz/dpixels of one neuron at this drawing: exact as a gradient, and only a linear approximation around this drawing
 * of what other pixels would do (in layer 0 it is the weights themselves and holds everywhere).
 */
export function slopes(network: Network, trace: Trace, layer: number, neuron: number): Float64Array {
  let upstream: Float64Array = Float64Array.from(rowOf(layerAt(network, layer, [neuron]), neuron));
  for (let index = layer - 1; index >= 0; index--) {
    const before = network.layers[index];
    upstream = sumOfRows(before, pull(before.activation, trace.activations[index], upstream));
  }
  return upstream;
}

/** Slopes with respect to the z of a layer, pulled back through its weights to what feeds it. */
export function sumOfRows(layer: Layer, shares: Float64Array): Float64Array {
  const sum = new Float64Array(layer.inputs);
  for (let j = 0; j < layer.outputs; j++) {
    const share = shares[j];
    const row = j * layer.inputs;
    if (share !== 0) for (let i = 0; i < layer.inputs; i++) sum[i] += share * layer.weights[row + i];
  }
  return sum;
}

function largestFirst(terms: Float64Array): Int32Array {
  return Int32Array.from(terms.keys()).sort((i, j) => Math.abs(terms[j]) - Math.abs(terms[i]) || i - j);
}

function layerAt(network: Network, layer: number, neurons: readonly number[]): Layer {
  const found = network.layers[layer];
  if (!found) throw new RangeError(`layers are 0 to ${network.layers.length - 1}; got ${layer}: count from 0`);
  for (const neuron of neurons) {
    if (!(Number.isInteger(neuron) && neuron >= 0 && neuron < found.outputs)) {
      throw new RangeError(`neurons of layer ${layer} are 0 to ${found.outputs - 1}; got ${neuron}: count from 0`);
    }
  }
  return found;
}
