// The box of an element: shadows without blur, background, borders, outline. In: its place and its style. Out: marks.

import { type Area, beyond, grown, inset, isEmpty, type Sides } from "./area.ts";
import { borders, edges, lined, sharesBorders } from "./borders.ts";
import type { Definitions } from "./definitions.ts";
import { gradients } from "./gradients.ts";
import type { Mark } from "./marks.ts";
import { painted, paintOf } from "./paint.ts";
import { outline, type Radii, ring, SQUARE, wider } from "./rounded.ts";
import { tag } from "./xml.ts";

/** What of a computed style a box is made of. */
export type BoxStyle = Pick<
  CSSStyleDeclaration,
  | "backgroundColor"
  | "backgroundImage"
  | "backgroundPosition"
  | "backgroundRepeat"
  | "backgroundSize"
  | "borderBottomColor"
  | "borderBottomLeftRadius"
  | "borderBottomRightRadius"
  | "borderBottomStyle"
  | "borderBottomWidth"
  | "borderCollapse"
  | "borderLeftColor"
  | "borderLeftStyle"
  | "borderLeftWidth"
  | "borderRightColor"
  | "borderRightStyle"
  | "borderRightWidth"
  | "borderTopColor"
  | "borderTopLeftRadius"
  | "borderTopRightRadius"
  | "borderTopStyle"
  | "borderTopWidth"
  | "boxShadow"
  | "display"
  | "outlineColor"
  | "outlineOffset"
  | "outlineStyle"
  | "outlineWidth"
>;

/** Borders that the cells of a table share are not among them: see borders.ts. */
export function boxMarks(area: Area, style: BoxStyle, definitions: Definitions): Mark[] {
  const radii = radiiOf(area, style);
  const ground = paintOf(style.backgroundColor);
  return [
    ...shadows(area, radii, style, false),
    ...(ground ? [{ svg: outline(area, radii, painted("fill", style.backgroundColor)), area }] : []),
    ...gradients(inset(area, widths(style)), style, definitions),
    ...shadows(area, radii, style, true),
    ...(sharesBorders(style) ? [] : borders(area, radii, style)),
    ...outlined(area, radii, style),
  ];
}

/** Widths of the four borders. */
export function widths(style: BoxStyle): Sides {
  return edges(style).map(({ width }) => width) as unknown as Sides;
}

/** Of the corners, in pixels; percentages are of the box's width. */
export function radiiOf(area: Area, style: BoxStyle): Radii {
  const { borderTopLeftRadius, borderTopRightRadius, borderBottomRightRadius, borderBottomLeftRadius } = style;
  return [borderTopLeftRadius, borderTopRightRadius, borderBottomRightRadius, borderBottomLeftRadius].map((radius) => {
    const value = Number.parseFloat(radius) || 0;
    return radius.split(" ")[0].endsWith("%") ? (value / 100) * (area.right - area.left) : value;
  }) as unknown as Radii;
}

interface Shadow {
  readonly colour: string;
  readonly x: number;
  readonly y: number;
  readonly blur: number;
  readonly spread: number;
  readonly inner: boolean;
}

/** As computed: "rgb(0, 0, 0) 0px 0px 0px 2px, rgba(...) ... inset"; the first lies uppermost. */
export function shadowsOf(css: string): Shadow[] {
  const found = css.matchAll(/([a-z]+\([^)]*\))((?:\s-?[\d.]+(?:e-?\d+)?px){4})(\sinset)?/g);
  const shadows = Array.from(found, ([, colour, lengths, inner]) => {
    const [x, y, blur, spread] = lengths.trim().split(" ").map(Number.parseFloat);
    return { colour, x, y, blur, spread, inner: inner !== undefined };
  });
  return shadows.reverse();
}

/** Blurred ones are left out. */
function shadows(area: Area, radii: Radii, style: BoxStyle, inner: boolean): Mark[] {
  const crisp = shadowsOf(style.boxShadow).filter((shadow) => shadow.inner === inner && shadow.blur === 0);
  return crisp.flatMap(({ colour, x, y, spread }) => {
    if (!paintOf(colour)) return [];
    const [box, by] = inner ? [inset(area, widths(style)), -spread] : [area, spread];
    const cast = grown({ left: box.left + x, top: box.top + y, right: box.right + x, bottom: box.bottom + y }, by);
    if (x === 0 && y === 0) return spread === 0 ? [] : [ringed(box, radii, cast, colour, by)];
    const pieces = inner ? beyond(box, cast) : beyond(cast, box);
    return pieces.map((piece) => ({ svg: outline(piece, SQUARE, painted("fill", colour)), area: piece }));
  });
}

function ringed(box: Area, radii: Radii, cast: Area, colour: string, by: number): Mark {
  const look = { "fill-rule": "evenodd", ...painted("fill", colour) };
  return { svg: tag("path", { d: ring(box, radii, cast, wider(radii, by)), ...look }), area: by > 0 ? cast : box };
}

function outlined(area: Area, radii: Radii, style: BoxStyle): Mark[] {
  const width = Number.parseFloat(style.outlineWidth) || 0;
  if (style.outlineStyle === "none" || width === 0 || !paintOf(style.outlineColor)) return [];
  const middle = (Number.parseFloat(style.outlineOffset) || 0) + width / 2;
  const line = grown(area, middle);
  if (isEmpty(line)) return [];
  const kind = style.outlineStyle === "auto" ? "solid" : style.outlineStyle;
  const look = lined({ colour: style.outlineColor, width, kind });
  return [{ svg: outline(line, wider(radii, middle), look), area: grown(line, width / 2) }];
}
