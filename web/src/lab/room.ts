// How much of the history there is room for. In: benches, inputs and steps. Out: whether there was room for them; arrays
// and strokes that several of them share are counted once.

import type { Bench } from "./bench.ts";
import type { Before, Input } from "./state.ts";

/** Of a stroke's numbers, which are no typed array. */
const NUMBER_BYTES = 8;

export class Room {
  readonly #seen = new Set<object>();
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Whether there was room for it. */
  takes(one: Bench | Input | Before): boolean {
    for (const [part, bytes] of partsOf(one)) {
      if (this.#seen.has(part)) continue;
      this.#seen.add(part);
      this.#left -= bytes;
    }
    return this.#left >= 0;
  }

  /** The first of these steps, as many as there is room for; at least `sure` of them. */
  first(steps: readonly Before[], sure = 0): Before[] {
    const end = steps.findIndex((step, index) => !this.takes(step) && index >= sure);
    return steps.slice(0, end < 0 ? steps.length : end);
  }
}

function partsOf(one: Bench | Input | Before): [part: object, bytes: number][] {
  if (!("kind" in one)) return benchParts(one);
  if (one.kind === "bench") return benchParts(one.bench);
  return inputParts(one.kind === "input" ? one.input : one);
}

function benchParts({ source, base, numbers, network, locks }: Bench): [part: object, bytes: number][] {
  const layers = [source.network, base, numbers, network].flatMap((one) => one.layers);
  return [...layers.flatMap(({ weights, bias }) => [weights, bias]), ...locks].flatMap((array) =>
    array ? [[array, array.byteLength]] : [],
  );
}

function inputParts(input: Input): [part: object, bytes: number][] {
  if (input.kind === "drawing") return input.strokes.map((stroke) => [stroke, stroke.points.length * NUMBER_BYTES]);
  const pictures = input.kind === "picture" ? [input.grey, input.ink, input.scaled] : [];
  return [input.levels, ...pictures.map(({ levels }) => levels)].map((levels) => [levels, levels.byteLength]);
}
