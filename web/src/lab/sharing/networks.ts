// Networks within a file that is shared. In: the bytes of a network file, of anyone. Out: the network, if the lab can
// show it; else NetworkFileError.

import type { Network } from "../../engine/network.ts";
import { NetworkFileError, readNetworkFile } from "../../engine/safetensors.ts";

const INPUTS = 784;
const OUTPUTS = { least: 2, most: 64 };

export function shownNetwork(file: ArrayBuffer): { readonly network: Network; readonly temperature: number } {
  const { network, temperature } = readNetworkFile(file);
  const [inputs, outputs] = [network.layers[0].inputs, network.layers[network.layers.length - 1].outputs];
  if (inputs !== INPUTS || outputs < OUTPUTS.least || outputs > OUTPUTS.most) {
    throw new NetworkFileError(`the network goes from ${inputs} to ${outputs}`, "MODEL_ARCHITECTURE");
  }
  return { network, temperature };
}

/** Whether both have the same shape and the same numbers, bit for bit. */
export function sameNetwork(one: Network, other: Network): boolean {
  return (
    one === other ||
    (one.layers.length === other.layers.length &&
      one.layers.every((layer, index) => {
        const { weights, bias, activation } = other.layers[index];
        return layer.activation === activation && sameNumbers(layer.weights, weights) && sameNumbers(layer.bias, bias);
      }))
  );
}

function sameNumbers(one: Float32Array, other: Float32Array): boolean {
  return one.length === other.length && one.every((number, place) => Object.is(number, other[place]));
}
