// Activation functions: in go weighted sums z of one layer, out come its activations a, and back the slopes.
// Stable for any z: nothing overflows, and what is nearly 0 stays a normal number, as in the engine in Python.

export const LEAK = 0.01;

export const ACTIVATION_NAMES = ["sigmoid", "relu", "leaky_relu", "tanh", "identity", "softmax"] as const;
export type ActivationName = (typeof ACTIVATION_NAMES)[number];

/** A function of one number: its value at z, and its slope where its value is a. */
export interface Curve {
  readonly value: (z: number) => number;
  readonly slope: (a: number) => number;
}

// The square root of the least normal number, so that a product of two such values is still normal.
const LOWEST = Math.log(2 ** -1022) / 2;

function raised(z: number): number {
  return Math.exp(Math.max(z, LOWEST));
}

function sigmoid(z: number): number {
  const small = raised(-Math.abs(z));
  return (z >= 0 ? 1 : small) / (1 + small);
}

const CURVES: Readonly<Record<Exclude<ActivationName, "softmax">, Curve>> = {
  sigmoid: { value: sigmoid, slope: (a) => a * (1 - a) },
  relu: { value: (z) => Math.max(z, 0), slope: (a) => (a > 0 ? 1 : 0) },
  leaky_relu: { value: (z) => (z > 0 ? z : z * LEAK), slope: (a) => (a > 0 ? 1 : LEAK) },
  tanh: { value: Math.tanh, slope: (a) => 1 - a * a },
  identity: { value: (z) => z, slope: () => 1 },
};

export function isActivationName(name: unknown): name is ActivationName {
  return ACTIVATION_NAMES.some((known) => known === name);
}

/** The function as a curve over one z; null for softmax, whose value hangs on the whole layer. */
export function curveOf(name: ActivationName): Curve | null {
  return name === "softmax" ? null : CURVES[name];
}

/** exp(z_j) / sum of exp(z_k): non-negative, sums to 1. */
export function softmax(z: Float64Array): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (const one of z) largest = Math.max(largest, one);
  const chances = z.map((one) => raised(one - largest));
  const total = chances.reduce((sum, one) => sum + one, 0);
  return chances.map((one) => one / total);
}

/** a = f(z) of a whole layer. */
export function activate(name: ActivationName, z: Float64Array): Float64Array {
  return name === "softmax" ? softmax(z) : z.map(CURVES[name].value);
}

/** da/dz of each neuron by itself, from its activations; for softmax the diagonal, a (1 - a). */
export function slopesOf(name: ActivationName, a: Float64Array): Float64Array {
  return a.map(name === "softmax" ? CURVES.sigmoid.slope : CURVES[name].slope);
}

/** `upstream`, slopes with respect to a, pulled back to z: the whole Jacobian for softmax. */
export function pull(name: ActivationName, a: Float64Array, upstream: Float64Array): Float64Array {
  if (name === "softmax") {
    const mean = a.reduce((sum, one, j) => sum + one * upstream[j], 0);
    return a.map((one, j) => one * (upstream[j] - mean));
  }
  const { slope } = CURVES[name];
  return a.map((one, j) => upstream[j] * slope(one));
}
