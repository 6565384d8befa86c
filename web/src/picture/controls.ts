// What stands in a form: sliders, boxes to tick, choices, numbers to type -> plain marks with their value.
// In: the element, its place and its style. Out: marks that lie over its box.

import { type Colour, css } from "../draw/colours.ts";
import { inkOn } from "../draw/contrast.ts";
import { type Area, inset } from "./area.ts";
import type { Baselines } from "./baselines.ts";
import { textMark } from "./letters.ts";
import type { Mark } from "./marks.ts";
import { painted, paintOf } from "./paint.ts";
import { outline, type Radii } from "./rounded.ts";
import { type Attributes, short, tag } from "./xml.ts";

export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Half of the height of a slider's thumb and of its track, in pixels. */
const [THUMB, TRACK] = [8, 2.5];
const GREY = "#80858f";

export function isControl(element: Element): element is Control {
  return /^(input|select|textarea)$/.test(element.localName);
}

/** Whether a browser draws it in its own way, without the box that other elements have. */
export function isDrawnByBrowser(element: Element): boolean {
  return element instanceof HTMLInputElement && /^(range|checkbox|radio)$/.test(element.type);
}

/** words: where they are to stand, to a hair; box: what is around them, on whole pixels. */
export function controlMarks(
  control: Control,
  box: Area,
  words: Area,
  style: CSSStyleDeclaration,
  baselines: Baselines,
): Mark[] {
  if (control instanceof HTMLSelectElement) {
    const chosen = control.selectedOptions[0]?.text.trim() ?? "";
    return [...written(chosen, { ...words, left: words.left + 4 }, style, baselines), arrow(box, style)];
  }
  if (control instanceof HTMLInputElement) {
    if (control.type === "range") return slider(control, box, style);
    if (control.type === "checkbox" || control.type === "radio") return tick(control, box, style);
    if (/^(file|hidden|color|image|password)$/.test(control.type)) return [];
  }
  return written(control.value === "" ? control.placeholder : control.value, words, style, baselines);
}

/** In one line, in the middle of the height. */
function written(text: string, within: Area, style: CSSStyleDeclaration, baselines: Baselines): Mark[] {
  const { ascent, height } = baselines.of(style);
  const top = (within.top + within.bottom - height) / 2;
  const line = { text, area: { ...within, top, bottom: top + height }, broken: false };
  const mark = textMark({ ...line, ascent, style, decoration: null });
  return text !== "" && mark ? [mark] : [];
}

function arrow(box: Area, style: CSSStyleDeclaration): Mark {
  const [right, middle] = [box.right - 5, (box.top + box.bottom) / 2];
  const d = `M${short(right - 8)} ${short(middle - 2)}l4 4 4-4`;
  const look = { fill: "none", ...painted("stroke", style.color), "stroke-width": 2 };
  const area = { left: right - 10, top: middle - 4, right: right + 2, bottom: middle + 4 };
  return { svg: tag("path", { d, ...look }), area };
}

function slider(control: HTMLInputElement, box: Area, style: CSSStyleDeclaration): Mark[] {
  const [low, high] = [Number(control.min || 0), Number(control.max || 100)];
  const part = high > low ? Math.min(1, Math.max(0, (control.valueAsNumber - low) / (high - low))) : 0;
  const middle = (box.top + box.bottom) / 2;
  const at = box.left + THUMB + part * (box.right - box.left - 2 * THUMB);
  if (style.appearance === "none") return [thumb(at, middle, THUMB - 2, style.color)];
  const track = { left: box.left, top: middle - TRACK, right: box.right, bottom: middle + TRACK };
  const radii: Radii = [TRACK, TRACK, TRACK, TRACK];
  const accent = painted("fill", accentOf(control, style));
  const svg = [
    outline(track, radii, { ...painted("fill", GREY), "fill-opacity": "0.35" }),
    outline({ ...track, right: Math.max(at, box.left + 2 * TRACK) }, radii, accent),
    thumb(at, middle, THUMB, accentOf(control, style)).svg,
  ];
  return [{ svg: svg.join(""), area: { ...box, top: middle - THUMB, bottom: middle + THUMB } }];
}

function thumb(cx: number, cy: number, r: number, colour: string): Mark {
  const area = { left: cx - r, top: cy - r, right: cx + r, bottom: cy + r };
  return { svg: tag("circle", { cx, cy, r, ...painted("fill", colour) }), area };
}

function tick(control: HTMLInputElement, box: Area, style: CSSStyleDeclaration): Mark[] {
  const side = box.right - box.left;
  const corner = control.type === "radio" ? side / 2 : Math.min(3, side / 5);
  const accent = accentOf(control, style);
  const look: Attributes = control.checked
    ? painted("fill", accent)
    : { fill: "none", ...painted("stroke", GREY), "stroke-width": 1 };
  const frame = outline(inset(box, [0.5, 0.5, 0.5, 0.5]), [corner, corner, corner, corner], look);
  const inside = control.checked ? sign(control.type, box, side, accent) : "";
  return [{ svg: frame + inside, area: box }];
}

/** The hook of a box, the dot of a choice: light on what is filled dark, dark on what is filled light. */
function sign(type: string, { left, top }: Area, side: number, ground: string): string {
  const [x, y] = [(part: number) => short(left + part * side), (part: number) => short(top + part * side)];
  const ink = css(inkOn(levelsOf(ground)));
  if (type === "radio") return tag("circle", { cx: x(0.5), cy: y(0.5), r: side / 5, ...painted("fill", ink) });
  const d = `M${x(0.22)} ${y(0.52)}L${x(0.42)} ${y(0.72)}L${x(0.78)} ${y(0.3)}`;
  return tag("path", { d, fill: "none", ...painted("stroke", ink), "stroke-width": side / 8 });
}

function levelsOf(ground: string): Colour {
  const hex = paintOf(ground)?.colour ?? GREY;
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Colour;
}

function accentOf(control: HTMLInputElement, style: CSSStyleDeclaration): string {
  if (control.disabled) return GREY;
  return style.accentColor === "auto" ? style.color : style.accentColor;
}
