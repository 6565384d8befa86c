// The whole state of the lab as one frozen value, and every intent that can change it.
// In: a state and an intent. Out (reduce.ts): the next state. Nothing here knows the page, the server or the time.

import type { Stroke } from "../engine/ink.ts";
import type { Network } from "../engine/network.ts";
import type { Evaluation, PreparedPicture } from "../wire/messages.ts";

export type { Evaluation, Grey } from "../wire/messages.ts";

/** A network that the lab shows. `base` is what edits will be made against; the name is what the server calls it. */
export interface Shown {
  readonly name: string;
  readonly title: string;
  readonly network: Network;
  readonly temperature: number;
  /** Accuracy on the 10,000 test digits with its 95% interval, where known. */
  readonly accuracy: number | null;
  readonly interval: readonly [number, number] | null;
}

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

export type View = "look" | "compare" | "mistakes";
export type Language = "en" | "de";
export type Theme = "auto" | "light" | "dark";

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
  readonly shown: Shown | null;
  readonly input: Input;
  /** What was drawn or opened before (undo) and what was undone (redo). */
  readonly past: readonly Input[];
  readonly future: readonly Input[];
  readonly pen: Pen;
  /** Whether the drawing is cropped, fitted and centred as MNIST was. */
  readonly prepare: boolean;
  readonly focus: Focus;
  readonly pointed: Pointed | null;
  readonly lines: Lines;
  readonly play: Play;
  readonly pinned: Pinned | null;
  readonly digits: Digits | null;
  readonly evaluation: Evaluation | null;
  readonly cell: Cell | null;
  readonly language: Language;
  readonly theme: Theme;
  /** The step of the guided first minute, null where it is not shown. */
  readonly tour: number | null;
  readonly notice: Notice | null;
}

export type Intent =
  | { readonly type: "view"; readonly view: View }
  | { readonly type: "show"; readonly shown: Shown }
  | { readonly type: "begin stroke"; readonly stroke: Stroke }
  | { readonly type: "extend stroke"; readonly points: readonly number[] }
  | { readonly type: "open"; readonly input: Input }
  | { readonly type: "clear" }
  | { readonly type: "undo" }
  | { readonly type: "redo" }
  | { readonly type: "pen"; readonly pen: Partial<Pen> }
  | { readonly type: "prepare"; readonly on: boolean }
  | { readonly type: "focus"; readonly focus: Focus }
  | { readonly type: "point"; readonly at: Pointed | null }
  | { readonly type: "lines"; readonly lines: Partial<Lines> }
  | { readonly type: "play"; readonly play: Partial<Play> }
  | { readonly type: "tick" }
  | { readonly type: "pin"; readonly pinned: Pinned | null }
  | { readonly type: "digits"; readonly digits: Digits }
  | { readonly type: "evaluation"; readonly evaluation: Evaluation }
  | { readonly type: "cell"; readonly cell: Cell | null }
  | { readonly type: "language"; readonly language: Language }
  | { readonly type: "theme"; readonly theme: Theme }
  | { readonly type: "tour"; readonly step: number | null }
  | { readonly type: "notice"; readonly notice: Notice | null };

export type Send = (intent: Intent) => void;

export const BLANK: Drawing = { kind: "drawing", strokes: [] };

export const START: State = {
  view: "look",
  shown: null,
  input: BLANK,
  past: [],
  future: [],
  pen: { width: 9, erase: false },
  prepare: true,
  focus: { level: "network" },
  pointed: null,
  lines: { by: "signal", count: 400 },
  play: { stage: null, running: false, pace: 1.2 },
  pinned: null,
  digits: null,
  evaluation: null,
  cell: null,
  language: "en",
  theme: "auto",
  tour: null,
  notice: null,
};
