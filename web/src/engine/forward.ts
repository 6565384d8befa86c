// The forward pass: pixels in, every number on the way through the layers out, in double precision.
// Inputs that are 0 (most pixels of a drawing) cost nothing.
import { activate } from "./activations.ts";
import type { Layer, Network } from "./network.ts";

/** Every number of one pass. Index 0 is the first hidden layer, the last one the output. */
export interface Trace {
  readonly pixels: Float64Array;
  /** z of each layer. */
  readonly preActivations: readonly Float64Array[];
  /** a = f(z) of each layer. */
  readonly activations: readonly Float64Array[];
}

/** Throws RangeError where the pixels are not as many as the network has inputs. */
export function forward(network: Network, pixels: Float32Array | Float64Array): Trace {
  const inputs = network.layers[0]?.inputs ?? 0;
  if (pixels.length !== inputs) {
    throw new RangeError(`this network takes ${inputs} pixels; got ${pixels.length}: see prepareInk`);
  }
  const first = Float64Array.from(pixels);
  const preActivations: Float64Array[] = [];
  const activations: Float64Array[] = [];
  let a: Float64Array = first;
  for (const layer of network.layers) {
    const z = weightedSums(layer, a);
    a = activate(layer.activation, z);
    preActivations.push(z);
    activations.push(a);
  }
  return { pixels: first, preActivations, activations };
}

/** What feeds a layer in this trace: the pixels, or the activations of the layer before. */
export function sourcesOf(trace: Trace, layer: number): Float64Array {
  return layer === 0 ? trace.pixels : trace.activations[layer - 1];
}

function weightedSums(layer: Layer, a: Float64Array): Float64Array {
  const lit = new Int32Array(a.length);
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== 0) lit[count++] = i;
  const { weights, bias, inputs, outputs } = layer;
  const z = new Float64Array(outputs);
  for (let j = 0; j < outputs; j++) {
    const row = j * inputs;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const i = lit[k];
      sum += weights[row + i] * a[i];
    }
    z[j] = sum + bias[j];
  }
  return z;
}
