// From a drawing to the 784 numbers that a network reads, made as MNIST was made: in goes ink, strength by pixel,
// out comes every step of the way. The same bytes as `ink.prepare_ink` gives in Python.
// Source: LeCun, Bottou, Bengio and Haffner (1998), Proceedings of the IEEE 86, section III.A.
import { type Grid, resized } from "./resample.ts";

export const PAD = 112;
export const FRAME = 28;
/** MNIST's digits fill 20 x 20 pixels of 28 x 28. */
export const FIT = 20;
/** Where MNIST has the centre of mass, in pixels from the middle of the first. */
const CENTRE = 14;
const CLEARLY_INK = Math.fround(0.1);
const WHITE = 255;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the network gets. */
export interface Picture {
  /** 28 x 28 grey levels, row by row, 0 black to 255 white. */
  readonly levels: Uint8Array;
  /** The same from 0 to 1. */
  readonly pixels: Float32Array;
  /** No ink. */
  readonly blank: boolean;
}

export interface Prepared extends Picture {
  /** Where the ink is, in pixels of the drawing; null on a blank. */
  readonly box: Box | null;
  /** The ink with its longer side 20 pixels; 0 x 0 on a blank. */
  readonly scaled: Grid;
  /** Where the scaled ink's upper left corner lies within the 28 x 28. */
  readonly offset: { readonly left: number; readonly top: number };
}

/** One drawing as the network wants it: cropped, in 20 x 20, its centre of mass amid 28 x 28. */
export function prepareInk(ink: Uint8Array | Float32Array, width: number, height: number): Prepared {
  const drawing = asGrid(ink, width, height);
  const box = boxOf(ink, width, height);
  const scaled = box ? fitted(crop(drawing, box)) : null;
  if (!box || !scaled?.levels.some((level) => level > 0)) return blank();
  const offset = { left: offsetOf(masses(scaled, "x")), top: offsetOf(masses(scaled, "y")) };
  return { box, scaled, offset, ...picture(framed(scaled, offset.left, offset.top)) };
}

/** 28 x 28 grey levels as a picture for the network; for test digits, that are prepared already. */
export function picture(levels: Uint8Array): Picture {
  const pixels = Float32Array.from(levels, (level) => level / WHITE);
  return { levels, pixels, blank: !levels.some((level) => level > 0) };
}

function blank(): Prepared {
  const scaled = { width: 0, height: 0, levels: new Uint8Array(0) };
  return { box: null, scaled, offset: { left: 0, top: 0 }, ...picture(new Uint8Array(FRAME * FRAME)) };
}

function asGrid(ink: Uint8Array | Float32Array, width: number, height: number): Grid {
  if (ink.length !== width * height || ink.length === 0) {
    throw new RangeError(`ink is ${width} x ${height} numbers; got ${ink.length}: give one for each pixel`);
  }
  const levels = ink instanceof Uint8Array ? ink : Uint8Array.from(ink, levelOf);
  return { width, height, levels };
}

/** A strength 0..1 of single precision as a grey level. */
function levelOf(strength: number): number {
  return Math.min(Math.max(roundHalfEven(Math.fround(strength * WHITE)), 0), WHITE);
}

/** The box of the clear ink and the faint edges right beside it. */
function boxOf(ink: Uint8Array | Float32Array, width: number, height: number): Box | null {
  const [columns, rows] = [new Float32Array(width), new Float32Array(height)];
  const white = ink instanceof Uint8Array ? WHITE : 1;
  ink.forEach((level, i) => {
    const strength = level / white;
    const [x, y] = [i % width, Math.floor(i / width)];
    if (strength > columns[x]) columns[x] = strength;
    if (strength > rows[y]) rows[y] = strength;
  });
  const [across, down] = [spanOf(columns), spanOf(rows)];
  return across && down && { x: across.start, y: down.start, width: across.length, height: down.length };
}

function spanOf(strongest: Float32Array): { start: number; length: number } | null {
  let first = strongest.findIndex((strength) => strength >= CLEARLY_INK);
  let last = strongest.findLastIndex((strength) => strength >= CLEARLY_INK);
  if (first < 0) return null;
  if (strongest[first - 1] > 0) first -= 1;
  if (strongest[last + 1] > 0) last += 1;
  return { start: first, length: last - first + 1 };
}

function crop(grid: Grid, box: Box): Grid {
  const levels = new Uint8Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const start = (box.y + y) * grid.width + box.x;
    levels.set(grid.levels.subarray(start, start + box.width), y * box.width);
  }
  return { width: box.width, height: box.height, levels };
}

/** The ink with its longer side 20 pixels; left as it is where that changes less than about a pixel. */
function fitted(grid: Grid): Grid {
  const longer = Math.max(grid.width, grid.height);
  if (FIT - 1 <= longer && longer <= FIT) return grid;
  const [width, height] = [grid.width, grid.height].map((side) => Math.max(1, roundHalfEven((side * FIT) / longer)));
  const scaled = resized(grid, width, height, longer < FIT ? "bicubic" : "bilinear");
  // Averaging thin strokes makes them faint: MNIST's reach 255.
  const strongest = scaled.levels.reduce((most, level) => Math.max(most, level), 0) || 1;
  return { ...scaled, levels: scaled.levels.map((level) => levelOf(Math.fround(level / strongest))) };
}

/** The sum of the levels of each column (x) or row (y). */
function masses(grid: Grid, axis: "x" | "y"): Float64Array {
  const sums = new Float64Array(axis === "x" ? grid.width : grid.height);
  grid.levels.forEach((level, i) => {
    sums[axis === "x" ? i % grid.width : Math.floor(i / grid.width)] += level;
  });
  return sums;
}

/** How far to move, in whole pixels, so that the centre of mass comes to the middle and nothing leaves the frame. */
function offsetOf(sums: Float64Array): number {
  const total = sums.reduce((sum, mass) => sum + mass, 0);
  const centre = Math.fround(sums.reduce((sum, mass, place) => sum + mass * place, 0) / total);
  return Math.min(Math.max(roundHalfEven(CENTRE - centre), 0), FRAME - sums.length);
}

function framed(scaled: Grid, left: number, top: number): Uint8Array {
  const levels = new Uint8Array(FRAME * FRAME);
  for (let y = 0; y < scaled.height; y++) {
    const row = scaled.levels.subarray(y * scaled.width, (y + 1) * scaled.width);
    levels.set(row, (top + y) * FRAME + left);
  }
  return levels;
}

/** To the nearest whole number, halves to the even one, as numpy rounds. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
