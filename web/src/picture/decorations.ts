// Underlines and the like, which a text has from what is around it -> lines of their own: programs that read SVG differ
// about them. In: how a text is decorated, its place, its baseline. Out: a mark, or null where there is no line.

import { type Area, grown } from "./area.ts";
import { lined } from "./borders.ts";
import type { Mark } from "./marks.ts";
import { tag } from "./xml.ts";

export type Decoration = Pick<
  CSSStyleDeclaration,
  | "textDecorationColor"
  | "textDecorationLine"
  | "textDecorationStyle"
  | "textDecorationThickness"
  | "textUnderlineOffset"
>;

/** size: of the type, in pixels. */
export function decorationMark(decoration: Decoration, area: Area, baseline: number, size: number): Mark | null {
  const said = Number.parseFloat(decoration.textDecorationThickness);
  const width = Math.max(1, Math.round(Number.isNaN(said) ? size / 10 : said));
  const below = offsetOf(decoration, width, size);
  if (below === null) return null;
  const y = Math.round(baseline + below) + width / 2;
  const look = lined({ colour: decoration.textDecorationColor, width, kind: decoration.textDecorationStyle });
  const svg = tag("line", { x1: area.left, y1: y, x2: area.right, y2: y, ...look });
  return { svg, area: grown({ left: area.left, right: area.right, top: y, bottom: y }, width / 2) };
}

/** From the baseline down to the upper edge of the line. */
function offsetOf({ textDecorationLine, textUnderlineOffset }: Decoration, width: number, size: number): number | null {
  if (textDecorationLine.includes("line-through")) return -0.28 * size;
  if (!textDecorationLine.includes("underline")) return null;
  const said = Number.parseFloat(textUnderlineOffset);
  return Number.isNaN(said) ? Math.max(1, Math.ceil(width / 2)) : said;
}
