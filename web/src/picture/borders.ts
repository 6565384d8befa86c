// Borders: one stroke around where all four sides are alike, a stroke a side where they differ; between the cells of a
// table that shares its borders, a stroke on the line between them.

import { type Area, grown, inset, type Sides, snapped } from "./area.ts";
import type { BoxStyle } from "./boxes.ts";
import type { Mark } from "./marks.ts";
import { painted, paintOf } from "./paint.ts";
import { outline, type Radii, SQUARE, wider } from "./rounded.ts";
import { type Attributes, short, tag } from "./xml.ts";

export interface Edge {
  readonly colour: string;
  readonly width: number;
  /** solid, dashed, dotted ...: CSS' border-style. */
  readonly kind: string;
}

/** The four borders: top, right, bottom, left; where there is none its width is 0. */
export function edges(style: BoxStyle): Edge[] {
  return [
    edge(style.borderTopColor, style.borderTopWidth, style.borderTopStyle),
    edge(style.borderRightColor, style.borderRightWidth, style.borderRightStyle),
    edge(style.borderBottomColor, style.borderBottomWidth, style.borderBottomStyle),
    edge(style.borderLeftColor, style.borderLeftWidth, style.borderLeftStyle),
  ];
}

/** Whether it is part of a table whose cells share their borders: those lie over the grounds of all cells. */
export function sharesBorders({ borderCollapse, display }: Pick<BoxStyle, "borderCollapse" | "display">): boolean {
  return borderCollapse === "collapse" && display.startsWith("table");
}

export function borders(area: Area, radii: Radii, style: BoxStyle): Mark[] {
  if (style.display.startsWith("table-row")) return [];
  const sides = edges(style);
  const [first, ...others] = sides;
  if (others.every((side) => same(side, first))) return isSeen(first) ? [round(area, radii, first)] : [];
  return sides.flatMap((side, place) => (isSeen(side) ? [straight(area, sides, place)] : []));
}

/** Each in the middle of the line between two cells, on whole pixels. `area` is where the cell lies to a hair. */
export function sharedBorders(area: Area, style: BoxStyle): Mark[] {
  const { left, top, right, bottom } = area;
  const lines = [
    { ...area, bottom: top },
    { ...area, left: right },
    { ...area, top: bottom },
    { ...area, right: left },
  ];
  return edges(style).flatMap((side, place) => {
    if (!isSeen(side)) return [];
    const line = snapped(grown(lines[place], side.width / 2));
    return [{ svg: outline(line, SQUARE, painted("fill", side.colour)), area: line }];
  });
}

/** How a line of this kind is stroked: fine dots are square, larger ones round. */
export function lined({ colour, width, kind }: Edge): Attributes {
  const round = kind === "dotted" && width >= 3;
  return {
    fill: "none",
    ...painted("stroke", colour),
    "stroke-width": width,
    "stroke-dasharray": dashes(kind, width)?.map(short).join(" "),
    "stroke-linecap": round ? "round" : null,
  };
}

function dashes(kind: string, width: number): number[] | null {
  if (kind === "dotted") return width >= 3 ? [0, 2 * width] : [width, width];
  if (kind === "dashed") return width >= 3 ? [2 * width, width] : [3 * width, 2 * width];
  return null;
}

function edge(colour: string, width: string, kind: string): Edge {
  const none = kind === "none" || kind === "hidden";
  return { colour, width: none ? 0 : Number.parseFloat(width) || 0, kind };
}

function isSeen({ colour, width }: Edge): boolean {
  return width > 0 && paintOf(colour) !== null;
}

function same(one: Edge, other: Edge): boolean {
  return one.colour === other.colour && one.width === other.width && one.kind === other.kind;
}

function round(area: Area, radii: Radii, side: Edge): Mark {
  const half = side.width / 2;
  return { svg: outline(inset(area, [half, half, half, half]), wider(radii, -half), lined(side)), area };
}

/** A side of its own; its ends are cut slantwise where the sides beside it are thick, as they are in a triangle that
 *  is made of borders. */
function straight(area: Area, sides: readonly Edge[], place: number): Mark {
  const { left, top, right, bottom } = area;
  const inner = inset(area, sides.map(({ width }) => width) as unknown as Sides);
  const outside = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ] as const;
  const inside = [
    [inner.left, inner.top],
    [inner.right, inner.top],
    [inner.right, inner.bottom],
    [inner.left, inner.bottom],
  ] as const;
  const next = (place + 1) % 4;
  const [from, to] = [outside[place], outside[next]];
  if (sides[place].kind === "solid") {
    const points = [from, to, inside[next], inside[place]].map((point) => point.map(short).join(",")).join(" ");
    return { svg: tag("polygon", { points, ...painted("fill", sides[place].colour) }), area };
  }
  const half = sides[place].width / 2;
  const [x, y] = [[0, -half, 0, half][place], [half, 0, -half, 0][place]];
  const line = { x1: from[0] + x, y1: from[1] + y, x2: to[0] + x, y2: to[1] + y };
  return { svg: tag("line", { ...line, ...lined(sides[place]) }), area };
}
