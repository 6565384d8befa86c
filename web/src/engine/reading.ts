// From the output's weighted sums to an answer: in go z and the temperature, out come digit, confidence, runner-up.
import { softmax } from "./activations.ts";

export interface Reading {
  /** Classes by z, the largest first; of equal ones the lower number first. Empty where there is no answer. */
  readonly order: readonly number[];
  /** softmax(z / temperature), by class. All 0 where there is no answer. */
  readonly probabilities: Float64Array;
  readonly digit: number | null;
  readonly confidence: number;
  readonly runnerUp: number | null;
  readonly runnerUpConfidence: number;
  /** Why there is no digit. */
  readonly reason: "OVERFLOW" | null;
}

/** Confidence means something only under the temperature that came with the network; 1 changes nothing. */
export function reading(z: Float64Array, temperature = 1): Reading {
  if (!(temperature > 0 && temperature < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`a temperature is finite and above 0; got ${temperature}: 1 changes nothing`);
  }
  // Beyond single precision the networks of the command line overflow; the lab must not know better than they.
  if (!z.every((one) => Number.isFinite(Math.fround(one)))) return unread(z.length);
  const order = Array.from(z.keys()).sort((left, right) => z[right] - z[left] || left - right);
  const largest = z[order[0]];
  const probabilities = softmax(z.map((one) => (one - largest) / temperature));
  const [digit = null, runnerUp = null] = order;
  return {
    order,
    probabilities,
    digit,
    confidence: digit === null ? 0 : probabilities[digit],
    runnerUp,
    runnerUpConfidence: runnerUp === null ? 0 : probabilities[runnerUp],
    reason: null,
  };
}

function unread(classes: number): Reading {
  return {
    order: [],
    probabilities: new Float64Array(classes),
    digit: null,
    confidence: 0,
    runnerUp: null,
    runnerUpConfidence: 0,
    reason: "OVERFLOW",
  };
}
