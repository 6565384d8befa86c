// What a formula has beside its letters: the bar of a fraction. In: a <mfrac>. Out: a mark.

import { onPage } from "./area.ts";
import type { Mark } from "./marks.ts";
import { painted } from "./paint.ts";
import { tag } from "./xml.ts";

/** The bar's thickness in parts of the size of the type. */
const THICK = 0.06;

export function fractionMarks(fraction: Element, style: CSSStyleDeclaration): Mark[] {
  const [above, below] = fraction.children;
  if (!above || !below) return [];
  const { left, right } = onPage(fraction.getBoundingClientRect());
  const middle = (onPage(above.getBoundingClientRect()).bottom + onPage(below.getBoundingClientRect()).top) / 2;
  const width = Math.max(1, Math.round(THICK * Number.parseFloat(style.fontSize)));
  const y = width % 2 === 1 ? Math.floor(middle) + 0.5 : Math.round(middle);
  const line = { x1: left, y1: y, x2: right, y2: y, "stroke-width": width };
  const svg = tag("line", { ...line, ...painted("stroke", style.color) });
  return [{ svg, area: { left, right, top: y - width / 2, bottom: y + width / 2 } }];
}
