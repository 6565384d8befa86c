// The triangle before what can be unfolded. In: a <summary> and its style. Out: a mark, or none.

import { onPage } from "./area.ts";
import type { Baselines } from "./baselines.ts";
import type { Mark } from "./marks.ts";
import { painted } from "./paint.ts";
import { short, tag } from "./xml.ts";

/** Its longer side and its height, in parts of the size of the type. */
const [LONG, HIGH] = [0.69, 0.56];

export function markerMarks(item: Element, style: CSSStyleDeclaration, baselines: Baselines): Mark[] {
  const open = style.listStyleType === "disclosure-open";
  if (style.display !== "list-item" || !(open || style.listStyleType === "disclosure-closed")) return [];
  const size = Number.parseFloat(style.fontSize);
  const [left, baseline] = startOf(item, style, baselines, size);
  const [long, high] = [LONG * size, HIGH * size];
  const top = baseline - long;
  const right = `M${short(left)} ${short(top)}l${short(high)} ${short(long / 2)}l${short(-high)} ${short(long / 2)}z`;
  const down = `M${short(left)} ${short(top + 0.1 * size)}h${short(long)}l${short(-long / 2)} ${short(high)}z`;
  const svg = tag("path", { d: open ? down : right, ...painted("fill", style.color) });
  return [{ svg, area: { left, top, right: left + long, bottom: baseline } }];
}

/** Where the item's first line begins, and its baseline. */
function startOf(item: Element, style: CSSStyleDeclaration, baselines: Baselines, size: number): [number, number] {
  const box = onPage(item.getBoundingClientRect());
  const line = Number.parseFloat(style.lineHeight) || 1.2 * size;
  const top = box.top + Number.parseFloat(style.paddingTop) + Number.parseFloat(style.borderTopWidth);
  const left = box.left + Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.borderLeftWidth);
  const { ascent, height } = baselines.of(style);
  return [left, top + (line - height) / 2 + ascent];
}
