// How good a detector is. In: the activations of one neuron for the stimuli of a task. Out: plain numbers and a verdict.

import { curveOf } from "../engine/activations.ts";
import { type Layer, rowOf } from "../engine/network.ts";
import { KINDS, type Kind, type Stimulus } from "./detectors.ts";

/** From here on a neuron counts as lit. */
export const LIT = 0.5;
/** So often right, it is a detector. */
export const GOOD = 0.95;

export interface Score {
  /** How often a wanted stimulus lights the neuron more than an unwanted one; a tie counts half. 0.5 is chance, and
   *  the share is the area under the ROC curve. Source: Hanley and McNeil 1982. */
  readonly area: number;
  readonly wanted: number;
  readonly wantedLit: number;
  readonly unwanted: number;
  readonly unwantedDark: number;
  /** The unwanted kind that it takes for a wanted one most often; null where it never does. */
  readonly fooledBy: Exclude<Kind, "wanted"> | null;
}

/** z of one neuron for each picture; what is black costs nothing. */
export function sumsOf(layer: Layer, neuron: number, pictures: readonly Float32Array[]): Float64Array {
  const row = rowOf(layer, neuron);
  return Float64Array.from(pictures, (pixels) => {
    let sum = layer.bias[neuron];
    for (let i = 0; i < row.length; i++) if (pixels[i] !== 0) sum += row[i] * pixels[i];
    return sum;
  });
}

/** a = f(z) of one neuron by itself. A softmax asks all its layer; alone it is taken as a sigmoid. */
export function lightsOf(layer: Layer, sums: Float64Array): Float64Array {
  const curve = curveOf(layer.activation) ?? curveOf("sigmoid");
  return curve ? sums.map(curve.value) : sums;
}

export function scoreOf(stimuli: readonly Stimulus[], lights: ArrayLike<number>): Score {
  const [wanted, unwanted]: [number[], number[]] = [[], []];
  const fooled = new Map<Kind, { beaten: number; of: number }>();
  stimuli.forEach(({ kind }, index) => {
    (kind === "wanted" ? wanted : unwanted).push(lights[index]);
  });
  stimuli.forEach(({ kind }, index) => {
    if (kind === "wanted") return;
    const { beaten, of } = fooled.get(kind) ?? { beaten: 0, of: 0 };
    fooled.set(kind, { beaten: beaten + wins(wanted, lights[index]), of: of + wanted.length });
  });
  const all = wanted.length * unwanted.length;
  const won = [...fooled.values()].reduce((sum, { beaten }) => sum + beaten, 0);
  return {
    area: all > 0 ? won / all : LIT,
    wanted: wanted.length,
    wantedLit: wanted.filter((a) => a > LIT).length,
    unwanted: unwanted.length,
    unwantedDark: unwanted.filter((a) => a < LIT).length,
    fooledBy: worst(fooled),
  };
}

/** "none": all stimuli light it alike. "opposite": it prefers what it should not. "bias": it tells them apart, but
 *  lights up for too many or too few. */
export type Verdict = "none" | "opposite" | "chance" | "some" | "bias" | "good";

export function verdictOf(
  { area, wanted, wantedLit, unwanted, unwantedDark }: Score,
  lights: ArrayLike<number>,
): Verdict {
  if (Array.from(lights).every((a) => a === lights[0])) return "none";
  if (area < 0.4) return "opposite";
  if (area < 0.65) return "chance";
  if (area < GOOD) return "some";
  return wantedLit < 0.9 * wanted || unwantedDark < 0.9 * unwanted ? "bias" : "good";
}

/** Over how many of these a wanted one wins; ties count half. */
function wins(wanted: readonly number[], light: number): number {
  return wanted.reduce((sum, a) => sum + (a > light ? 1 : a === light ? 0.5 : 0), 0);
}

function worst(fooled: ReadonlyMap<Kind, { readonly beaten: number; readonly of: number }>): Score["fooledBy"] {
  let [found, least]: [Score["fooledBy"], number] = [null, 1];
  for (const kind of KINDS) {
    const one = fooled.get(kind);
    if (kind === "wanted" || !one || one.beaten / one.of >= least) continue;
    [found, least] = [kind, one.beaten / one.of];
  }
  return found;
}
