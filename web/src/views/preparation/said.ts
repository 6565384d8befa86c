// One pixel in words: where it is, counted from 1, and its number from 0 to 1.

import { SIDE } from "../../lab/steps.ts";
import type { Texts } from "../../texts/texts.ts";

export function said(t: Texts, levels: Uint8Array, pixel: number): string {
  const place = { row: Math.floor(pixel / SIDE) + 1, column: (pixel % SIDE) + 1 };
  return t("draw.pixel", { ...place, value: t.number(levels[pixel] / 255, 2) });
}
