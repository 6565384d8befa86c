// What is looked at: strokes, a test digit by its number, or a picture. In: what was read of it. Out: the input itself,
// or Unreadable where the test digits are needed and are not here.

import type { Stroke } from "../../engine/ink.ts";
import { digitOf } from "../pick.ts";
import { BLANK, type Digits, type Input, type Picture } from "../state.ts";
import { Unreadable } from "./unreadable.ts";

export type Named = readonly Stroke[] | number | Picture;

/** digits: the 10,000; null where there are none. */
export function inputOf(named: Named, digits: Digits | null): Input {
  if (typeof named !== "number") return isPicture(named) ? named : drawingOf(named);
  if (!digits || named >= digits.labels.length) {
    throw new Unreadable(`test digit ${named} is not here`, "LINK_DIGITS");
  }
  return digitOf(digits, named);
}

function isPicture(named: readonly Stroke[] | Picture): named is Picture {
  return "kind" in named;
}

function drawingOf(strokes: readonly Stroke[]): Input {
  return strokes.length > 0 ? { kind: "drawing", strokes } : BLANK;
}
