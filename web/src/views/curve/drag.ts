// What a pointer does on a plot whose point turns a knob. In: its events. Out: places on the plot, in parts 0..1 of its
// width and height, and which of them belong to one gesture. A finger that moves scrolls the page unless it began on
// the point; one that taps, turns.

import type { Gesture } from "../touch/gesture.ts";

export interface Place {
  readonly x: number;
  /** From the top. */
  readonly y: number;
}

type Pointer = Pick<PointerEvent, "clientX" | "clientY" | "pointerType" | "pointerId" | "button" | "target">;

export class Drag {
  readonly #surface: () => HTMLElement;
  readonly #gesture: Gesture;
  readonly #turn: (place: Place, gesture: string) => void;
  #held: { readonly id: number; readonly name: string; readonly tap: boolean } | null = null;

  /** surface: what the places are parts of. turn: what follows from a place. */
  constructor(surface: () => HTMLElement, gesture: Gesture, turn: (place: Place, gesture: string) => void) {
    this.#surface = surface;
    this.#gesture = gesture;
    this.#turn = turn;
  }

  get held(): boolean {
    return this.#held !== null;
  }

  down(event: Pointer): void {
    if (event.button !== 0) return;
    const onPoint = event.target instanceof Element && event.target.closest("[role=slider]") !== null;
    const tap = event.pointerType === "touch" && !onPoint;
    this.#held = { id: event.pointerId, name: this.#gesture.begin(), tap };
    if (tap) return;
    this.#surface().setPointerCapture(event.pointerId);
    // On the point itself nothing moves before the hand does.
    if (!onPoint) this.#turn(this.placeOf(event), this.#held.name);
  }

  move(event: Pointer): void {
    const held = this.#held;
    if (held && held.id === event.pointerId && !held.tap) this.#turn(this.placeOf(event), held.name);
  }

  up(event: Pointer): void {
    const held = this.#held;
    if (!held || held.id !== event.pointerId) return;
    if (held.tap) this.#turn(this.placeOf(event), held.name);
    this.cancel();
  }

  cancel(): void {
    this.#held = null;
    this.#gesture.end();
  }

  placeOf(event: Pick<PointerEvent, "clientX" | "clientY">): Place {
    const box = this.#surface().getBoundingClientRect();
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  }
}
