// Marks -> SVG text. A mark is a piece of a picture, with the place it takes; marks that are cut off at the same edge
// share one group, and so do neighbours with the same attributes.

import { type Area, contains, inset, isEmpty, overlap } from "./area.ts";
import type { Definitions } from "./definitions.ts";
import { outline, type Radii, SQUARE } from "./rounded.ts";
import { attributes } from "./xml.ts";

export interface Mark {
  readonly svg: string;
  readonly area: Area;
  /** Attributes, as they stand in a tag, that are written once for all neighbours that have the same. */
  readonly shared?: string;
  /** The edge that it is cut off at. */
  readonly clip?: Clip;
}

/** What lies outside is not seen. */
export interface Clip {
  readonly area: Area;
  readonly radii: Radii;
}

/** The part of both that is seen through both. */
export function narrowed(clip: Clip | null, by: Clip): Clip {
  if (!clip) return by;
  const area = overlap(clip.area, by.area);
  const same = contains(clip.area, by.area);
  return { area, radii: same ? by.radii : contains(by.area, clip.area) ? clip.radii : SQUARE };
}

/** Marks as they are seen through a clip: untouched, cut off, or gone. */
export function cut(marks: readonly Mark[], clip: Clip | null): Mark[] {
  if (!clip) return [...marks];
  const corner = Math.max(...clip.radii) * (1 - Math.SQRT1_2);
  const safe = inset(clip.area, [corner, corner, corner, corner]);
  return marks.flatMap((mark) => {
    if (contains(safe, mark.area)) return [mark];
    const area = overlap(mark.area, clip.area);
    return isEmpty(area) ? [] : [{ ...mark, area, clip: narrowed(mark.clip ?? null, clip) }];
  });
}

/** One mark after the other, the first undermost. */
export function written(marks: readonly Mark[], definitions: Definitions): string {
  const edge = ({ clip }: Mark): string => {
    if (!clip) return "";
    const reference = definitions.reference("clipPath", {}, outline(clip.area, clip.radii, {}));
    return attributes({ "clip-path": reference });
  };
  const plain = (marks: readonly Mark[]): string => marks.map(({ svg }) => svg).join("\n");
  return grouped(marks, edge, (same) => grouped(same, ({ shared }) => shared ?? "", plain));
}

/** Neighbours with the same attributes become one group. */
function grouped(
  marks: readonly Mark[],
  attributesOf: (mark: Mark) => string,
  inside: (marks: readonly Mark[]) => string,
): string {
  const groups: { readonly attributes: string; readonly marks: Mark[] }[] = [];
  for (const mark of marks) {
    const attributes = attributesOf(mark);
    const last = groups.at(-1);
    if (last?.attributes === attributes) last.marks.push(mark);
    else groups.push({ attributes, marks: [mark] });
  }
  const texts = groups.map(({ attributes, marks }) =>
    attributes === "" ? inside(marks) : `<g${attributes}>\n${inside(marks)}\n</g>`,
  );
  return texts.join("\n");
}
