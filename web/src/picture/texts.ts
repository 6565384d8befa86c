// Text nodes -> marks. In: a text node of the page, and what of its surroundings counts. Out: a mark a line.

import { onPage } from "./area.ts";
import type { Baselines } from "./baselines.ts";
import type { Decoration } from "./decorations.ts";
import { textMark } from "./letters.ts";
import { type Character, type Line, linesOf } from "./lines.ts";
import type { Mark } from "./marks.ts";

export function textMarks(node: Text, baselines: Baselines, decoration: Decoration | null): Mark[] {
  const parent = node.parentElement;
  if (!parent || !/\S/.test(node.data)) return [];
  const style = getComputedStyle(parent);
  const { ascent } = baselines.of(style);
  return linesIn(node, style).flatMap((line) => textMark({ ...line, ascent, style, decoration }) ?? []);
}

/** Most texts are one line: only where there are several is each character asked for its place. */
function linesIn(node: Text, style: CSSStyleDeclaration): Line[] {
  const range = document.createRange();
  const kept = style.whiteSpace.startsWith("pre") || style.whiteSpaceCollapse === "preserve";
  const text = node.data;
  const [start, end] = [text.search(/\S/), text.trimEnd().length];
  range.setStart(node, start);
  range.setEnd(node, end);
  const areas = [...range.getClientRects()].filter(({ width }) => width > 0);
  if (areas.length === 0) return [];
  if (areas.length === 1 && !kept) {
    return [{ text: text.slice(start, end).replace(/[ \t\n\r\f]+/g, " "), area: onPage(areas[0]), broken: false }];
  }
  return linesOf(charactersOf(node, range), { hyphens: style.hyphens, kept });
}

function charactersOf(node: Text, range: Range): Character[] {
  let place = 0;
  return Array.from(node.data, (text) => {
    range.setStart(node, place);
    place += text.length;
    range.setEnd(node, place);
    const area = [...range.getClientRects()].find(({ width }) => width > 0);
    return { text, area: area ? onPage(area) : null };
  });
}
