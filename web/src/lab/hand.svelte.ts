// One stroke in the making, by a pointer or by keys. In: its points as they come. Out: intents to begin and extend it.
// Where anything else changed the drawing meanwhile (undo, clear, a picture opened), the stroke is over.

import { STRIDE } from "../engine/ink.ts";
import type { Input, Pen, Send } from "./state.ts";

export class Hand {
  /** The drawing as this stroke left it; null while the pen is up. */
  #left: Input | null = $state.raw(null);
  #last: readonly number[] = [];
  readonly #now: () => Input;
  readonly #send: Send;

  /** now: what is looked at now. */
  constructor(now: () => Input, send: Send) {
    this.#now = now;
    this.#send = send;
  }

  get down(): boolean {
    return this.#left !== null && this.#left === this.#now();
  }

  /** x, y, pressure of the end so far. */
  get last(): readonly number[] {
    return this.#last;
  }

  begin(points: readonly number[], pen: Pen): void {
    this.#send({ type: "begin stroke", stroke: { points, width: pen.width, erase: pen.erase } });
    this.#leave(points);
  }

  extend(points: readonly number[]): void {
    if (!this.down || points.length === 0) return;
    this.#send({ type: "extend stroke", points });
    this.#leave(points);
  }

  lift(): void {
    this.#left = null;
  }

  #leave(points: readonly number[]): void {
    this.#last = points.slice(-STRIDE);
    this.#left = this.#now();
  }
}

/** Whether this pen takes ink away from this input: an eraser has nothing to do but on a drawing with strokes. */
export function erases(pen: Pen, input: Input): boolean {
  return pen.erase && input.kind === "drawing" && input.strokes.length > 0;
}
