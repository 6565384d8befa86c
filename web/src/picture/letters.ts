// One line of text -> a mark. In: the words, their place, where the baseline is, and the style. Out: a <text>.

import type { Area } from "./area.ts";
import { type Decoration, decorationMark } from "./decorations.ts";
import type { Line } from "./lines.ts";
import type { Mark } from "./marks.ts";
import { painted, paintOf } from "./paint.ts";
import { attributes, escaped, tag } from "./xml.ts";

export type TextStyle = Pick<
  CSSStyleDeclaration,
  | "color"
  | "direction"
  | "fontFamily"
  | "fontSize"
  | "fontStyle"
  | "fontVariantNumeric"
  | "fontWeight"
  | "letterSpacing"
  | "textAlign"
  | "textTransform"
>;

/** SVG's text-anchor; null is its usual one, the start. */
type Anchor = "middle" | "end" | null;

export interface Letters extends Line {
  /** From the upper edge of the area to the baseline. */
  readonly ascent: number;
  readonly style: TextStyle;
  readonly decoration: Decoration | null;
}

export function textMark({ text, area, broken, ascent, style, decoration }: Letters): Mark | null {
  if (!paintOf(style.color)) return null;
  const anchor = broken ? null : anchorOf(style);
  const shared = attributes({
    ...painted("fill", style.color),
    "font-family": familyOf(style.fontFamily),
    "font-size": Number.parseFloat(style.fontSize),
    "font-weight": style.fontWeight === "400" ? null : style.fontWeight,
    "font-style": style.fontStyle === "normal" ? null : style.fontStyle,
    "letter-spacing": style.letterSpacing === "normal" ? null : Number.parseFloat(style.letterSpacing),
    "text-anchor": anchor,
    style: style.fontVariantNumeric === "normal" ? null : `font-variant-numeric:${style.fontVariantNumeric}`,
  });
  const y = area.top + ascent;
  const written = transformed(text, style.textTransform);
  const svg = tag("text", { x: pointOf(area, anchor), y }, escaped(written));
  const line = decoration ? decorationMark(decoration, area, y, Number.parseFloat(style.fontSize)) : null;
  if (!line) return { svg, area, shared };
  return { svg: line.svg + svg, area: { ...area, bottom: Math.max(area.bottom, line.area.bottom) }, shared };
}

/** The generic families that older programs do not know are followed by one that they know. */
export function familyOf(families: string): string {
  const single = families.replace(/"/g, "'");
  return /(^|, )(serif|sans-serif|monospace)$/.test(single) ? single : `${single}, serif`;
}

/** Where letters of another width than expected would do the least harm: numbers stay aligned to the right. */
export function anchorOf({ textAlign }: Pick<TextStyle, "textAlign">): Anchor {
  if (textAlign === "center" || textAlign === "-webkit-center") return "middle";
  return textAlign === "right" || textAlign === "end" ? "end" : null;
}

export function transformed(text: string, how: string): string {
  if (how === "uppercase") return text.toUpperCase();
  if (how === "lowercase") return text.toLowerCase();
  return how === "math-auto" ? slanted(text) : text;
}

function pointOf({ left, right }: Area, anchor: Anchor): number {
  return anchor === "end" ? right : anchor === "middle" ? (left + right) / 2 : left;
}

/** A single letter in a formula is a variable: Unicode has slanted letters for them. */
function slanted(text: string): string {
  if ([...text].length !== 1) return text;
  if (text === "h") return "\u210e"; // it was there before the others
  const code = text.codePointAt(0) as number;
  for (const [first, last, to] of SLANTED) {
    if (code >= first && code <= last) return String.fromCodePoint(to + code - first);
  }
  return text;
}

/** A to Z, a to z, Greek capitals, Greek small letters, and where their slanted forms begin. */
const SLANTED = [
  [0x41, 0x5a, 0x1d434],
  [0x61, 0x7a, 0x1d44e],
  [0x391, 0x3a9, 0x1d6e2],
  [0x3b1, 0x3c9, 0x1d6fc],
] as const;
