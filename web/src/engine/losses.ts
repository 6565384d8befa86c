// What an answer to one image costs: in go z of the output layer, its activation's name and the label, out come the
// cost and its slope along z. Functions of z, not of the activations: exact where these have saturated, as in Python.

import { type ActivationName, activate, pull } from "./activations.ts";

export type LossName = "quadratic" | "cross-entropy";

/** The loss that goes with outputs of that activation. */
export function lossOf(output: ActivationName): LossName {
  return output === "softmax" ? "cross-entropy" : "quadratic";
}

/** Cost of one image, 0 where the answer is perfect: quadratic, the sum of squared differences from the wanted
 *  outputs; cross-entropy, in nats. Throws RangeError for a label that no output stands for, and for cross-entropy
 *  with other outputs than softmax and sigmoid. */
export function costOf(loss: LossName, output: ActivationName, z: Float64Array, label: number): number {
  check(loss, output, z, label);
  if (loss === "quadratic") return squares(activate(output, z), label);
  if (output === "softmax") return surprise(z, label);
  return z.reduce((sum, one, j) => sum + softplus(j === label ? -one : one), 0);
}

/** d cost / d z. Throws as costOf. */
export function costSlopes(loss: LossName, output: ActivationName, z: Float64Array, label: number): Float64Array {
  check(loss, output, z, label);
  const a = activate(output, z);
  const off = a.map((one, j) => one - (j === label ? 1 : 0));
  if (loss === "cross-entropy") return off;
  return pull(
    output,
    a,
    off.map((one) => 2 * one),
  );
}

function squares(a: Float64Array, label: number): number {
  return a.reduce((sum, one, j) => sum + (one - (j === label ? 1 : 0)) ** 2, 0);
}

/** -log softmax(z) at the label. */
function surprise(z: Float64Array, label: number): number {
  const largest = z.reduce((high, one) => Math.max(high, one), Number.NEGATIVE_INFINITY);
  const total = z.reduce((sum, one) => sum + Math.exp(one - largest), 0);
  return Math.log(total) - (z[label] - largest);
}

/** log(1 + exp(z)): the price of a neuron that should be dark. */
function softplus(z: number): number {
  return Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
}

function check(loss: LossName, output: ActivationName, z: Float64Array, label: number): void {
  if (!(Number.isInteger(label) && label >= 0 && label < z.length)) {
    throw new RangeError(`labels are 0 to ${z.length - 1}, one for each output; got ${label}: name one of these`);
  }
  if (loss === "cross-entropy" && output !== "softmax" && output !== "sigmoid") {
    throw new RangeError(`cross-entropy needs softmax or sigmoid outputs; got ${output}: use the quadratic loss`);
  }
}
