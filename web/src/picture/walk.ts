// An element of the page -> the marks that it shows, in the order in which a browser paints them: what is raised (has a
// place of its own, is moved or see-through) after what flows, by its z-index. What is hidden leaves no mark. Boxes that
// CSS turns or scales are drawn straight: the lab has none.

import { type Area, around, inset, onPage, snapped } from "./area.ts";
import { sharedBorders, sharesBorders } from "./borders.ts";
import { radiiOf, widths } from "./boxes.ts";
import { isControl } from "./controls.ts";
import type { Decoration } from "./decorations.ts";
import { type Clip, cut, type Mark, narrowed, written } from "./marks.ts";
import { type Ornament, ornamentMarks } from "./ornaments.ts";
import { ownMarks, type Sheet } from "./own.ts";
import { wider } from "./rounded.ts";
import { isRaised, isSeen, isShown, layerOf } from "./seen.ts";
import { textMarks } from "./texts.ts";
import { tag } from "./xml.ts";

/** What reaches an element from those around it. */
interface Around {
  /** Where it is cut off; and where it is if it has a place of its own. */
  readonly clip: Clip | null;
  readonly raised: Clip | null;
  readonly decoration: Decoration | null;
  /** The place that such elements are placed in. */
  readonly host: Area;
}

/** Something that is painted after what flows. */
interface Layer {
  readonly z: number;
  readonly marks: () => Mark[];
}

export function marksOf(element: Element, sheet: Sheet): Mark[] {
  const host = onPage(element.getBoundingClientRect());
  return stacked(element, getComputedStyle(element), { clip: null, raised: null, decoration: null, host }, sheet);
}

/** An element with all that is raised in it. */
function stacked(element: Element, style: CSSStyleDeclaration, from: Around, sheet: Sheet): Mark[] {
  const layers: Layer[] = [];
  const flow = flowed(element, style, from, layers, sheet);
  const raised = layers.toSorted((one, other) => one.z - other.z).flatMap(({ marks }) => marks());
  return [...flow, ...raised];
}

function child(element: Element, from: Around, layers: Layer[], sheet: Sheet): Mark[] {
  const style = getComputedStyle(element);
  if (!isShown(element, style)) return [];
  if (!isRaised(style)) return flowed(element, style, from, layers, sheet);
  const free = style.position === "absolute" || style.position === "fixed";
  const clip = style.position === "fixed" ? null : free ? from.raised : from.clip;
  const to = { ...from, clip, raised: clip, decoration: free ? null : from.decoration };
  layers.push({ z: layerOf(style), marks: () => seenThrough(element, style, to, sheet) });
  return [];
}

/** With its opacity. */
function seenThrough(element: Element, style: CSSStyleDeclaration, from: Around, sheet: Sheet): Mark[] {
  const opacity = Number(style.opacity);
  if (opacity === 0) return [];
  const marks = stacked(element, style, from, sheet);
  const area = around(marks.map((mark) => mark.area));
  if (opacity === 1 || !area) return marks;
  return [{ svg: tag("g", { opacity }, written(marks, sheet.definitions)), area }];
}

/** Its own marks, then those of what is in it. */
function flowed(element: Element, style: CSSStyleDeclaration, from: Around, layers: Layer[], sheet: Sheet): Mark[] {
  const box = snapped(onPage(element.getBoundingClientRect()));
  const own = isSeen(style) ? cut(ownMarks(element, style, box, sheet), from.clip) : [];
  if (sharesBorders(style) && isSeen(style)) {
    const lines = sharedBorders(onPage(element.getBoundingClientRect()), style);
    layers.push({ z: 0, marks: () => cut(lines, from.clip) });
  }
  if (element instanceof SVGElement || isControl(element) || element instanceof HTMLCanvasElement) return own;
  const to = inside(style, box, from);
  const adorn = (which: Ornament): void => {
    for (const mark of ornamentMarks(element, which, to.host, sheet.definitions)) {
      layers.push({ z: 0, marks: () => cut([mark], to.raised) });
    }
  };
  adorn("::before");
  const marks = Array.from(element.childNodes, (node) => {
    if (node instanceof Element) return child(node, to, layers, sheet);
    const isText = node instanceof Text && isSeen(style);
    return isText ? cut(textMarks(node, sheet.baselines, to.decoration), to.clip) : [];
  });
  adorn("::after");
  return [own, ...marks].flat();
}

/** What reaches those in it. */
function inside(style: CSSStyleDeclaration, box: Area, from: Around): Around {
  const padded = inset(box, widths(style));
  const cuts = style.overflow !== "visible" && style.display !== "inline" && style.display !== "contents";
  const edge = wider(radiiOf(box, style), -Math.max(...widths(style)));
  const clip = cuts ? narrowed(from.clip, { area: padded, radii: edge }) : from.clip;
  const places = style.position !== "static" || style.transform !== "none";
  return {
    clip,
    raised: places ? clip : from.raised,
    host: places ? padded : from.host,
    decoration: style.textDecorationLine === "none" ? kept(style, from) : decorationOf(style),
  };
}

/** What is a block in a line is not underlined with the line. */
function kept({ display }: CSSStyleDeclaration, { decoration }: Around): Decoration | null {
  return display.startsWith("inline-") ? null : decoration;
}

function decorationOf(style: CSSStyleDeclaration): Decoration {
  const { textDecorationColor, textDecorationLine, textDecorationStyle } = style;
  const { textDecorationThickness, textUnderlineOffset } = style;
  return { textDecorationColor, textDecorationLine, textDecorationStyle, textDecorationThickness, textUnderlineOffset };
}
