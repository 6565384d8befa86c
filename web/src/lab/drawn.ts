// The ink of a drawing that grows: in goes its strokes, out comes the ink, and only what is new is drawn.
// Remembers the last drawing; the answer is the same as that of `inkOf`, whatever came before.

import { inkOf, pointCount, type Stroke, stampPoint } from "../engine/ink.ts";

export class Drawn {
  #strokes: readonly Stroke[] = [];
  #ink = inkOf([]);

  /** A fresh copy each time: pictures of it may be kept. */
  of(strokes: readonly Stroke[]): Uint8Array {
    if (this.#grewTo(strokes)) {
      const known = this.#strokes.length;
      this.#ink = this.#ink.slice();
      for (let index = Math.max(0, known - 1); index < strokes.length; index++) {
        const stroke = strokes[index];
        const first = index < known ? pointCount(this.#strokes[index]) : 0;
        for (let point = first; point < pointCount(stroke); point++) stampPoint(this.#ink, stroke, point);
      }
    } else {
      this.#ink = inkOf(strokes);
    }
    this.#strokes = strokes;
    return this.#ink;
  }

  /** Whether these are the strokes of last time, the last of them perhaps longer, perhaps with more behind it. */
  #grewTo(strokes: readonly Stroke[]): boolean {
    const last = this.#strokes.length - 1;
    return (
      last < strokes.length &&
      this.#strokes.every((stroke, i) => (i < last ? stroke === strokes[i] : longer(stroke, strokes[i])))
    );
  }
}

function longer(stroke: Stroke, than: Stroke | undefined): boolean {
  if (stroke === than) return true;
  if (!than || stroke.width !== than.width || stroke.erase !== than.erase || stroke.points.length > than.points.length)
    return false;
  for (let i = 0; i < stroke.points.length; i++) if (stroke.points[i] !== than.points[i]) return false;
  return true;
}
