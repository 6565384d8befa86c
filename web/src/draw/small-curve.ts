// An activation function as a picture of a thumb's size. In: its name. Out: paths in units of the picture.

import { type ActivationName, curveOf, softmax } from "../engine/activations.ts";

export const SMALL = { width: 56, height: 32 } as const;
const MARGIN = 3;
const SPAN = 5;
const SAMPLES = 41;

export interface SmallCurve {
  readonly path: string;
  /** Where a = 0 lies. */
  readonly floor: number;
}

/** z runs from -5 to 5; a from the least to the most that the function reaches there. A softmax has no curve of one z:
 *  drawn is the share of a neuron beside a second one whose sum is 0. */
export function smallCurve(name: ActivationName): SmallCurve {
  const curve = curveOf(name);
  const value = curve?.value ?? ((z: number) => softmax(Float64Array.of(z, 0))[0]);
  const [low, high] = [Math.min(0, value(-SPAN)), Math.max(1, value(SPAN))];
  const y = (a: number) => SMALL.height - MARGIN - ((a - low) / (high - low)) * (SMALL.height - 2 * MARGIN);
  const points = Array.from({ length: SAMPLES }, (_, i) => {
    const z = SPAN * ((2 * i) / (SAMPLES - 1) - 1);
    const x = MARGIN + ((z + SPAN) / (2 * SPAN)) * (SMALL.width - 2 * MARGIN);
    return `${x.toFixed(1)} ${y(value(z)).toFixed(1)}`;
  });
  return { path: `M${points.join("L")}`, floor: y(0) };
}
