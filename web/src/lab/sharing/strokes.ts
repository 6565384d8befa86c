// A drawing as a short text, and back: the very points that the pad keeps. In: strokes. Out: base64url of, for each
// stroke, how many points, the pen, the first point, and how far it is from each point to the next.

import { FINENESS, PRESSURE, PRESSURES, REACH } from "../../draw/points.ts";
import { pointCount, STRIDE, type Stroke } from "../../engine/ink.ts";
import { base64url, fromBase64url } from "./base64.ts";
import { Reader, Writer } from "./bytes.ts";
import { wrong } from "./unreadable.ts";

/** Points of a drawing at most: hours of drawing, and still drawn at once. */
const MOST = 200_000;
const WIDEST = 64;
const ERASES = 64;
/** Each point has a pressure of its own; otherwise all press as a mouse does. */
const PRESSES = 128;
const LOW = REACH.low * FINENESS;
const SPAN = (REACH.high - REACH.low) * FINENESS;

export function strokesText(strokes: readonly Stroke[]): string {
  const writer = new Writer();
  for (const stroke of strokes) if (pointCount(stroke) > 0) write(writer, stroke);
  return base64url(writer.written);
}

/** Throws Unreadable. */
export function strokesOf(text: string, what: string): Stroke[] {
  const reader = new Reader(fromBase64url(text, what), what);
  const strokes: Stroke[] = [];
  let left = MOST;
  while (!reader.ended) {
    const stroke = read(reader, left, what);
    left -= pointCount(stroke);
    strokes.push(stroke);
  }
  return strokes;
}

function write(writer: Writer, stroke: Stroke): void {
  const count = pointCount(stroke);
  const points = Array.from({ length: count }, (_, index) => pointOf(stroke, index));
  const presses = points.some(([, , pressure]) => pressure !== PRESSURE * PRESSURES);
  const width = Math.min(Math.max(Math.round(stroke.width), 1), WIDEST);
  writer.whole(count);
  writer.byte(width - 1 + (stroke.erase ? ERASES : 0) + (presses ? PRESSES : 0));
  let [x, y] = [LOW, LOW];
  for (const [toX, toY, pressure] of points) {
    writer.signed(toX - x);
    writer.signed(toY - y);
    if (presses) writer.byte(pressure);
    [x, y] = [toX, toY];
  }
}

/** In the smallest steps that the pad knows. */
function pointOf({ points }: Stroke, index: number): [x: number, y: number, pressure: number] {
  const [x, y, pressure] = [0, 1, 2].map((part) => points[index * STRIDE + part]);
  return [Math.round(x * FINENESS), Math.round(y * FINENESS), Math.round(pressure * PRESSURES)];
}

function read(reader: Reader, left: number, what: string): Stroke {
  const count = reader.whole(left);
  if (count === 0) throw wrong(what, "strokes of a point or more", "a stroke without any");
  const pen = reader.byte();
  const points: number[] = [];
  let [x, y] = [LOW, LOW];
  for (let index = 0; index < count; index++) {
    x += reader.signed(SPAN);
    y += reader.signed(SPAN);
    const pressure = pen >= PRESSES ? reader.byte() : PRESSURE * PRESSURES;
    if (Math.min(x, y) < LOW || Math.max(x, y) > LOW + SPAN || pressure > PRESSURES) {
      throw wrong(what, "points on the pad or beside it", "one far away");
    }
    points.push(x / FINENESS, y / FINENESS, pressure / PRESSURES);
  }
  return { points, width: (pen % ERASES) + 1, erase: (pen & ERASES) !== 0 };
}
