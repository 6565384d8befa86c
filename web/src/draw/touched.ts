// Which of the weights that leave the pixels one step of learning touches, and in which order, as one picture: the 28 x 28
// weights of each of 16 neurons, in four rows of four. In: the way it is written, the pixels with ink. Out: a number for
// each cell, 0 where nothing is touched, else the larger the later.

import type { WayName } from "../wire/messages.ts";

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const ROW = 4;
const GAP = 1;
/** The lesson's first hidden layer. */
export const NEURONS = ROW * ROW;
export const WEIGHTS = NEURONS * PIXELS;
/** Cells across and down, the gaps between the neurons too. */
export const ACROSS = ROW * SIDE + (ROW - 1) * GAP;

const FIRST = 0.3;
const LAST = 1;
/** Whoever takes them in an order of its own. */
const ANY = 0.55;

/** The pixels that have ink, in the order in which they lie. */
export function inkedOf(pixels: ArrayLike<number>): readonly number[] {
  return Array.from({ length: pixels.length }, (_, pixel) => pixel).filter((pixel) => pixels[pixel] > 0);
}

/** How many weights one step touches. */
export function countOf(way: WayName, inked: readonly number[]): number {
  return way === "kernel" ? NEURONS * inked.length : WEIGHTS;
}

export function touchedBy(way: WayName, inked: readonly number[]): Float32Array {
  const cells = new Float32Array(ACROSS * ACROSS);
  const pixels = way === "kernel" ? inked : Array.from({ length: PIXELS }, (_, pixel) => pixel);
  for (let neuron = 0; neuron < NEURONS; neuron++) {
    for (const [index, pixel] of pixels.entries()) {
      cells[cellOf(neuron, pixel)] = {
        loop: later((neuron * PIXELS + index) / (WEIGHTS - 1)),
        matrix: ANY,
        kernel: later(index / Math.max(1, pixels.length - 1)), // the same for all 16: they are taken together
      }[way];
    }
  }
  return cells;
}

function cellOf(neuron: number, pixel: number): number {
  const row = Math.floor(neuron / ROW) * (SIDE + GAP) + Math.floor(pixel / SIDE);
  return row * ACROSS + (neuron % ROW) * (SIDE + GAP) + (pixel % SIDE);
}

function later(part: number): number {
  return FIRST + (LAST - FIRST) * part;
}
