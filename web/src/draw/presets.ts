// Weight pictures to start from, as data: shapes around a place, later ones over earlier ones. A new preset is a new
// entry here, and its name in the texts. In: a preset and a place. Out: 784 weights.

import { SIDE } from "../lab/steps.ts";
import { pixelsOf, type Shape } from "../lab/stimuli.ts";
import type { Tip } from "./paint.ts";

interface Part {
  readonly shape: Shape;
  /** In parts of the brush's strength. */
  readonly weight: number;
}

/** Flanks of half the size and twice the area: on even light such a neuron stays silent. */
const FLANK = -0.5;

export const PRESETS = {
  horizontal: edge(0),
  vertical: edge(90),
  rising: edge(45),
  falling: edge(-45),
  blob: [
    { shape: { shape: "disc", x: 0, y: 0, radius: 5 }, weight: FLANK },
    { shape: { shape: "disc", x: 0, y: 0, radius: 3 }, weight: 1 },
  ],
  ring: [
    { shape: { shape: "disc", x: 0, y: 0, radius: 8 }, weight: FLANK },
    { shape: { shape: "ring", x: 0, y: 0, radius: 5, thickness: 3 }, weight: 1 },
    { shape: { shape: "disc", x: 0, y: 0, radius: 3.5 }, weight: -1 },
  ],
  blank: [],
} as const satisfies Readonly<Record<string, readonly Part[]>>;
export type PresetName = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

/** A short stroke with its flanks. */
function edge(tilt: number): readonly Part[] {
  const stroke = { shape: "stroke", x: 0, y: 0, length: 10, tilt } as const;
  return [
    { shape: { ...stroke, thickness: 9 }, weight: FLANK },
    { shape: { ...stroke, thickness: 3 }, weight: 1 },
  ];
}

/** The picture with its middle at this place; 0 where it has nothing to say. */
export function presetAt(name: PresetName, at: Tip, strength: number): Float32Array {
  const weights = new Float32Array(SIDE * SIDE);
  for (const { shape, weight } of PRESETS[name] as readonly Part[]) {
    const covered = pixelsOf(moved(shape, at));
    for (const [pixel, part] of covered.entries()) weights[pixel] += part * (weight * strength - weights[pixel]);
  }
  return weights;
}

function moved(shape: Shape, at: Tip): Shape {
  if (shape.shape === "blank") return shape;
  if (shape.shape === "gap") return { ...shape, stroke: moved(shape.stroke, at) as typeof shape.stroke };
  return { ...shape, x: shape.x + at.x, y: shape.y + at.y };
}

/** The average of the pictures with this label minus the average of the others; its largest size is `strength`. */
export function averageOf(levels: Uint8Array, labels: Uint8Array, label: number, strength: number): Float32Array {
  const pixels = SIDE * SIDE;
  const sums = { these: new Float64Array(pixels), others: new Float64Array(pixels) };
  const counts = { these: 0, others: 0 };
  for (let picture = 0; picture < labels.length; picture++) {
    const side = labels[picture] === label ? "these" : "others";
    counts[side] += 1;
    const [sum, first] = [sums[side], picture * pixels];
    for (let pixel = 0; pixel < pixels; pixel++) sum[pixel] += levels[first + pixel];
  }
  const difference = sums.these.map((sum, pixel) => {
    return sum / (counts.these || 1) - sums.others[pixel] / (counts.others || 1);
  });
  const largest = difference.reduce((most, one) => Math.max(most, Math.abs(one)), 0) || 1;
  return Float32Array.from(difference, (one) => (one / largest) * strength);
}
