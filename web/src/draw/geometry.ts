// Where every pixel and neuron of a network lies in its diagram. In: neurons a layer and a width in pixels of the page.
// Out: a Place: the picture of the inputs on the left, a column a layer, the outputs on the right.

/** Centres of marks, in the diagram's own units. */
export interface Points {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** The inputs as a grid of squares. */
export interface Picture extends Points {
  readonly left: number;
  readonly top: number;
  readonly cell: number;
  readonly columns: number;
  readonly rows: number;
  readonly shown: number;
}

/** The neurons of one layer; a tall column is folded into several beside each other. */
export interface Column extends Points {
  readonly centre: number;
  readonly left: number;
  readonly top: number;
  readonly pitch: number;
  readonly radius: number;
  /** Neurons in each of the folds but the last. */
  readonly rows: number;
  /** How many of `total` are drawn: the first ones. */
  readonly shown: number;
  readonly total: number;
  /** How far beside its neurons the column still answers to the pointer. */
  readonly reach: number;
}

export interface Place {
  readonly width: number;
  readonly height: number;
  /** Where the names of the layers begin. */
  readonly foot: number;
  /** Room for one layer from its column to the next. */
  readonly slot: number;
  readonly picture: Picture;
  readonly columns: readonly Column[];
}

/** More neurons of a layer than this are not drawn, but told. */
export const MOST = 400;
const HEAD = 8;
const FOOT = 50;
/** Beside the outputs: their digits. */
const MARGIN = 30;
/** From one neuron to the next: dots of 4 pixels stand this close, and few neurons this far apart. */
const [LEAST, WIDEST] = [5, 48];
/** A column is folded where its neurons would stand closer. */
const EASY = 12;
/** Layers closer than this are named by a number. */
export const CROWDED = 72;

/** widths: the inputs first, as in [784, 16, 16, 10]. */
export function placeOf(widths: readonly number[], width: number): Place {
  const [inputs, ...layers] = widths;
  const body = Math.min(500, Math.max(392, Math.round(width * 0.46)));
  const picture = pictureOf(inputs, width, body);
  const start = picture.left + picture.columns * picture.cell;
  const room = Math.max(1, width - MARGIN - start);
  const slot = room / Math.max(1, layers.length);
  const folds = layers.map((total) => folded(total, body, slot / 2));
  const columns = folds.map((fold, layer) => columnOf(fold, leftOf(folds, layer, start, room), body, slot / 2));
  return { width, height: HEAD + body + FOOT, foot: HEAD + body, slot, picture, columns };
}

/** Columns have the same space between them; where they are crowded, their names have the same room instead. */
function leftOf(folds: readonly Fold[], layer: number, start: number, room: number): number {
  const slot = room / folds.length;
  if (slot < CROWDED) return start + slot * (layer + 0.6) - (folds[layer].folds * folds[layer].pitch) / 2;
  const bodies = folds.map((fold) => fold.folds * fold.pitch);
  const before = bodies.slice(0, layer).reduce((sum, body) => sum + body, 0);
  const spare = (room - bodies.reduce((sum, body) => sum + body, 0)) / folds.length;
  return start + spare * (layer + 1) + before;
}

function pictureOf(inputs: number, width: number, body: number): Picture {
  const columns = Math.ceil(Math.sqrt(inputs));
  const rows = Math.ceil(inputs / columns);
  const half = Math.floor(((width * 0.27) / columns) * 2) / 2;
  const cell = Math.min(9, Math.max(28 / columns, half));
  const top = HEAD + Math.round((body - rows * cell) / 2);
  const x = Float32Array.from({ length: inputs }, (_, i) => ((i % columns) + 0.5) * cell);
  const y = Float32Array.from({ length: inputs }, (_, i) => top + (Math.floor(i / columns) + 0.5) * cell);
  return { left: 0, top, cell, columns, rows, shown: inputs, x, y };
}

interface Fold {
  readonly total: number;
  readonly shown: number;
  readonly rows: number;
  readonly folds: number;
  readonly pitch: number;
}

/** The fewest folds in which the neurons stand easily; where there is no such, the ones in which they are largest. */
function folded(total: number, body: number, room: number): Fold {
  const most = Math.max(1, Math.floor(room / LEAST));
  const shown = Math.min(total, MOST, most * Math.floor(body / LEAST));
  let best: Fold | null = null;
  for (let folds = 1; folds <= most; folds++) {
    const rows = Math.ceil(shown / folds);
    const pitch = Math.min(WIDEST, body / rows, folds > 1 ? room / folds : WIDEST);
    if (!best || pitch > best.pitch) best = { total, shown, rows, folds, pitch };
    if (pitch >= EASY) break;
  }
  return best as Fold;
}

function columnOf({ total, shown, rows, folds, pitch }: Fold, left: number, body: number, room: number): Column {
  const top = HEAD + (body - rows * pitch) / 2;
  const x = Float32Array.from({ length: shown }, (_, i) => left + (Math.floor(i / rows) + 0.5) * pitch);
  const y = Float32Array.from({ length: shown }, (_, i) => top + ((i % rows) + 0.5) * pitch);
  const radius = Math.max(2, Math.min(13, pitch * 0.38, room * 0.5));
  const reach = folds > 1 ? 3 : Math.max(0, Math.min(22, room) - pitch / 2);
  return { centre: left + (folds * pitch) / 2, left, top, pitch, radius, rows, shown, total, reach, x, y };
}
