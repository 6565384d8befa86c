// What of the lab is kept over a reload. In: the state. Out: the part to keep, its history as far as there is room; and
// back, what was kept, checked. It is stored as it is: arrays that several steps share are stored once.

import { isActivationName } from "../engine/activations.ts";
import type { Layer, Network } from "../engine/network.ts";
import type { Bench } from "./bench.ts";
import type { Before, Restored, State } from "./state.ts";

export interface Kept {
  readonly format: number;
  readonly state: Partial<Restored>;
}

/** Raised whenever a state of before could not be understood any more. */
const FORMAT = 1;
/** Bytes of different numbers in the history: some 300 steps of the plain network's first layer. */
const ROOM = 16 * 2 ** 20;

export function toKeep(state: State): Kept {
  const { view, bench, input, points, reference, knob, prepare, focus, lines } = state;
  const room = new Room(ROOM);
  if (bench) room.takes(bench);
  const past = state.past.toReversed();
  return {
    format: FORMAT,
    state: {
      ...{ view, bench, input, points, reference, knob, prepare, focus, lines },
      future: whileRoom(state.future, room),
      past: whileRoom(past, room).toReversed(),
    },
  };
}

/** What was kept, if it is whole and of this format; else null. */
export function fromKept(value: unknown): Partial<Restored> | null {
  if (!isRecord(value) || value.format !== FORMAT || !isRecord(value.state)) return null;
  const state = value.state as Partial<Restored>;
  const steps = [...(state.past ?? []), ...(state.future ?? [])];
  const benches = [
    state.bench,
    ...(state.points ?? []).map((point) => point.bench),
    ...steps.flatMap((step) => (step.kind === "bench" ? [step.bench] : [])),
  ];
  return benches.every(isWhole) ? state : null;
}

/** The first of these steps, as many as there is room for. */
function whileRoom(steps: readonly Before[], room: Room): Before[] {
  const end = steps.findIndex((step) => step.kind === "bench" && !room.takes(step.bench));
  return steps.slice(0, end < 0 ? steps.length : end);
}

/** Counts the bytes of layers, each layer once. */
class Room {
  readonly #seen = new Set<Layer>();
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Whether there was room for it. */
  takes(bench: Bench): boolean {
    for (const network of [bench.source.network, bench.base, bench.numbers, bench.network]) {
      for (const layer of network.layers) {
        if (this.#seen.has(layer)) continue;
        this.#seen.add(layer);
        this.#left -= layer.weights.byteLength + layer.bias.byteLength;
      }
    }
    return this.#left >= 0;
  }
}

function isWhole(bench: Bench | null | undefined): boolean {
  if (bench === undefined) return false;
  if (bench === null) return true;
  const networks = [bench.source?.network, bench.base, bench.numbers, bench.network];
  return networks.every(isNetwork) && Array.isArray(bench.muted) && bench.locks?.length === bench.numbers.layers.length;
}

function isNetwork(network: Network | undefined): boolean {
  const layers = network?.layers;
  return (
    Array.isArray(layers) &&
    layers.length > 0 &&
    layers.every((layer: Layer, index) => isLayer(layer) && (index === 0 || layers[index - 1].outputs === layer.inputs))
  );
}

function isLayer({ weights, bias, inputs, outputs, activation }: Layer): boolean {
  return (
    isActivationName(activation) &&
    weights instanceof Float32Array &&
    bias instanceof Float32Array &&
    bias.length === outputs &&
    weights.length === inputs * outputs &&
    weights.every(Number.isFinite) &&
    bias.every(Number.isFinite)
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
