// Strokes as chalk on slate: in go the strokes of a drawing, out comes a canvas as crisp as the screen allows.
// The same lines as engine/ink.ts puts on its 112 x 112 grid, each stroke in one go: piece by piece its edge would show
// where pieces meet. The finished strokes are kept on a canvas beneath, so that a frame draws only the one that grows.

import { pointCount, radiusOf, STRIDE, type Stroke } from "../engine/ink.ts";
import { PAD } from "../engine/prepare.ts";

/** What chalk needs of a canvas and of its context. */
export interface Slate {
  width: number;
  height: number;
  getContext(kind: "2d"): Brush | null;
}

export type Brush = Pick<
  CanvasRenderingContext2D,
  | "arc"
  | "beginPath"
  | "clearRect"
  | "closePath"
  | "drawImage"
  | "fill"
  | "fillStyle"
  | "globalCompositeOperation"
  | "lineCap"
  | "lineJoin"
  | "lineTo"
  | "lineWidth"
  | "moveTo"
  | "setTransform"
  | "stroke"
  | "strokeStyle"
>;

const WHITE = "#fff";
const FULL_TURN = 2 * Math.PI;

export class Chalk {
  /** The strokes that stand on the canvas beneath. */
  #finished: readonly Stroke[] = [];
  readonly #beneath: Slate & CanvasImageSource;

  /** beneath: a canvas that is out of sight. */
  constructor(beneath: Slate & CanvasImageSource) {
    this.#beneath = beneath;
  }

  /** side: of the canvas, in pixels of the screen. */
  draw(slate: Slate, side: number, strokes: readonly Stroke[]): void {
    const [brush, lower] = [slate.getContext("2d"), this.#beneath.getContext("2d")];
    if (!brush || !lower || side === 0) return;
    this.#finish(lower, side, strokes.slice(0, -1));
    wipe(slate, brush, side);
    brush.globalCompositeOperation = "source-over";
    brush.drawImage(this.#beneath, 0, 0, PAD, PAD);
    const last = strokes.at(-1);
    if (last) drawStroke(brush, last);
  }

  #finish(brush: Brush, side: number, strokes: readonly Stroke[]): void {
    const grew = this.#beneath.width === side && this.#finished.every((stroke, index) => stroke === strokes[index]);
    if (!grew) wipe(this.#beneath, brush, side);
    for (const stroke of strokes.slice(grew ? this.#finished.length : 0)) drawStroke(brush, stroke);
    this.#finished = strokes;
  }
}

function wipe(slate: Slate, brush: Brush, side: number): void {
  if (slate.width !== side) slate.width = side;
  if (slate.height !== side) slate.height = side;
  brush.setTransform(side / PAD, 0, 0, side / PAD, 0, 0);
  brush.clearRect(0, 0, PAD, PAD);
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

function drawStroke(brush: Brush, stroke: Stroke): void {
  const spots = Array.from({ length: pointCount(stroke) }, (_, index) => spotOf(stroke, index));
  brush.globalCompositeOperation = stroke.erase ? "destination-out" : "source-over";
  brush.beginPath();
  if (spots.length > 1 && spots.every(({ radius }) => radius === spots[0].radius)) even(brush, spots);
  else uneven(brush, spots);
}

function spotOf({ points, width }: Stroke, index: number): Spot {
  const at = index * STRIDE;
  return { x: points[at], y: points[at + 1], radius: radiusOf(width, points[at + 2]) };
}

/** A line of one width, as a mouse draws it. */
function even(brush: Brush, spots: readonly Spot[]): void {
  brush.strokeStyle = WHITE;
  brush.lineCap = "round";
  brush.lineJoin = "round";
  brush.lineWidth = 2 * spots[0].radius;
  brush.moveTo(spots[0].x, spots[0].y);
  for (const { x, y } of spots) brush.lineTo(x, y);
  brush.stroke();
}

/** A dot at each point, and between two dots what lies between their widest places. */
function uneven(brush: Brush, spots: readonly Spot[]): void {
  brush.fillStyle = WHITE;
  spots.forEach((spot, index) => {
    brush.moveTo(spot.x + spot.radius, spot.y);
    brush.arc(spot.x, spot.y, spot.radius, 0, FULL_TURN);
    if (index > 0) between(brush, spots[index - 1], spot);
  });
  brush.fill();
}

/** Goes round the same way as the dots do, so that where both are it stays filled. */
function between(brush: Brush, from: Spot, to: Spot): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return;
  const [across, down] = [(from.y - to.y) / length, (to.x - from.x) / length];
  brush.moveTo(from.x - across * from.radius, from.y - down * from.radius);
  brush.lineTo(to.x - across * to.radius, to.y - down * to.radius);
  brush.lineTo(to.x + across * to.radius, to.y + down * to.radius);
  brush.lineTo(from.x + across * from.radius, from.y + down * from.radius);
  brush.closePath();
}
