// The whole state of the lab as one frozen value. Intents (intents.ts) ask for another, the reducer (reduce.ts) gives it.
// Nothing here knows the page, the server or the time. Longer than a file should be, as the whole is to be read in one
// place; what a bench, a sweep or an intent is stands in files of its own.

import type { Stroke } from "../engine/ink.ts";
import type { Network } from "../engine/network.ts";
import type { Language } from "../texts/texts.ts";
import type { Evaluation, Measurement, PreparedPicture } from "../wire/messages.ts";
import type { Bench, Knob, Source } from "./bench.ts";

export { LANGUAGES, type Language } from "../texts/texts.ts";
export type { Evaluation, Grey } from "../wire/messages.ts";
export type { Bench, Edit, Knob, Neuron, Source, Target, Turn } from "./bench.ts";
export type { Intent, Send } from "./intents.ts";
export type { Structure } from "./structure.ts";

/** The network that the lab shows: one that was loaded, with whatever was turned since. */
export interface Shown extends Source {
  /** Whether it differs from what was loaded; accuracy and interval are null then, until it was evaluated. */
  readonly changed: boolean;
}

/** What a network made of the 10,000 test digits. `of` is that very network, `loaded` the one as it was loaded that stood
 *  on the bench when it was asked. */
export interface Evaluated extends Evaluation {
  readonly of: Network;
  readonly loaded: Network | null;
}

/** A network that was given a name, to go back to and to compare with. */
export interface Point {
  readonly name: string;
  readonly bench: Bench;
}

/** As many as a file of the lab holds. */
export const MOST_POINTS = 200;

/** One step that can be undone: what was there before it. */
export type Before =
  | { readonly kind: "input"; readonly input: Input }
  | { readonly kind: "bench"; readonly bench: Bench };

/** What weights are painted with. */
export interface Brush {
  readonly mode: "positive" | "negative" | "erase";
  /** Diameter in pixels of the 28 x 28. */
  readonly width: number;
  /** What a pixel that is wholly covered becomes, without its sign; null: as large as the larger ones of its layer. */
  readonly strength: number | null;
  /** Whether it covers less and less towards its edge. */
  readonly soft: boolean;
  /** Whether what is painted left appears right too. */
  readonly mirror: boolean;
}

/** A knob, and the range that it is swept through in `count` equal steps. */
export interface KnobRange extends Knob {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** The loss over the 10,000 test digits while one knob, or two, go through their ranges; lines come one by one. */
export interface Sweep {
  readonly of: Network;
  readonly knobs: readonly KnobRange[];
  readonly loss: "quadratic" | "cross-entropy";
  /** A line for each value of the first of two knobs, or one line; a number for each value of the last knob. NaN where
   *  the outputs are not finite. Null where a line has not come yet. */
  readonly costs: readonly (Float32Array | null)[];
  /** How many digits are answered right, in the same order. */
  readonly correct: readonly (Uint32Array | null)[];
  /** The loss as the knobs are now, and its slope along each; null where it is not finite. */
  readonly cost: number | null;
  readonly slopes: readonly number[] | null;
  /** Whether the server refused it: what has not come will not. */
  readonly failed: boolean;
}

/** How fast the server's machine learns. */
export interface Speed {
  /** Whether it is measured at this moment. */
  readonly asked: boolean;
  /** Why the last measurement failed, by its code. */
  readonly failed: string | null;
  /** The last that came; what a document brought along has the day on which it was saved. */
  readonly found: (Measurement & { readonly day?: string }) | null;
}

/** What a teacher arranged by the page's address: parts that are not shown, and larger type. */
export interface Classroom {
  readonly hidden: readonly Part[];
  /** Times the usual size of type. */
  readonly type: number;
}

/** Parts of the lab that can be hidden. */
export const PARTS = [
  "networks",
  "pick",
  "prepare",
  "knobs",
  "figures",
  "compare",
  "mistakes",
  "workshop",
  "speed",
  "structure",
  "history",
  "detector",
  "share",
  "tour",
] as const;
export type Part = (typeof PARTS)[number];

export interface Drawing {
  readonly kind: "drawing";
  readonly strokes: readonly Stroke[];
}

/** One of MNIST's 10,000 test digits: it comes as the 784 numbers themselves. */
export interface TestDigit {
  readonly kind: "digit";
  readonly index: number;
  readonly label: number;
  readonly levels: Uint8Array;
}

/** A photograph or file, prepared by the server, with every step of the way. */
export interface Picture extends PreparedPicture {
  readonly kind: "picture";
  readonly title: string;
}

export type Input = Drawing | TestDigit | Picture;

export interface Pen {
  /** Diameter in units of the pad, which is 112 x 112. */
  readonly width: number;
  readonly erase: boolean;
}

/** How close one stands: the whole network, one layer, or one neuron. Layer 0 is the first after the pixels. */
export type Focus =
  | { readonly level: "network" }
  | { readonly level: "layer"; readonly layer: number }
  | { readonly level: "neuron"; readonly layer: number; readonly neuron: number };

/** One weight under the pointer: from `source` (a pixel, or a neuron of the layer before) to `neuron` of `layer`. */
export interface Term {
  readonly layer: number;
  readonly neuron: number;
  readonly source: number;
}

/** What is pointed at anywhere; every view lights up its share. A neuron alone has source null; a pixel alone has
 *  layer -1 and its index as neuron. */
export interface Pointed {
  readonly layer: number;
  readonly neuron: number;
  readonly source: number | null;
}

export interface Lines {
  /** Coloured by the weight itself, or by weight x activation: what flows through it now. */
  readonly by: "weight" | "signal";
  /** How many of the strongest are drawn. */
  readonly count: number;
}

/** The signal on its way: `stage` layers have been reached (0: the pixels only); null: all of them, at rest. */
export interface Play {
  readonly stage: number | null;
  readonly running: boolean;
  /** Seconds a layer. */
  readonly pace: number;
}

/** A drawing that was kept to compare others with: its pixels, and the input it came from. */
export interface Pinned {
  readonly input: Input;
  readonly pixels: Float32Array;
}

/** MNIST's test digits, once they are there: 10,000 x 784 levels and 10,000 labels. */
export interface Digits {
  readonly levels: Uint8Array;
  readonly labels: Uint8Array;
}

export const VIEWS = ["look", "compare", "mistakes", "workshop", "speed"] as const;
export type View = (typeof VIEWS)[number];
export const THEMES = ["auto", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** A cell of the confusion matrix that was opened: digits with this label that were answered so. */
export interface Cell {
  readonly label: number;
  readonly answer: number;
}

/** Something went wrong: its code, which the lab has words for, and the server's own words. */
export interface Notice {
  readonly code: string;
  readonly detail: string;
}

export interface State {
  readonly view: View;
  /** The network on the bench, and what of it all views show. */
  readonly bench: Bench | null;
  readonly shown: Shown | null;
  readonly input: Input;
  /** What was there before each step that was taken (undo), the newest last, and what was undone (redo), the next first. */
  readonly past: readonly Before[];
  readonly future: readonly Before[];
  /** The drag, stroke or typing that the newest step belongs to: more of the same is one step. */
  readonly gesture: string | null;
  readonly points: readonly Point[];
  /** The name of the point that figures are compared with; null: the network as it was loaded. */
  readonly reference: string | null;
  /** The number in hand, and a second one where two are swept together. */
  readonly knob: Knob | null;
  readonly second: Knob | null;
  readonly brush: Brush;
  /** The name of the detector that is being designed, one of detectors.ts. */
  readonly task: string;
  readonly pen: Pen;
  /** Whether the drawing is cropped, fitted and centred as MNIST was. */
  readonly prepare: boolean;
  readonly focus: Focus;
  readonly pointed: Pointed | null;
  readonly lines: Lines;
  readonly play: Play;
  readonly pinned: Pinned | null;
  readonly digits: Digits | null;
  /** Of the networks at hand, those that were evaluated, the newest last. */
  readonly evaluations: readonly Evaluated[];
  readonly sweep: Sweep | null;
  readonly speed: Speed;
  readonly cell: Cell | null;
  readonly language: Language;
  readonly theme: Theme;
  /** The step of the guided first minute, null where it is not shown. */
  readonly tour: number | null;
  readonly notice: Notice | null;
  readonly classroom: Classroom;
}

/** What of the state is kept over a reload and can be shared. */
export type Restored = Pick<
  State,
  | "view"
  | "bench"
  | "input"
  | "past"
  | "future"
  | "points"
  | "reference"
  | "knob"
  | "task"
  | "prepare"
  | "focus"
  | "lines"
  | "language"
  | "theme"
  | "classroom"
>;

export const BLANK: Drawing = { kind: "drawing", strokes: [] };

export const START: State = {
  view: "look",
  bench: null,
  shown: null,
  input: BLANK,
  past: [],
  future: [],
  gesture: null,
  points: [],
  reference: null,
  knob: null,
  second: null,
  brush: { mode: "positive", width: 3, strength: null, soft: false, mirror: false },
  task: "horizontal",
  pen: { width: 9, erase: false },
  prepare: true,
  focus: { level: "network" },
  pointed: null,
  lines: { by: "signal", count: 400 },
  play: { stage: null, running: false, pace: 1.2 },
  pinned: null,
  digits: null,
  evaluations: [],
  sweep: null,
  speed: { asked: false, failed: null, found: null },
  cell: null,
  language: "en",
  theme: "auto",
  tour: null,
  notice: null,
  classroom: { hidden: [], type: 1 },
};
