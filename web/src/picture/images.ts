// Canvases and images of the page -> marks: as shapes where the canvas has them, else as an image in the picture.

import { Redraw } from "../draw/redrawn.ts";
import { type Area, isEmpty } from "./area.ts";
import { cut, type Mark } from "./marks.ts";
import { ShapePen } from "./pen.ts";
import type { Radii } from "./rounded.ts";
import { tag } from "./xml.ts";

type Fit = Pick<CSSStyleDeclaration, "objectFit" | "imageRendering">;

/** Dots of the image for each pixel of the page, where it may be enlarged: sharp on fine screens and in print. */
const FINE = 2;
/** Images are not made wider or higher than this many dots. */
const MOST = 2048;

/** box: where its content lies, with these round corners. */
export function imageMarks(source: HTMLCanvasElement | HTMLImageElement, box: Area, radii: Radii, style: Fit): Mark[] {
  const shapes = source instanceof HTMLCanvasElement ? shapesOf(source) : null;
  if (shapes !== null) {
    return shapes === "" ? [] : [{ svg: moved(shapes, box), area: box }];
  }
  const [width, height] = sizeOf(source);
  if (width === 0 || height === 0 || isEmpty(box)) return [];
  const area = fitted(box, width, height, style.objectFit);
  const data = dataOf(source, width, height, area, style.imageRendering === "pixelated");
  if (data === null) return [];
  const place = { x: area.left, y: area.top, width: area.right - area.left, height: area.bottom - area.top };
  const rendering = style.imageRendering === "pixelated" ? "image-rendering:pixelated" : null;
  const svg = tag("image", { ...place, preserveAspectRatio: "none", "xlink:href": data, style: rendering });
  return cut([{ svg, area }], { area: box, radii });
}

/** What the canvas draws on a pen that writes shapes; null where it draws dots only. */
function shapesOf(canvas: HTMLCanvasElement): string | null {
  const pen = new ShapePen();
  return canvas.dispatchEvent(new Redraw(pen)) ? null : pen.written();
}

function moved(shapes: string, { left, top }: Area): string {
  return tag("g", { transform: `translate(${Math.round(left)} ${Math.round(top)})` }, shapes);
}

function sizeOf(source: HTMLCanvasElement | HTMLImageElement): readonly [number, number] {
  if (source instanceof HTMLCanvasElement) return [source.width, source.height];
  return [source.naturalWidth, source.naturalHeight];
}

/** Where an image lies in its box: filling it, or as large as fits, in the middle. */
export function fitted(box: Area, width: number, height: number, fit: string): Area {
  const [wide, high] = [box.right - box.left, box.bottom - box.top];
  if (fit !== "contain" && fit !== "scale-down") return box;
  const scale = Math.min(wide / width, high / height);
  const [left, top] = [box.left + (wide - width * scale) / 2, box.top + (high - height * scale) / 2];
  return { left, top, right: left + width * scale, bottom: top + height * scale };
}

/** How many dots a dot becomes, so that programs which blur what they enlarge have nothing left to enlarge. */
export function enlargement(width: number, height: number, shownWidth: number): number {
  const wanted = Math.ceil((FINE * shownWidth) / width);
  return Math.max(1, Math.min(wanted, Math.floor(MOST / Math.max(width, height))));
}

/** The image as a data: URL; null where it may not be read. */
function dataOf(
  source: HTMLCanvasElement | HTMLImageElement,
  width: number,
  height: number,
  area: Area,
  pixelated: boolean,
): string | null {
  const scale = pixelated ? enlargement(width, height, area.right - area.left) : 1;
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [width * scale, height * scale];
  const brush = copy.getContext("2d");
  if (!brush) return null;
  brush.imageSmoothingEnabled = false;
  brush.drawImage(source, 0, 0, copy.width, copy.height);
  try {
    return copy.toDataURL("image/png");
  } catch {
    return null; // it came from elsewhere
  }
}
