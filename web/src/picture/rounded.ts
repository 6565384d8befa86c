// Rectangles with round corners as SVG shapes: a <rect> where all corners are alike, a <path> otherwise.

import type { Area } from "./area.ts";
import { type Attributes, short, tag } from "./xml.ts";

/** Of the corners: upper left, upper right, lower right, lower left. */
export type Radii = readonly [number, number, number, number];

export const SQUARE: Radii = [0, 0, 0, 0];

export function outline(area: Area, radii: Radii, look: Attributes): string {
  const [rx, ...others] = fitting(area, radii);
  if (others.some((radius) => radius !== rx)) return tag("path", { d: pathOf(area, radii), ...look });
  const { left: x, top: y } = area;
  return tag("rect", { x, y, width: area.right - x, height: area.bottom - y, rx: rx > 0 ? rx : null, ...look });
}

/** The same as the data of a path, clockwise. */
export function pathOf(area: Area, given: Radii): string {
  const [one, two, three, four] = fitting(area, given);
  const { left, top, right, bottom } = area;
  const arc = (radius: number, x: number, y: number): string =>
    radius > 0 ? `a${short(radius)} ${short(radius)} 0 0 1 ${short(x)} ${short(y)}` : "";
  return [
    `M${short(left + one)} ${short(top)}H${short(right - two)}${arc(two, two, two)}`,
    `V${short(bottom - three)}${arc(three, -three, three)}H${short(left + four)}${arc(four, -four, -four)}`,
    `V${short(top + one)}${arc(one, one, -one)}Z`,
  ].join("");
}

/** Between an outer and an inner rectangle: to be filled with the rule "evenodd". */
export function ring(outer: Area, outerRadii: Radii, inner: Area, innerRadii: Radii): string {
  return pathOf(outer, outerRadii) + pathOf(inner, innerRadii);
}

/** Radii a step further out (or in, where negative); square corners stay square. */
export function wider(radii: Radii, by: number): Radii {
  return radii.map((radius) => (radius > 0 ? Math.max(0, radius + by) : 0)) as unknown as Radii;
}

/** As CSS has it: where the curves of a side would meet, all of them shrink. */
function fitting(area: Area, radii: Radii): Radii {
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  const [one, two, three, four] = radii;
  const parts = [width / (one + two), height / (two + three), width / (three + four), height / (four + one)];
  const scale = Math.min(1, ...parts.filter((part) => part >= 0));
  return radii.map((radius) => Math.max(0, radius * scale)) as unknown as Radii;
}
