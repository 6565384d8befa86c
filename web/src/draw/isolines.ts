// Lines of equal height on a map. In: heights at the crossings of an even grid. Out: round levels, and the path of each
// line in units of the grid's cells. Where a height is not known yet, or no number, there is no line.

import { roundStep } from "./axis.ts";

/** heights[column][row]; a column that has not come yet is null. */
export type Heights = readonly (ArrayLike<number> | null)[];

/** Round levels between the least and the largest height, about so many. */
export function levelsOf(least: number, most: number, about: number): number[] {
  if (!(most > least)) return [];
  const step = roundStep((most - least) / about);
  const first = Math.floor(least / step) + 1;
  const count = Math.max(0, Math.ceil(most / step) - first);
  return Array.from({ length: count }, (_, index) => (first + index) * step);
}

/** The line at this level as the path of an SVG. x is the column, y the row; both count from 0. */
export function isoline(heights: Heights, level: number): string {
  let path = "";
  for (let column = 0; column + 1 < heights.length; column++) {
    const [left, right] = [heights[column], heights[column + 1]];
    if (!left || !right) continue;
    for (let row = 0; row + 1 < left.length; row++) path += within(left, right, column, row, level);
  }
  return path;
}

/** The pieces of the line within one cell: from edge to edge, as far along each as the heights at its ends say. */
function within(left: ArrayLike<number>, right: ArrayLike<number>, x: number, y: number, level: number): string {
  const [a, b, c, d] = [left[y], right[y], right[y + 1], left[y + 1]].map((height) => height - level);
  if (!Number.isFinite(a + b + c + d)) return "";
  const crossed: string[] = [];
  const cross = (from: number, to: number, place: (part: number) => string) => {
    if (from < 0 !== to < 0) crossed.push(place(from / (from - to)));
  };
  cross(a, b, (part) => at(x + part, y));
  cross(b, c, (part) => at(x + 1, y + part));
  cross(d, c, (part) => at(x + part, y + 1));
  cross(a, d, (part) => at(x, y + part));
  if (crossed.length === 2) return `M${crossed[0]}L${crossed[1]}`;
  if (crossed.length !== 4) return "";
  // A saddle: the middle decides which corners belong together.
  const [top, east, bottom, west] = crossed;
  const together = a + b + c + d < 0 === a < 0;
  return together ? `M${top}L${east}M${bottom}L${west}` : `M${top}L${west}M${bottom}L${east}`;
}

function at(x: number, y: number): string {
  return `${x.toFixed(3)} ${y.toFixed(3)}`;
}
