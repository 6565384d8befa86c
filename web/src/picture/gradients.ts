// Backgrounds that are linear gradients -> rectangles filled with them, a rectangle a tile.
// In: the place that the background fills, and its style. Out: marks. Other backgrounds are left out.

import { type Area, isEmpty, overlap, snapped } from "./area.ts";
import type { BoxStyle } from "./boxes.ts";
import type { Definitions } from "./definitions.ts";
import { lengthOf, split } from "./lengths.ts";
import type { Mark } from "./marks.ts";
import { outline, SQUARE } from "./rounded.ts";
import { shadingOf } from "./shading.ts";

type BackgroundStyle = Pick<BoxStyle, "backgroundImage" | "backgroundSize" | "backgroundPosition" | "backgroundRepeat">;

/** More tiles than this are not drawn. */
const MOST = 400;

export function gradients(area: Area, style: BackgroundStyle, definitions: Definitions): Mark[] {
  const images = split(style.backgroundImage, ",");
  const layers = images.map((backgroundImage, layer) => ({
    backgroundImage,
    backgroundSize: nth(style.backgroundSize, layer),
    backgroundPosition: nth(style.backgroundPosition, layer),
    backgroundRepeat: nth(style.backgroundRepeat, layer),
  }));
  return isEmpty(area) ? [] : layers.reverse().flatMap((layer) => layerOf(area, layer, definitions));
}

function layerOf(area: Area, style: BackgroundStyle, definitions: Definitions): Mark[] {
  if (!/^(repeating-)?linear-gradient\(/.test(style.backgroundImage)) return [];
  return tiles(area, style).flatMap((tile) => {
    const seen = overlap(snapped(tile), area);
    if (isEmpty(seen)) return [];
    const fill = shadingOf(style.backgroundImage, tile, definitions);
    return [{ svg: outline(seen, SQUARE, { fill }), area: seen }];
  });
}

/** Where the gradient is repeated. */
function tiles(area: Area, style: BackgroundStyle): Area[] {
  const [width, height] = [area.right - area.left, area.bottom - area.top];
  const [wide, high = "auto"] = split(style.backgroundSize, " ");
  const [across, down = "50%"] = split(style.backgroundPosition, " ");
  const [w, h] = [lengthOf(wide, width), lengthOf(high, height)];
  if (!(w > 0 && h > 0)) return [];
  const [x, y] = [area.left + lengthOf(across, width - w), area.top + lengthOf(down, height - h)];
  const [first, second = first] = style.backgroundRepeat.split(" ");
  const columns = places(x, w, area.left, area.right, first === "repeat" || first === "repeat-x");
  const rows = places(y, h, area.top, area.bottom, first === "repeat-y" || second === "repeat");
  if (columns.length * rows.length > MOST) return [];
  return rows.flatMap((top) => columns.map((left) => ({ left, top, right: left + w, bottom: top + h })));
}

function places(start: number, step: number, from: number, to: number, repeated: boolean): number[] {
  if (!repeated) return [start];
  const first = start - Math.ceil((start - from) / step) * step;
  const count = Math.min(MOST + 1, Math.ceil((to - first) / step - 1e-6));
  return Array.from({ length: count }, (_, place) => first + place * step);
}

/** What of a list belongs to a layer: lists that are too short begin anew. */
function nth(list: string, layer: number): string {
  const items = split(list, ",");
  return items[layer % items.length] ?? "";
}
