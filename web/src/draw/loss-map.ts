// The loss over two knobs as a map. In: losses at the crossings of an even grid, columns by the first knob, rows by the
// second. Out: colours, the loss and both slopes at any place, and the arrow downhill. NaN and what has not come yet
// stay the paper's.

import { type Colour, signed } from "./colours.ts";
import type { Heights } from "./isolines.ts";
import { curveAt } from "./sweep-curve.ts";

/** The deepest shade, on the orange side of the signed scale: a loss is something that pulls away. */
const DEEPEST = 0.8;
const SHADES = 256;

/** Losses over a grid of two ranges. */
export interface Grid {
  readonly across: { readonly low: number; readonly high: number };
  readonly up: { readonly low: number; readonly high: number };
  readonly columns: Heights;
  readonly rows: number;
}

/** The same map on a grid that is so many times as fine, smooth between the crossings that are known. */
export function refined(grid: Grid, times: number): Grid {
  const { across, up, columns } = grid;
  const [width, rows] = [times * (columns.length - 1) + 1, times * (grid.rows - 1) + 1];
  const [x, y] = [steps(across, width), steps(up, rows)];
  const tall = columns.map((costs) =>
    costs ? y.map((value) => curveAt({ ...up, costs }, value)?.cost ?? Number.NaN) : null,
  );
  const lines = y.map((_, row) => tall.map((column) => column?.[row] ?? Number.NaN));
  const fine = x.map((value) => lines.map((costs) => curveAt({ ...across, costs }, value)?.cost ?? Number.NaN));
  return { across, up, columns: fine, rows };
}

function steps({ low, high }: Grid["up"], count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? high : low + (i * (high - low)) / (count - 1)));
}

/** All losses that are known, in a row. */
export function knownOf({ columns }: Grid): number[] {
  return columns.flatMap((column) => (column ? Array.from(column) : []));
}

/** The colours of a canvas of columns x rows, the second knob's low end at the bottom. */
export function shadeLosses(
  colours: Uint8ClampedArray,
  { columns, rows }: Grid,
  [least, most]: readonly [number, number],
  dark: boolean,
): void {
  const shades: Colour[] = Array.from({ length: SHADES }, (_, i) => signed((-DEEPEST * i) / (SHADES - 1), dark));
  for (const [x, column] of columns.entries()) {
    for (let row = 0; row < rows; row++) {
      const cost = column?.[rows - 1 - row] ?? Number.NaN;
      if (!Number.isFinite(cost)) continue;
      const part = most > least ? Math.min(1, Math.max(0, (cost - least) / (most - least))) : 0;
      colours.set([...shades[Math.round(part * (SHADES - 1))], 255], 4 * (row * columns.length + x));
    }
  }
}

/** The loss at a place of the map, and its slope along each knob; null beside it and where it is not known. */
export function placeOn(grid: Grid, x: number, y: number): { cost: number; slopes: readonly [number, number] } | null {
  const across = grid.columns.map((column) => (column && curveAt({ ...grid.up, costs: column }, y)) || null);
  const costs = across.map((one) => one?.cost ?? Number.NaN);
  const leans = across.map((one) => one?.slope ?? Number.NaN);
  const [here, lean] = [costs, leans].map((one) => curveAt({ ...grid.across, costs: one }, x));
  return here && lean && { cost: here.cost, slopes: [here.slope, lean.cost] };
}

/** From a place on paper, `length` along the step that gradient descent would take, against both slopes. Null where
 *  both are 0. unitX, unitY: pixels that one unit of each knob takes; upwards is less. */
export function downhill(
  [across, up]: readonly number[],
  unitX: number,
  unitY: number,
  length: number,
): { readonly x: number; readonly y: number } | null {
  const [x, y] = [-across * unitX, up * unitY];
  const size = Math.hypot(x, y);
  return size > 0 && Number.isFinite(size) ? { x: (x / size) * length, y: (y / size) * length } : null;
}
