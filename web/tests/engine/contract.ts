// The contract with the engine in Python: in go the files of contract/, out come their cases, typed.
import { readFileSync } from "node:fs";
import type { ActivationName } from "../../src/engine/activations.ts";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { readNetworkFile } from "../../src/engine/safetensors.ts";

const ROOT = new URL("../../../", import.meta.url);

export interface TracedCase {
  readonly pre_activations: number[][];
  readonly activations: number[][];
}

export interface TraceCase extends TracedCase {
  readonly network: string;
  /** Of a small network; the others are shipped ones. */
  readonly layers?: { weights: number[][]; bias: number[]; activation: ActivationName }[];
  readonly pixels?: number[];
  readonly image?: number;
  readonly levels?: string;
  readonly single?: TracedCase;
}

export interface PreparationCase {
  readonly name: string;
  readonly runs: number[];
  readonly box: [number, number, number, number] | null;
  readonly scaled: { width: number; height: number; levels: string };
  readonly levels: string;
}

export interface ContributionCase {
  readonly network: string;
  readonly image?: number;
  readonly neurons: {
    layer: number;
    neuron: number;
    terms: number[];
    bias: number;
    z: number;
    order: number[];
    slopes: number[] | null;
  }[];
  readonly rather: { this: number; than: number; terms: number[]; bias: number; difference: number; order: number[] }[];
}

export interface ReadingCase {
  readonly name: string;
  readonly temperature: number;
  readonly z: (number | string)[];
  readonly probabilities: number[] | null;
  readonly digit: number | null;
  readonly confidence: number;
  readonly runner_up: number | null;
  readonly runner_up_confidence: number;
  readonly reason: string | null;
}

type Layers = { weights: number[][]; bias: number[]; activation: ActivationName }[];

interface SweptCase {
  readonly network: string;
  readonly pixels: number[][];
  readonly labels: number[];
  readonly output_activation: ActivationName;
  readonly loss: "quadratic" | "cross-entropy";
  /** The loss as the knobs are. */
  readonly cost: number;
}

export type KnobCase = { layer: number; neuron: number; source: number | null };

/** What an edit does, what a change of shape leaves, how sure a paired change is, and what a swept knob costs. */
export type EditCase =
  | { readonly what: "network"; readonly network: string; readonly layers: Layers }
  | {
      readonly what: "edit";
      readonly network: string;
      readonly edit: "with_weight" | "with_bias" | "with_row" | "muted" | "with_activation" | "without_neuron";
      readonly layer: number;
      readonly neuron: number;
      readonly source: number;
      readonly value: number;
      readonly weights: number[];
      readonly name: ActivationName;
      /** Of the small network; of `plain` what it makes of an image. */
      readonly layers?: Layers;
      readonly image?: number;
      readonly pre_activations?: number[][];
    }
  | {
      readonly what: "shape";
      readonly edit: "with_neurons" | "with_hidden_layer" | "without_hidden_layer";
      readonly layer: number;
      readonly index: number;
      readonly count: number;
      readonly width: number;
      readonly widths: number[];
    }
  | {
      readonly what: "change";
      readonly won: number;
      readonly lost: number;
      readonly images: number;
      readonly change: number;
      readonly interval: [number, number];
    }
  | ({
      readonly what: "sweep";
      readonly knob: KnobCase;
      readonly values: number[];
      readonly losses: number[];
      readonly correct: number[];
      readonly present: number;
      readonly slope: number;
    } & SweptCase)
  | ({
      readonly what: "map";
      readonly knobs: KnobCase[];
      readonly values: number[][];
      readonly losses: number[][];
      readonly correct: number[][];
      readonly present: number[];
      readonly slopes: number[];
    } & SweptCase);

interface Files {
  edits: EditCase;
  traces: TraceCase;
  preparation: PreparationCase;
  contributions: ContributionCase;
  reading: ReadingCase;
}

export function casesOf<Name extends keyof Files>(name: Name): Files[Name][] {
  return JSON.parse(readFileSync(new URL(`contract/${name}.json`, ROOT), "utf8")) as Files[Name][];
}

export function shippedFile(name = "plain"): ArrayBuffer {
  const file = readFileSync(new URL(`src/digitscope/networks/shipped/${name}.safetensors`, ROOT));
  return new Uint8Array(file).buffer;
}

export function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

export function networkOf(trace: TraceCase): Network {
  if (!trace.layers) return readNetworkFile(shippedFile(trace.network)).network;
  const layers = trace.layers.map(({ weights, bias, activation }) =>
    layerOf(Float32Array.from(weights.flat()), Float32Array.from(bias), activation),
  );
  return { layers };
}

export function pixelsOf(trace: TraceCase): Float32Array | Float64Array {
  return trace.pixels
    ? Float64Array.from(trace.pixels)
    : Float32Array.from(bytesOf(trace.levels ?? ""), (level) => level / 255);
}

/** The largest difference between two lists of numbers; Infinity where their lengths differ. */
export function gap(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return Array.from(ours).reduce((most, one, i) => Math.max(most, Math.abs(one - theirs[i])), 0);
}

export function sizeOf(numbers: ArrayLike<number>): number {
  return Array.from(numbers).reduce((most, one) => Math.max(most, Math.abs(one)), 1);
}
