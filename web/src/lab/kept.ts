// What of the lab is kept over a reload. In: the state. Out: the part to keep, its history as far as there is room; and
// back, what was kept, checked. It is stored as it is: arrays that several steps share are stored once.

import { isActivationName } from "../engine/activations.ts";
import { forward } from "../engine/forward.ts";
import type { Layer, Network } from "../engine/network.ts";
import { reading } from "../engine/reading.ts";
import type { Bench } from "./bench.ts";
import { Drawn } from "./drawn.ts";
import { stepped, withRoom } from "./history.ts";
import { reduce } from "./reduce.ts";
import { Room } from "./room.ts";
import { type Restored, START, type State } from "./state.ts";
import { stepsOf } from "./steps.ts";

export interface Kept {
  readonly format: number;
  readonly state: Partial<Restored>;
}

/** Raised whenever a state of before could not be understood any more. */
const FORMAT = 1;
/** Bytes of what is there and its history: some 300 steps of the plain network's first layer. */
const ROOM = 16 * 2 ** 20;

const KEPT = [
  ...(["view", "bench", "input", "past", "future", "points", "reference"] as const),
  ...(["knob", "task", "prepare", "focus", "lines"] as const),
] satisfies readonly (keyof Restored)[];

/** Whether there is something to keep that was not there before: pointing and looking are not. */
export function isNews(state: State, before: State): boolean {
  return KEPT.some((part) => state[part] !== before[part]);
}

export function toKeep(state: State): Kept {
  const room = new Room(ROOM);
  for (const bench of [state.bench, ...state.points.map((point) => point.bench)]) if (bench) room.takes(bench);
  room.takes(state.input);
  const past = state.past.toReversed();
  return {
    format: FORMAT,
    state: {
      ...Object.fromEntries(KEPT.map((part) => [part, state[part]])),
      future: room.first(state.future),
      past: room.first(past).toReversed(),
    },
  };
}

/** What was kept, if it is whole, of this format, and the lab can show it; else null: what was kept locks nobody out. */
export function fromKept(value: unknown): Partial<Restored> | null {
  if (!isRecord(value) || value.format !== FORMAT || !isRecord(value.state)) return null;
  const state = value.state as Partial<Restored>;
  const steps = [...(state.past ?? []), ...(state.future ?? [])];
  const benches = [
    state.bench,
    ...(state.points ?? []).map((point) => point.bench),
    ...steps.flatMap((step) => (step.kind === "bench" ? [step.bench] : [])),
  ];
  return benches.every(isWhole) && isShown(state) ? state : null;
}

/** What was kept, under what was drawn or turned before it was found: that stands as it is, and undo comes to what was
 *  kept. */
export function beneath(kept: Partial<Restored>, now: State): Partial<Restored> {
  const before = stepped(stepped(reduce(START, { type: "restore", state: kept }), "bench"), "input");
  const names = now.points.map((point) => point.name);
  return {
    points: [...before.points.filter((point) => !names.includes(point.name)), ...now.points],
    reference: before.reference,
    task: before.task,
    lines: before.lines,
    past: withRoom([...before.past, ...now.past]),
    future: now.future,
  };
}

function isShown(kept: Partial<Restored>): boolean {
  try {
    const { shown, input, prepare } = reduce(START, { type: "restore", state: kept });
    const trace = shown && forward(shown.network, stepsOf(input, prepare, new Drawn()).pixels);
    return trace !== null && reading(trace.preActivations[0], shown?.temperature) !== null;
  } catch {
    return false;
  }
}

function isWhole(bench: Bench | null | undefined): boolean {
  if (!bench) return false;
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
