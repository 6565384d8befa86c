// An <svg> of the page -> the same shapes with their computed looks as attributes: no style sheet is needed any more.
// In: the element. Out: one mark. Shapes, texts and what they refer to are taken along: no script, no foreign part.

import { type Area, isEmpty, onPage, snapped } from "./area.ts";
import { familyOf, transformed } from "./letters.ts";
import { fine, lookOf, referred } from "./looks.ts";
import { cut, type Mark } from "./marks.ts";
import { painted } from "./paint.ts";
import { SQUARE } from "./rounded.ts";
import { type Attributes, escaped, short, tag } from "./xml.ts";

/** What is copied, and which of its attributes. */
const COPIED: Readonly<Record<string, readonly string[]>> = {
  g: ["transform"],
  path: ["d", "transform"],
  rect: ["x", "y", "width", "height", "rx", "ry", "transform"],
  circle: ["cx", "cy", "r", "transform"],
  ellipse: ["cx", "cy", "rx", "ry", "transform"],
  line: ["x1", "y1", "x2", "y2", "transform"],
  polyline: ["points", "transform"],
  polygon: ["points", "transform"],
  text: ["x", "y", "dx", "dy", "transform"],
  tspan: ["x", "y", "dx", "dy"],
  defs: [],
  clipPath: ["id", "clipPathUnits"],
  marker: ["id", "viewBox", "refX", "refY", "markerWidth", "markerHeight", "markerUnits", "orient"],
  pattern: ["id", "x", "y", "width", "height", "viewBox", "patternUnits", "patternContentUnits", "patternTransform"],
  linearGradient: ["id", "x1", "y1", "x2", "y2", "gradientUnits", "gradientTransform", "spreadMethod"],
  radialGradient: ["id", "cx", "cy", "r", "fx", "fy", "gradientUnits", "gradientTransform", "spreadMethod"],
  stop: ["offset"],
};
/** What is never drawn where it stands, but where it is referred to. */
const DEFINED = "defs, clipPath, marker, pattern, linearGradient, radialGradient";

/** box: where the page shows it, on whole pixels. */
export function shapeMarks(svg: SVGSVGElement, box: Area, overflow: string): Mark[] {
  const matrix = placed(svg);
  if (!matrix) return [];
  const { a, b, c, d, e, f } = matrix;
  const scale = Math.hypot(a, b);
  const even = Math.abs(scale - Math.hypot(c, d)) < 0.001 * scale;
  const content = [...svg.children].map((child) => shapeOf(child, even ? scale : null)).join("");
  if (content === "") return [];
  const transform = `matrix(${[a, b, c, d].map(fine).join(" ")} ${short(e)} ${short(f)})`;
  const mark = { svg: tag("g", { transform }, content), area: reach(svg, box) };
  return overflow === "visible" ? [mark] : cut([mark], { area: box, radii: SQUARE });
}

/** From its units to pixels of the page: a browser moves it to whole pixels, and leaves its size. */
function placed(svg: SVGSVGElement): DOMMatrix | null {
  const matrix = svg.getScreenCTM();
  if (!matrix) return null;
  const raw = onPage(svg.getBoundingClientRect());
  const { left, top } = snapped(raw);
  return new DOMMatrix().translate(scrollX + left - raw.left, scrollY + top - raw.top).multiply(matrix);
}

/** The box, and whatever of the shapes reaches beyond it. */
function reach(svg: SVGSVGElement, box: Area): Area {
  let { left, top, right, bottom } = box;
  for (const shape of svg.querySelectorAll("path, rect, circle, ellipse, line, polyline, polygon, text")) {
    const place = onPage(shape.getBoundingClientRect());
    if (shape.closest(DEFINED) || (isEmpty(place) && place.left === place.right && place.top === place.bottom))
      continue;
    [left, top] = [Math.min(left, place.left), Math.min(top, place.top)];
    [right, bottom] = [Math.max(right, place.right), Math.max(bottom, place.bottom)];
  }
  return { left, top, right, bottom };
}

/** scale: pixels of the page for one unit; null where that differs between across and down. */
function shapeOf(element: Element, scale: number | null): string {
  const name = element.localName;
  const copied = COPIED[name];
  if (!copied || !(element instanceof SVGElement)) return "";
  const style = getComputedStyle(element);
  if (style.display === "none" && !element.matches(DEFINED) && !element.closest(DEFINED)) return "";
  const content = Array.from(element.childNodes, (child) => {
    if (child instanceof Element) return shapeOf(child, scale);
    return isText(name) ? escaped(wordsOf(child, style)) : "";
  }).join("");
  const given: Attributes = {
    ...Object.fromEntries(copied.map((attribute) => [attribute, valueIn(element, attribute)])),
    opacity: style.opacity === "1" ? null : style.opacity,
    "clip-path": referred(style.clipPath),
  };
  if (name === "stop") return tag(name, { ...given, ...stopOf(style) });
  if (name === "g" || element.matches(DEFINED)) return content === "" ? "" : tag(name, given, content);
  if (style.visibility !== "visible") return "";
  return tag(name, { ...given, ...lookOf(style, scale), ...(isText(name) ? fontOf(style) : {}) }, content);
}

function isText(name: string): boolean {
  return name === "text" || name === "tspan";
}

function wordsOf(node: Node, style: CSSStyleDeclaration): string {
  return transformed((node.nodeValue ?? "").replace(/[ \t\n\r\f]+/g, " "), style.textTransform);
}

/** In units, also where it was given in per cent. */
function valueIn(element: Element, attribute: string): string | number | null {
  const written = element.getAttribute(attribute);
  if (!written?.endsWith("%")) return written;
  const length: unknown = Reflect.get(element, attribute);
  return length instanceof SVGAnimatedLength ? length.baseVal.value : written;
}

function stopOf({ stopColor, stopOpacity }: CSSStyleDeclaration): Attributes {
  const { fill, "fill-opacity": opacity } = painted("fill", stopColor);
  return { "stop-color": fill, "stop-opacity": stopOpacity === "1" ? opacity : stopOpacity };
}

function fontOf(style: CSSStyleDeclaration): Attributes {
  return {
    "font-family": familyOf(style.fontFamily),
    "font-size": fine(Number.parseFloat(style.fontSize)),
    "font-weight": style.fontWeight === "400" ? null : style.fontWeight,
    "font-style": style.fontStyle === "normal" ? null : style.fontStyle,
    "text-anchor": style.textAnchor === "start" ? null : style.textAnchor,
    "dominant-baseline": style.dominantBaseline === "auto" ? null : style.dominantBaseline,
  };
}
