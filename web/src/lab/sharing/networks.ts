// Which networks the lab can show. In: the bytes of a network file, of anyone. Out: the network and its temperature, if
// it is one of those; else NetworkFileError.

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
