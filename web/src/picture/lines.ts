// A text as it stands on the page -> its lines. In: each of its characters with its place. Out: a piece a line, without
// the spaces that a browser swallows, and with the hyphen that it adds where it breaks a word.

import type { Area } from "./area.ts";

export interface Character {
  readonly text: string;
  /** Null where it takes no place: a space at the end of a line, a soft hyphen. */
  readonly area: Area | null;
}

export interface Line {
  readonly text: string;
  readonly area: Area;
  /** Whether the line breaks a word: its area ends before the hyphen. */
  readonly broken: boolean;
}

const SOFT_HYPHEN = "\u00ad";
/** Parts of its height by which a character must lie lower to be on another line. */
const LOWER = 0.5;

/** hyphens: CSS' word for how words are broken. kept: whether spaces stay as they are written. */
export function linesOf(characters: readonly Character[], { hyphens = "manual", kept = false } = {}): Line[] {
  const rows: Character[][] = [];
  for (const one of characters) {
    const last = rows.at(-1);
    if (!last || startsAnew(last, one)) rows.push([one]);
    else last.push(one);
  }
  return rows.flatMap((row, place) => lineOf(row, rows[place + 1], hyphens, kept) ?? []);
}

function startsAnew(row: readonly Character[], { area }: Character): boolean {
  const before = row.findLast((one) => one.area)?.area;
  return Boolean(area && before && area.top - before.top > LOWER * (before.bottom - before.top));
}

function lineOf(row: Character[], next: Character[] | undefined, hyphens: string, kept: boolean): Line | null {
  const isSpace = ({ text }: Character): boolean => /^[ \t\n\r\f]$/.test(text);
  const inked = (one: Character): boolean => one.area !== null && !isSpace(one);
  // An SVG swallows the spaces that a line begins with, even those that are kept: it begins where they end.
  const [first, last] = [row.findIndex(inked), row.findLastIndex((one) => inked(one) || (kept && one.area !== null))];
  if (first < 0) return null;
  const seen = row.slice(first, last + 1).filter(({ area }) => area !== null);
  const text = seen.map((one) => (isSpace(one) ? " " : one.text)).join("");
  const broken = next !== undefined && isBroken(row, last, next, hyphens);
  const [start, end] = [seen[0].area as Area, seen[seen.length - 1].area as Area];
  const area = { left: start.left, top: start.top, right: end.right, bottom: start.bottom };
  return { text: broken ? `${text}-` : text, area, broken };
}

function isBroken(row: readonly Character[], last: number, next: readonly Character[], hyphens: string): boolean {
  if (row[last + 1]?.text === SOFT_HYPHEN) return true;
  const letter = /\p{L}$/u;
  return hyphens === "auto" && last === row.length - 1 && letter.test(row[last].text) && letter.test(next[0].text);
}
