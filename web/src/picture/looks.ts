// How a shape is filled and stroked, from its computed style -> attributes that every reader of SVG knows.

import { painted } from "./paint.ts";
import type { Attributes } from "./xml.ts";

export type ShapeStyle = Pick<
  CSSStyleDeclaration,
  | "fill"
  | "fillOpacity"
  | "fillRule"
  | "markerEnd"
  | "markerMid"
  | "markerStart"
  | "stroke"
  | "strokeDasharray"
  | "strokeLinecap"
  | "strokeLinejoin"
  | "strokeOpacity"
  | "strokeWidth"
  | "vectorEffect"
>;

/** scale: pixels of the page for one unit; null where that differs between across and down. */
export function lookOf(style: ShapeStyle, scale: number | null): Attributes {
  const fill = { ...paintedOrReferred("fill", style.fill), ...opacity("fill", style.fill, style.fillOpacity) };
  const stroke = paintedOrReferred("stroke", style.stroke);
  const rule = { "fill-rule": style.fillRule === "evenodd" ? "evenodd" : null };
  if (stroke.stroke === "none") return { ...fill, ...rule };
  return {
    ...fill,
    ...rule,
    ...stroke,
    ...opacity("stroke", style.stroke, style.strokeOpacity),
    ...lineOf(style, scale),
    "marker-start": referred(style.markerStart),
    "marker-mid": referred(style.markerMid),
    "marker-end": referred(style.markerEnd),
  };
}

/** Strokes that keep their width whatever the scale get the width that they have: few programs know the rule. */
function lineOf(style: ShapeStyle, scale: number | null): Attributes {
  const kept = style.vectorEffect === "non-scaling-stroke";
  const by = kept && scale !== null ? 1 / scale : 1;
  const dashes = style.strokeDasharray === "none" ? null : style.strokeDasharray.split(/[\s,]+/);
  return {
    "stroke-width": fine(Number.parseFloat(style.strokeWidth) * by),
    "stroke-linecap": style.strokeLinecap === "butt" ? null : style.strokeLinecap,
    "stroke-linejoin": style.strokeLinejoin === "miter" ? null : style.strokeLinejoin,
    "stroke-dasharray": dashes?.map((dash) => fine(Number.parseFloat(dash) * by)).join(" "),
    "vector-effect": kept && scale === null ? "non-scaling-stroke" : null,
  };
}

/** url("#tip") -> url(#tip); null of everything else, above all of what is elsewhere. */
export function referred(css: string): string | null {
  const found = /^url\(["']?(#[^"')]+)["']?\)/.exec(css);
  return found && `url(${found[1]})`;
}

function paintedOrReferred(which: "fill" | "stroke", css: string): Attributes {
  if (!css.startsWith("url(")) return painted(which, css);
  return { [which]: referred(css) ?? "none" };
}

function opacity(which: "fill" | "stroke", css: string, given: string): Attributes {
  const own = painted(which, css)[`${which}-opacity`];
  return given === "1" ? {} : { [`${which}-opacity`]: fine(Number(given) * Number(own ?? 1)) };
}

/** Units may be far larger than a pixel: two digits would not do. */
export function fine(value: number): string {
  return String(Math.round(value * 1e5) / 1e5);
}
