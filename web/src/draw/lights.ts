// Draws pixels as squares and neurons as discs, each as bright as its true activation.
// In: a canvas' context, a Place and the numbers. Out: the marks; a fine ring shows dark neurons on dark paper too.

import { brightness, css } from "./colours.ts";
import type { Column, Picture } from "./geometry.ts";
import type { Pen } from "./redrawn.ts";

/** A number 0..1 as one of 256 shades, as the screen has them: made once, since hundreds are drawn a frame. */
const SHADES = Array.from({ length: 256 }, (_, level) => css(brightness(level / 255)));

/** Seen on white and on black paper alike. */
const RING = css([128, 133, 143]);

function shadeOf(value: number): string {
  return SHADES[Math.round(255 * Math.min(1, Math.max(0, value))) || 0];
}

/** The inputs as a grid of squares; lines that begin beneath it still show through where it is dark. */
export function paintPicture(pen: Pen, picture: Picture, pixels: ArrayLike<number>): void {
  const { left, top, cell, columns, rows } = picture;
  const gap = cell >= 5 ? 1 : 0.5;
  pen.globalAlpha = 0.8;
  pen.fillStyle = SHADES[30];
  pen.fillRect(left, top, columns * cell, rows * cell);
  pen.fillStyle = SHADES[0];
  pen.beginPath();
  for (let i = 0; i < pixels.length; i++) {
    pen.rect(picture.x[i] - cell / 2, picture.y[i] - cell / 2, cell - gap, cell - gap);
  }
  pen.fill();
  pen.globalAlpha = 1;
  for (let i = 0; i < pixels.length; i++) {
    if (pixels[i] === 0) continue;
    pen.fillStyle = shadeOf(pixels[i]);
    pen.fillRect(picture.x[i] - cell / 2, picture.y[i] - cell / 2, cell - gap, cell - gap);
  }
}

/** The neurons of one layer; `activations` null: the signal has not come here yet. */
export function paintColumn(pen: Pen, column: Column, activations: ArrayLike<number> | null): void {
  pen.strokeStyle = RING;
  pen.lineWidth = column.radius > 3 ? 1.25 : 0.75;
  for (let i = 0; i < column.shown; i++) {
    pen.beginPath();
    pen.arc(column.x[i], column.y[i], column.radius, 0, 2 * Math.PI);
    pen.fillStyle = shadeOf(activations ? activations[i] : 0);
    pen.fill();
    pen.stroke();
  }
}
