// Draws bundles of lines on a canvas: sign as colour, size as width and opacity.
// In: a Bundle and where its ends lie. Out: strokes, one for each of a few strengths, the weakest first.

import { css, signed } from "./colours.ts";
import type { Points } from "./geometry.ts";
import type { Bundle } from "./strongest.ts";

/** What a line is drawn with; a canvas' context is one. */
export type Pen = Pick<CanvasRenderingContext2D, "beginPath" | "moveTo" | "lineTo" | "stroke"> & {
  strokeStyle: unknown;
  lineWidth: number;
};

export interface Look {
  /** The size that gets the full colour and width. */
  readonly scale: number;
  readonly dark: boolean;
  /** The parts of the way from source to neuron between which the line is drawn; all of it by default. */
  readonly span?: readonly [start: number, end: number];
  /** How much wider than usual. */
  readonly wider?: number;
  /** One colour for all, instead of that of the sign. */
  readonly colour?: string;
}

const STRENGTHS = 8;

export function paintLines(pen: Pen, bundle: Bundle, from: Points, to: Points, look: Look): void {
  const strengths = strengthsOf(bundle.values, look.scale);
  for (let strength = 0; strength < STRENGTHS; strength++) {
    for (const sign of [-1, 1]) strokeAll(pen, bundle, from, to, look, strengths, sign * (strength + 1));
  }
}

/** 1 (faint) to 8 for each value, with its sign. */
export function strengthsOf(values: Float32Array, scale: number): Int8Array {
  const strengths = new Int8Array(values.length);
  for (let k = 0; k < values.length; k++) {
    const strength = 1 + Math.min(STRENGTHS - 1, Math.floor((Math.abs(values[k]) / scale) * STRENGTHS));
    strengths[k] = values[k] < 0 ? -strength : strength;
  }
  return strengths;
}

function strokeAll(
  pen: Pen,
  { sources, neurons }: Bundle,
  from: Points,
  to: Points,
  look: Look,
  strengths: Int8Array,
  strength: number,
): void {
  if (!strengths.includes(strength)) return;
  const [start, end] = look.span ?? [0, 1];
  const part = Math.abs(strength) / STRENGTHS;
  pen.strokeStyle = look.colour ?? css(signed(strength / STRENGTHS, look.dark), 0.35 + 0.55 * part);
  pen.lineWidth = (0.4 + 1.3 * part) * (look.wider ?? 1);
  for (let k = 0; k < strengths.length; k++) {
    if (strengths[k] !== strength) continue;
    const [x, y] = [from.x[sources[k]], from.y[sources[k]]];
    const [dx, dy] = [to.x[neurons[k]] - x, to.y[neurons[k]] - y];
    pen.beginPath(); // a path of one line is drawn several times faster than one of many
    pen.moveTo(x + dx * start, y + dy * start);
    pen.lineTo(x + dx * end, y + dy * end);
    pen.stroke();
  }
}
