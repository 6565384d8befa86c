// Boxes that a style sheet adds before and after an element's content (::before, ::after), where they have a place of
// their own: nobody tells where others are. In: the element, and the place that they are placed in. Out: marks.

import { type Area, snapped } from "./area.ts";
import { boxMarks } from "./boxes.ts";
import type { Definitions } from "./definitions.ts";
import { type Mark, written } from "./marks.ts";
import { tag } from "./xml.ts";

export type Ornament = "::before" | "::after";

export function ornamentMarks(element: Element, which: Ornament, host: Area, definitions: Definitions): Mark[] {
  const style = getComputedStyle(element, which);
  if (/^(none|normal)$/.test(style.content) || style.display === "none" || style.position !== "absolute") return [];
  const area = snapped(placeOf(style, host));
  const marks = boxMarks(area, style, definitions);
  if (style.opacity === "1" || marks.length === 0) return marks;
  return [{ svg: tag("g", { opacity: Number(style.opacity) }, written(marks, definitions)), area }];
}

/** Used values, as computed styles of placed boxes are: with paddings and borders, as the lab sizes boxes. */
function placeOf({ left, top, width, height, marginLeft, marginTop }: CSSStyleDeclaration, host: Area): Area {
  const x = host.left + Number.parseFloat(left) + Number.parseFloat(marginLeft);
  const y = host.top + Number.parseFloat(top) + Number.parseFloat(marginTop);
  return { left: x, top: y, right: x + Number.parseFloat(width), bottom: y + Number.parseFloat(height) };
}
