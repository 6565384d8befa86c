// What an element shows by itself, without what is in it: its box, and what it is where it is more than a box.
// In: the element, its style and its place on whole pixels. Out: marks.

import { type Area, inset, isEmpty, onPage, type Sides, snapped } from "./area.ts";
import type { Baselines } from "./baselines.ts";
import { boxMarks, radiiOf, widths } from "./boxes.ts";
import { controlMarks, isControl, isDrawnByBrowser } from "./controls.ts";
import type { Definitions } from "./definitions.ts";
import { fractionMarks } from "./formula.ts";
import { imageMarks } from "./images.ts";
import { markerMarks } from "./markers.ts";
import type { Mark } from "./marks.ts";
import { wider } from "./rounded.ts";
import { shapeMarks } from "./shapes.ts";

/** What one picture is made with. */
export interface Sheet {
  readonly definitions: Definitions;
  readonly baselines: Baselines;
}

export function ownMarks(element: Element, style: CSSStyleDeclaration, box: Area, sheet: Sheet): Mark[] {
  if (style.display === "contents" || isEmpty(box)) return [];
  const boxes = isDrawnByBrowser(element) ? [] : boxesOf(element, style, box);
  return [
    ...boxes.flatMap((area) => boxMarks(area, style, sheet.definitions)),
    ...markerMarks(element, style, sheet.baselines),
    ...contentMarks(element, style, box, sheet.baselines),
  ];
}

/** Pictures, controls and bars of fractions. */
function contentMarks(element: Element, style: CSSStyleDeclaration, box: Area, baselines: Baselines): Mark[] {
  const padding = paddings(style);
  const edges = widths(style).map((width, side) => width + padding[side]) as unknown as Sides;
  if (element instanceof SVGSVGElement) return shapeMarks(element, inset(box, edges), style.overflow);
  if (element.localName === "mfrac") return fractionMarks(element, style);
  if (isControl(element)) {
    const words = inset(onPage(element.getBoundingClientRect()), edges);
    return controlMarks(element, box, words, style, baselines);
  }
  if (element instanceof HTMLCanvasElement || element instanceof HTMLImageElement) {
    const radii = wider(radiiOf(box, style), -Math.max(...edges));
    return imageMarks(element, inset(box, edges), radii, style);
  }
  return [];
}

/** A piece of running text has a box in each of its lines. */
function boxesOf(element: Element, style: CSSStyleDeclaration, box: Area): Area[] {
  if (style.display !== "inline") return [box];
  return Array.from(element.getClientRects(), (area) => snapped(onPage(area)));
}

function paddings({ paddingTop, paddingRight, paddingBottom, paddingLeft }: CSSStyleDeclaration): Sides {
  return [paddingTop, paddingRight, paddingBottom, paddingLeft].map(Number.parseFloat) as unknown as Sides;
}
