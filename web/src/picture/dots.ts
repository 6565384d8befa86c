// An SVG document -> the same as dots: a PNG, twice as fine as the page.

import type { Picture } from "./document.ts";

/** Dots a pixel of the page. */
export const FINE = 2;
/** No browser makes canvases with longer sides, nor with more dots. */
const [LONGEST, MOST] = [16_384, 2 ** 26];

/** Raises an Error where the browser has no room for it. */
export async function pngOf({ svg, width, height }: Picture): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    const fine = fineness(width, height);
    [canvas.width, canvas.height] = [Math.round(width * fine), Math.round(height * fine)];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!blob) throw new Error(`a picture of ${canvas.width} x ${canvas.height} dots could not be made`);
    return blob;
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** Twice as fine, or as fine as the browser has room for. */
export function fineness(width: number, height: number): number {
  return Math.min(FINE, LONGEST / Math.max(width, height), Math.sqrt(MOST / (width * height)));
}
