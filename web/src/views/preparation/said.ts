// One pixel in words: where it is, counted from 0, and its number from 0 to 1.

import { placeOf } from "../../draw/names.ts";
import type { Texts } from "../../texts/texts.ts";

export function said(t: Texts, levels: Uint8Array, pixel: number): string {
  return t("draw.pixel", { ...placeOf(pixel), value: t.number(levels[pixel] / 255, 2) });
}
