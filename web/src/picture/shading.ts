// One linear gradient of a style sheet -> a definition in the picture. In: linear-gradient(...) as computed, and the
// place it fills. Out: the reference to it, for an attribute.

import type { Area } from "./area.ts";
import type { Definitions } from "./definitions.ts";
import { lengthOf, split } from "./lengths.ts";
import { paintOf } from "./paint.ts";
import { type Attributes, tag } from "./xml.ts";

interface Vector {
  readonly x: number;
  readonly y: number;
}

interface Stop {
  readonly colour: string;
  /** From the start of the gradient, in pixels. */
  readonly at: number;
}

export function shadingOf(css: string, tile: Area, definitions: Definitions): string {
  const parts = split(css.slice(css.indexOf("(") + 1, -1), ",");
  const [width, height] = [tile.right - tile.left, tile.bottom - tile.top];
  const way = wayOf(parts[0], width, height);
  const { x, y } = way ?? { x: 0, y: 1 };
  const length = Math.abs(width * x) + Math.abs(height * y);
  const stops = stopsOf(way ? parts.slice(1) : parts, length);
  const repeated = css.startsWith("repeating-");
  const end = repeated ? (stops.at(-1)?.at ?? length) : length;
  const content = stops.map((stop) => stopTag(stop, end)).join("");
  // Along an edge the gradient is told in parts of its box, so that all tiles share one definition.
  const place = !repeated && (x === 0 || y === 0) ? boxed(x, y) : { ...placed(tile, { x, y }, length, end), ...USER };
  return definitions.reference("linearGradient", { ...place, spreadMethod: repeated ? "repeat" : null }, content);
}

const USER: Attributes = { gradientUnits: "userSpaceOnUse" };

function boxed(x: number, y: number): Attributes {
  return { x1: x < 0 ? 1 : 0, y1: y < 0 ? 1 : 0, x2: x > 0 ? 1 : 0, y2: y > 0 ? 1 : 0 };
}

function placed({ left, top, right, bottom }: Area, { x, y }: Vector, length: number, end: number): Attributes {
  const [startX, startY] = [(left + right - x * length) / 2, (top + bottom - y * length) / 2];
  return { x1: startX, y1: startY, x2: startX + x * end, y2: startY + y * end };
}

/** The direction of a gradient, as long as 1; null of what is a colour already. */
function wayOf(part: string, width: number, height: number): Vector | null {
  const turned = /^([-\d.]+)deg$/.exec(part);
  if (turned) {
    const angle = (Number(turned[1]) * Math.PI) / 180;
    return { x: exact(Math.sin(angle)), y: exact(-Math.cos(angle)) };
  }
  if (!part.startsWith("to ")) return null;
  const x = part.includes("right") ? 1 : part.includes("left") ? -1 : 0;
  const y = part.includes("bottom") ? 1 : part.includes("top") ? -1 : 0;
  if (x === 0 || y === 0) return { x, y };
  // Towards a corner: so that the colour in the middle reaches both other corners.
  const size = Math.hypot(width, height);
  return { x: (x * height) / size, y: (y * width) / size };
}

function exact(part: number): number {
  return Math.round(part * 1e9) / 1e9;
}

/** "red 1px", "red", "red 5px 6px" (from and to): where none is said, they are spread evenly. */
function stopsOf(parts: readonly string[], length: number): Stop[] {
  return parts.flatMap((part, index) => {
    const [colour, ...places] = split(part, " ");
    const usual = `${(100 * index) / Math.max(1, parts.length - 1)}%`;
    return (places.length > 0 ? places : [usual]).map((place) => ({ colour, at: lengthOf(place, length) }));
  });
}

function stopTag({ colour, at }: Stop, end: number): string {
  const offset = String(Math.round((1e5 * at) / end) / 1e5);
  const paint = paintOf(colour) ?? { colour: "#000000", opacity: 0 };
  const opacity = paint.opacity === 1 ? null : String(paint.opacity);
  return tag("stop", { offset, "stop-color": paint.colour, "stop-opacity": opacity });
}
