// Which pixel or neuron is meant: the one under the pointer, or the one that an arrow key leads to.
// In: a Place and where one is. Out: layer (-1: the pixels) and neuron.

import type { Column, Picture, Place } from "./geometry.ts";

export interface Spot {
  readonly layer: number;
  readonly neuron: number;
}

/** What lies under the point; null where nothing does. */
export function spotAt(place: Place, x: number, y: number): Spot | null {
  const pixel = pixelAt(place.picture, x, y);
  if (pixel !== null) return { layer: -1, neuron: pixel };
  for (const [layer, column] of place.columns.entries()) {
    const neuron = neuronAt(column, x, y);
    if (neuron !== null) return { layer, neuron };
  }
  return null;
}

function pixelAt(picture: Picture, x: number, y: number): number | null {
  const column = Math.floor((x - picture.left) / picture.cell);
  const row = Math.floor((y - picture.top) / picture.cell);
  const inside = column >= 0 && column < picture.columns && row >= 0;
  const pixel = row * picture.columns + column;
  return inside && pixel < picture.shown ? pixel : null;
}

function neuronAt(column: Column, x: number, y: number): number | null {
  const folds = Math.ceil(column.shown / column.rows);
  const across = x - column.left;
  if (across < -column.reach || across > folds * column.pitch + column.reach) return null;
  const fold = Math.min(folds - 1, Math.max(0, Math.floor(across / column.pitch)));
  const row = Math.floor((y - column.top) / column.pitch);
  const neuron = fold * column.rows + row;
  return row >= 0 && row < column.rows && neuron < column.shown ? neuron : null;
}

const STEPS: ReadonlyMap<string, readonly [across: number, down: number]> = new Map([
  ["ArrowUp", [0, -1]],
  ["ArrowDown", [0, 1]],
  ["ArrowLeft", [-1, 0]],
  ["ArrowRight", [1, 0]],
]);

/** Where this key leads from here: along the column, from fold to fold, and on to the next layer at the same height;
 *  null for other keys, and `from` itself at an edge. */
export function stepped(place: Place, from: Spot, key: string): Spot | null {
  const group = from.layer < 0 ? place.picture : place.columns[from.layer];
  if (key === "Home") return { ...from, neuron: 0 };
  if (key === "End") return { ...from, neuron: group.shown - 1 };
  const step = STEPS.get(key);
  if (!step) return null;
  const moved = from.neuron + strideOf(place, from.layer, step);
  const sideways = step[0] !== 0;
  const turned = from.layer < 0 && sideways && Math.floor(moved / place.picture.columns) !== rowOf(place, from.neuron);
  if (moved >= 0 && moved < group.shown && !turned) return { ...from, neuron: moved };
  return sideways ? across(place, from, step[0]) : from;
}

function rowOf(place: Place, pixel: number): number {
  return Math.floor(pixel / place.picture.columns);
}

function strideOf(place: Place, layer: number, [right, down]: readonly [number, number]): number {
  return layer < 0 ? right + down * place.picture.columns : right * place.columns[layer].rows + down;
}

/** The neuron of the next layer, or of the one before, that lies nearest. */
function across(place: Place, from: Spot, direction: number): Spot {
  const layer = from.layer + direction;
  if (layer < -1 || layer >= place.columns.length) return from;
  const group = layer < 0 ? place.picture : place.columns[layer];
  const here = from.layer < 0 ? place.picture : place.columns[from.layer];
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < group.shown; i++) {
    const distance = Math.hypot(group.x[i] - here.x[from.neuron], group.y[i] - here.y[from.neuron]);
    if (distance < least) [nearest, least] = [i, distance];
  }
  return { layer, neuron: nearest };
}
