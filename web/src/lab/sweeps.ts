// Knobs and the ranges that they are swept through. In: where a knob stands, how far one wants to look, networks.
// Out: ranges that hold still while the knob moves within them, their values, and whether a sweep still holds.

import { placeOf } from "../engine/edits.ts";
import type { Layer, Network } from "../engine/network.ts";
import { type Knob, LIMIT } from "./bench.ts";
import type { KnobRange, Sweep } from "./state.ts";

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Half of the narrowest and of the widest range. */
const NARROWEST = 0.01;
const WIDEST = LIMIT / 2;

/** So many steps wider (or, below 0, narrower) on the ladder 1, 2, 5, 10, 20 ...; reach: half a range. */
export function stepped(reach: number, steps: number): number {
  const power = Math.floor(Math.log10(reach) + 1e-9);
  const rung = 3 * power + [1, 2, 5].findLastIndex((one) => one * 10 ** power <= reach * (1 + 1e-9)) + steps;
  const [above, first] = [Math.floor(rung / 3), [1, 2, 5][((rung % 3) + 3) % 3]];
  return Math.max(NARROWEST, Math.min(WIDEST, Number(`${first}e${above}`)));
}

/** The range of this reach around a value: with 0 in its middle, or a multiple of the reach, so that ticks are round.
 *  Never beyond what a number may be. */
export function rangeAround(value: number, reach: number): Range {
  const farthest = Math.floor(LIMIT / reach - 1) * reach;
  const steps = Math.abs(value) <= 0.9 * reach ? 0 : Math.round(value / reach);
  const middle = Math.max(-farthest, Math.min(farthest, steps * reach));
  return { low: Math.max(-LIMIT, middle - reach), high: Math.min(LIMIT, middle + reach) }; // but for rounding it is so
}

/** Remembers the range of the knob in hand, so that it holds still while the knob moves. */
export class StillRange {
  #knob: Knob | null = null;
  #range: Range | null = null;
  #steps = 0;

  /** usual: half the range; steps: how much wider, or narrower, it shall be. */
  of(knob: Knob, value: number, usual: number, steps: number): Range {
    const before = sameKnob(knob, this.#knob) ? this.#range : null;
    const inside = before !== null && steps === this.#steps && value >= before.low && value <= before.high;
    if (!inside) this.#range = rangeAround(value, stepped(usual, steps));
    this.#knob = knob;
    this.#steps = steps;
    return this.#range ?? rangeAround(value, usual);
  }
}

/** The values of a sweep, `count` equal steps from low to high. */
export function valuesOf({ low, high, count }: Pick<KnobRange, "low" | "high" | "count">): Float64Array {
  return Float64Array.from({ length: count }, (_, step) => low + (step * (high - low)) / (count - 1));
}

export function sameKnob(one: Knob | null, other: Knob | null): boolean {
  if (one === null || other === null) return one === other;
  return one.layer === other.layer && one.neuron === other.neuron && one.source === other.source;
}

/** Whether the sweep is what a sweep of this network through these ranges would be: turning the very knobs that were
 *  swept changes nothing of it. */
export function holds(sweep: Pick<Sweep, "of" | "knobs">, network: Network, ranges: readonly KnobRange[]): boolean {
  return (
    sweep.knobs.length === ranges.length &&
    sweep.knobs.every((knob, index) => sameRange(knob, ranges[index])) &&
    holdsFor(sweep, network)
  );
}

/** Whether nothing of the network changed since but the knobs that were swept. */
export function holdsFor(sweep: Pick<Sweep, "of" | "knobs">, network: Network): boolean {
  return alikeBut(sweep.of, network, sweep.knobs);
}

/** Whether every line came. */
export function isComplete(sweep: { readonly costs: readonly unknown[] }): boolean {
  return sweep.costs.every((line) => line !== null);
}

/** Whether the two networks are alike in all but these numbers. */
export function alikeBut(one: Network, other: Network, knobs: readonly Knob[]): boolean {
  if (one === other) return true;
  if (one.layers.length !== other.layers.length) return false;
  return one.layers.every((layer, index) => {
    const places = knobs.filter((knob) => knob.layer === index);
    return alike(layer, other.layers[index], places);
  });
}

function alike(one: Layer, other: Layer, knobs: readonly Knob[]): boolean {
  if (one === other) return true;
  if (one.inputs !== other.inputs || one.outputs !== other.outputs || one.activation !== other.activation) return false;
  const free = new Set(knobs.map(({ neuron, source }) => placeOf(one, neuron, source)));
  const weights = one.weights.length;
  return (
    one.weights.every((weight, place) => weight === other.weights[place] || free.has(place)) &&
    one.bias.every((bias, place) => bias === other.bias[place] || free.has(weights + place))
  );
}

function sameRange(one: KnobRange, other: KnobRange): boolean {
  return sameKnob(one, other) && one.low === other.low && one.high === other.high && one.count === other.count;
}
