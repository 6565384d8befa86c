// What a curve or a map shows, whoever computed it: the server over the 10,000 test digits, or the browser for one
// drawing. In: a network, a Trace, what the drawing is meant to be, ranges of knobs; or a Sweep. Out: a Swept.

import type { Trace } from "../engine/forward.ts";
import { lossOf } from "../engine/losses.ts";
import { layerParameterCount, type Network } from "../engine/network.ts";
import { type Along, along, over, ownCost, slopeAlong } from "./own-loss.ts";
import type { KnobRange, Sweep } from "./state.ts";
import { valuesOf } from "./sweeps.ts";

export interface Swept extends Omit<Sweep, "correct" | "costs" | "failed"> {
  readonly costs: readonly (ArrayLike<number> | null)[];
  /** Of the 10,000: how many are answered right. */
  readonly correct: readonly (ArrayLike<number> | null)[] | null;
  /** Of one drawing: what it is answered as, along one knob. */
  readonly answers: ArrayLike<number> | null;
}

/** Values of each knob that the server is asked for: what it answers in about a tenth of a second, and in one. */
export const ASKED = { curve: 41, map: 25 } as const;
/** Values that are computed here at most, and at least, in each frame of a drawing. */
const OWN = { curve: [81, 17], map: [29, 9] } as const;
/** Multiplications that a frame has time for. */
const BUDGET = 2e6;

/** How many values of each knob are computed here: fewer, the wider the network. */
export function ownCount(network: Network, kind: keyof typeof OWN): number {
  const [most, least] = OWN[kind];
  const work = network.layers.slice(1).reduce((sum, layer) => sum + layerParameterCount(layer), 1);
  const room = kind === "curve" ? BUDGET / work : Math.sqrt(BUDGET / work);
  return Math.max(least, Math.min(most, 2 * Math.floor(room / 2) + 1));
}

/** The loss of this drawing, if it is meant to be `label`, along one knob or over two. */
export function ownSwept(network: Network, trace: Trace, label: number, knobs: readonly KnobRange[]): Swept {
  const [first, second] = knobs;
  const lines: readonly Along[] = second
    ? over(network, trace, label, [first, second], [valuesOf(first), valuesOf(second)])
    : [along(network, trace, label, first, valuesOf(first))];
  const cost = ownCost(network, trace, label);
  const slopes = knobs.map((knob) => slopeAlong(network, trace, label, knob));
  return {
    of: network,
    knobs,
    loss: lossOf(network.layers[network.layers.length - 1].activation),
    costs: lines.map((line) => line.costs),
    correct: null,
    answers: second ? null : lines[0].answers,
    cost: Number.isFinite(cost) ? cost : null,
    slopes: slopes.every((slope) => Number.isFinite(slope)) ? slopes : null,
  };
}

export function digitsSwept(sweep: Sweep): Swept {
  const { failed: _, ...swept } = sweep;
  return { ...swept, answers: null };
}
