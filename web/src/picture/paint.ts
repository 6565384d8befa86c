// Colours as a browser computes them -> colours that every reader of SVG knows: #rrggbb, and an opacity beside it.

import type { Attributes } from "./xml.ts";

export interface Paint {
  readonly colour: string;
  readonly opacity: number;
}

/** rgb(1, 2, 3), rgba(1, 2, 3, 0.5), rgb(1 2 3 / 50%), color(srgb 0.1 0.2 0.3 / 0.5), #123 and #112233. Null of what
 *  cannot be seen; what is written in another way stays as it is. */
export function paintOf(css: string): Paint | null {
  if (css === "none" || css === "transparent" || css === "") return null;
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(css);
  if (hex) return { colour: hex[1].length === 3 ? `#${hex[1].replace(/./g, "$&$&")}` : css, opacity: 1 };
  const found = /^(?:rgba?|color)\((srgb\s)?([^)]*)\)$/.exec(css);
  if (!found) return { colour: css, opacity: 1 };
  const parts = found[2].split(/[\s,/]+/).filter(Boolean);
  const opacity = parts.length > 3 ? part(parts[3]) : 1;
  const scale = found[1] ? 255 : 1;
  const colour = `#${parts
    .slice(0, 3)
    .map((level) => hexOf(Number.parseFloat(level) * scale))
    .join("")}`;
  return opacity > 0 ? { colour, opacity: Math.round(opacity * 1000) / 1000 } : null;
}

/** fill="#112233" fill-opacity="0.5", or the same of stroke; "none" where there is nothing to see. */
export function painted(which: "fill" | "stroke", css: string): Attributes {
  const paint = paintOf(css);
  if (!paint) return { [which]: "none" };
  return { [which]: paint.colour, [`${which}-opacity`]: paint.opacity === 1 ? null : String(paint.opacity) };
}

function part(written: string): number {
  const value = Number.parseFloat(written);
  return written.endsWith("%") ? value / 100 : value;
}

function hexOf(level: number): string {
  const whole = Math.round(Math.min(255, Math.max(0, level || 0)));
  return whole.toString(16).padStart(2, "0");
}
