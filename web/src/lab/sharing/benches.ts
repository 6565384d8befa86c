// What was done to a network on the bench, as texts, and the bench that they make again.

import type { Network } from "../../engine/network.ts";
import { type Bench, type Neuron, type Source, silenced } from "../bench.ts";
import { type Locked, locksOf, locksText } from "./locks.ts";
import { numbersText, withNumbersOf } from "./numbers.ts";
import { checkPlace, listOf, neuronOf, neuronText, targetOf } from "./places.ts";
import { wrong } from "./unreadable.ts";

/** Each null where there is none of it. */
export interface BenchTexts {
  readonly edits: string | null;
  readonly muted: string | null;
  readonly locks: string | null;
}

/** Read, and not yet held against a network. */
export interface Turned {
  readonly edits: string | null;
  readonly muted: readonly Neuron[];
  readonly locks: readonly Locked[];
}

export function benchTexts(bench: Bench): BenchTexts {
  return {
    edits: numbersText(bench.base, bench.numbers),
    muted: bench.muted.map(neuronText).join(",") || null,
    locks: locksText(bench.numbers, bench.locks) || null,
  };
}

/** Throws Unreadable. */
export function turnedOf(texts: BenchTexts): Turned {
  return {
    edits: texts.edits,
    muted: listOf(texts.muted ?? "", "muted", neuronOf),
    locks: listOf(texts.locks ?? "", "locks", targetOf),
  };
}

/** base: what the edits are made to; the source's network, or what changes of structure made of it.
 *  Throws Unreadable where they do not fit each other. */
export function benchWith(source: Source, base: Network, turned: Turned): Bench {
  const numbers = turned.edits === null ? base : withNumbersOf(base, turned.edits, "edits");
  for (const neuron of turned.muted) {
    checkPlace(numbers, neuron, "muted");
    if (!numbers.layers[neuron.layer + 1]) throw wrong("muted", "hidden neurons", neuronText(neuron));
  }
  return {
    source,
    base,
    numbers,
    network: silenced(numbers, turned.muted),
    muted: turned.muted,
    locks: locksOf(numbers, turned.locks, "locks"),
    done: null,
  };
}
