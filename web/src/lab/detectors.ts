// The tasks of designing a detector, as data: what a neuron of the first layer is to light up for and what not, where
// in the picture, and one weight picture that does it. A new task is a new entry here, and its words in the texts.

import { pixelsOf, type Shape, type Stroke } from "./stimuli.ts";

/** What is wanted, swept a little; then the ways to be fooled. */
export const KINDS = ["wanted", "blob", "elsewhere", "turned", "strokes", "reversed", "blank"] as const;
export type Kind = (typeof KINDS)[number];

export interface Stimulus {
  readonly kind: Kind;
  readonly shape: Shape;
}

/** One shape of a weight picture. */
export interface Painted {
  readonly shape: Shape;
  readonly weight: number;
}

export interface Task {
  readonly name: "horizontal" | "vertical" | "slanted" | "ring";
  /** The shape that is wanted, in the middle of its place. */
  readonly place: Shape;
  readonly stimuli: readonly Stimulus[];
  /** A weight picture and a bias that do it; later shapes go over earlier ones. */
  readonly solution: { readonly painted: readonly Painted[]; readonly bias: number };
}

const BLANK: Stimulus = { kind: "blank", shape: { shape: "blank" } };
const THICK = [2, 3] as const;
const JITTER = [-1, 0, 1] as const;

function swept(kind: Kind, shapes: readonly Shape[]): Stimulus[] {
  return shapes.map((shape) => ({ kind, shape }));
}

/** What `shape` makes of each of one with each of the other. */
function crossed<One, Other, Made>(
  ones: readonly One[],
  others: readonly Other[],
  made: (one: One, other: Other) => Made,
): Made[] {
  return ones.flatMap((one) => others.map((other) => made(one, other)));
}

/** The stroke, so many pixels to its side. */
function beside(stroke: Stroke, by: number): Stroke {
  const angle = (stroke.tilt * Math.PI) / 180;
  return { ...stroke, x: stroke.x + by * Math.sin(angle), y: stroke.y + by * Math.cos(angle) };
}

/** A stroke at its place; not a blob there, nor the stroke elsewhere or turned, nor dark on bright, nor nothing. */
function strokeTask(name: Task["name"], place: Stroke, elsewhere: readonly (readonly [number, number])[]): Task {
  const tilted = crossed([-8, 0, 8], THICK, (by, thickness) => ({ ...place, tilt: place.tilt + by, thickness }));
  return {
    name,
    place,
    stimuli: [
      ...swept(
        "wanted",
        crossed(JITTER, tilted, (by, stroke) => beside(stroke, by)),
      ),
      ...swept(
        "blob",
        [4, 5, 6, 7].map((radius) => ({ shape: "disc", x: place.x, y: place.y, radius })),
      ),
      ...swept(
        "elsewhere",
        crossed(elsewhere, THICK, ([x, y], thickness) => ({ ...place, x, y, thickness })),
      ),
      ...swept(
        "turned",
        crossed([45, 90, 135], THICK, (by, thickness) => ({ ...place, tilt: place.tilt + by, thickness })),
      ),
      ...swept(
        "reversed",
        THICK.map((thickness) => ({ shape: "gap", around: 5, stroke: { ...place, thickness } })),
      ),
      BLANK,
    ],
    solution: {
      painted: [
        { shape: { ...beside(place, -4), thickness: 4 }, weight: -0.5 },
        { shape: { ...beside(place, 4), thickness: 4 }, weight: -0.5 },
        { shape: { ...place, thickness: 4 }, weight: 0.5 },
      ],
      bias: -8,
    },
  };
}

/** A ring at its place; not a filled disc there, nor the ring elsewhere, nor strokes right through, nor nothing. */
function ringTask(): Task {
  const ring = { shape: "ring", x: 14, y: 9, radius: 5, thickness: 2 } as const;
  const disc = { shape: "disc", x: ring.x, y: ring.y } as const;
  const stroke = { shape: "stroke", x: ring.x, y: ring.y, length: 12 } as const;
  const shifted = crossed(JITTER, JITTER, (right, down) => ({ ...ring, x: ring.x + right, y: ring.y + down }));
  return {
    name: "ring",
    place: ring,
    stimuli: [
      ...swept(
        "wanted",
        crossed(shifted, [4.5, 5.5], (one, radius) => ({ ...one, radius })),
      ),
      ...swept(
        "blob",
        crossed(JITTER, [4.5, 5.5, 6.5], (right, radius) => ({ ...disc, x: disc.x + right, radius })),
      ),
      ...swept(
        "elsewhere",
        crossed([11, 14, 17], [18, 20], (x, y) => ({ ...ring, x, y })),
      ),
      ...swept(
        "strokes",
        crossed([0, 45, 90, 135], THICK, (tilt, thickness) => ({ ...stroke, tilt, thickness })),
      ),
      BLANK,
    ],
    solution: {
      painted: [
        { shape: { ...disc, radius: 8 }, weight: -0.25 },
        { shape: { ...ring, thickness: 3 }, weight: 0.5 },
        { shape: { ...disc, radius: 3 }, weight: -1.5 },
      ],
      bias: -5,
    },
  };
}

export const TASKS: readonly Task[] = [
  strokeTask("horizontal", { shape: "stroke", x: 14, y: 9, length: 12, thickness: 2.5, tilt: 0 }, [
    [14, 3],
    [14, 16],
    [14, 21],
  ]),
  strokeTask("vertical", { shape: "stroke", x: 19, y: 14, length: 12, thickness: 2.5, tilt: 90 }, [
    [5, 14],
    [11, 14],
    [25, 14],
  ]),
  strokeTask("slanted", { shape: "stroke", x: 11, y: 17, length: 12, thickness: 2.5, tilt: 45 }, [
    [7, 8],
    [18, 8],
    [20, 20],
  ]),
  ringTask(),
];

/** The weights of the solution, 28 x 28. */
export function solved({ solution }: Task): Float32Array {
  const weights = new Float32Array(pixelsOf(BLANK.shape).length);
  for (const { shape, weight } of solution.painted) {
    const covered = pixelsOf(shape);
    for (const [pixel, part] of covered.entries()) {
      weights[pixel] = weights[pixel] * (1 - part) + weight * part;
    }
  }
  return weights;
}
