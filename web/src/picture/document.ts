// A part of the page -> an SVG document of its own: rectangles, paths, texts and images, with its letters in it.
// In: the element. Out: the document as text, and its size in pixels.

import { around, grown } from "./area.ts";
import { Baselines } from "./baselines.ts";
import { Definitions } from "./definitions.ts";
import { familiesIn, rulesFor } from "./faces.ts";
import { written } from "./marks.ts";
import { painted, paintOf } from "./paint.ts";
import { withoutControls } from "./stage.ts";
import { marksOf } from "./walk.ts";
import { escaped, tag } from "./xml.ts";

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** What is said of the picture to those who do not see it. */
export interface Words {
  readonly title: string;
  readonly description: string;
  readonly language: string;
}

/** Paper around what is drawn, in pixels. */
const MARGIN = 16;

/** Draws the element as it is at this moment, and only then waits for its letters. */
export async function pictureOf(element: Element, words: Words): Promise<Picture> {
  const { content, left, top, width, height } = drawn(element);
  const rules = await rulesFor(familiesIn(content));
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const names = { xmlns: "http://www.w3.org/2000/svg", "xmlns:xlink": "http://www.w3.org/1999/xlink" };
  const parts = [
    tag("title", {}, escaped(words.title)),
    tag("desc", {}, escaped(words.description)),
    rules === "" ? "" : tag("style", {}, rules),
    tag("rect", { width: "100%", height: "100%", ...painted("fill", paperOf(element)) }),
    tag("g", { transform: `translate(${-left} ${-top})` }, content),
  ];
  const root = tag("svg", { ...names, ...size, role: "img", "xml:lang": words.language }, `\n${parts.join("\n")}\n`);
  return { svg: `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`, width, height };
}

function drawn(element: Element): { content: string; left: number; top: number; width: number; height: number } {
  const definitions = new Definitions();
  const baselines = new Baselines(document.body);
  try {
    return withoutControls(element, () => {
      const marks = marksOf(element, { definitions, baselines });
      const area = grown(around(marks.map((mark) => mark.area)) ?? { left: 0, top: 0, right: 0, bottom: 0 }, MARGIN);
      const [left, top] = [Math.floor(area.left), Math.floor(area.top)];
      const body = written(marks, definitions);
      const content = `${definitions.written()}\n${body}`;
      return { content, left, top, width: Math.ceil(area.right) - left, height: Math.ceil(area.bottom) - top };
    });
  } finally {
    baselines.end();
  }
}

/** The ground that the element lies on. */
function paperOf(element: Element): string {
  for (let one: Element | null = element; one; one = one.parentElement) {
    const { backgroundColor } = getComputedStyle(one);
    if (paintOf(backgroundColor)) return backgroundColor;
  }
  return "#ffffff";
}
