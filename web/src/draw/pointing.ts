// What lights up here when something is pointed at anywhere: in goes `pointed`, out come the parts of one picture.

import type { Pointed } from "../lab/state.ts";

/** The source (pixel, or neuron before) of this neuron that is pointed at: its own term, or the source by itself. */
export function litSource(pointed: Pointed | null, layer: number, neuron: number): number | null {
  if (pointed === null) return null;
  if (pointed.layer === layer && pointed.neuron === neuron) return pointed.source;
  return litBefore(pointed, layer);
}

/** The source of this layer that is pointed at, by itself or in the term of any of its neurons. */
export function litSourceOf(pointed: Pointed | null, layer: number): number | null {
  if (pointed === null) return null;
  return pointed.layer === layer ? pointed.source : litBefore(pointed, layer);
}

/** The neuron of this layer that is pointed at. */
export function litNeuron(pointed: Pointed | null, layer: number): number | null {
  return pointed?.layer === layer ? pointed.neuron : null;
}

function litBefore(pointed: Pointed, layer: number): number | null {
  return pointed.layer === layer - 1 && pointed.source === null ? pointed.neuron : null;
}

/** The cell that an arrow, Home or End leads to in a grid of so many columns and rows; null for any other key. */
export function stepped(key: string, cell: number, columns: number, rows: number): number | null {
  const [row, column] = [Math.floor(cell / columns), cell % columns];
  switch (key) {
    case "ArrowLeft":
      return row * columns + Math.max(0, column - 1);
    case "ArrowRight":
      return row * columns + Math.min(columns - 1, column + 1);
    case "ArrowUp":
      return Math.max(0, row - 1) * columns + column;
    case "ArrowDown":
      return Math.min(rows - 1, row + 1) * columns + column;
    case "Home":
      return row * columns;
    case "End":
      return row * columns + columns - 1;
    default:
      return null;
  }
}
