// What a teacher arranges by the page's address: hidden parts, size of type, language, light. In: texts. Out: values;
// and back. What is not arranged is null, and stays the reader's own choice.

import { type Classroom, LANGUAGES, type Language, PARTS, type Part, THEMES, type Theme } from "../state.ts";
import { listOf } from "./places.ts";
import { wrong } from "./unreadable.ts";

export interface Arrangement {
  readonly classroom: Classroom;
  readonly language: Language | null;
  readonly theme: Theme | null;
}

export const ARRANGED = ["hide", "type", "language", "theme"] as const;
export type ArrangedKey = (typeof ARRANGED)[number];

/** Times the usual size of type. */
export const LARGEST = 2;
const SIZE = /^[12](\.\d{1,2})?$/;

export const NOT_ARRANGED: Arrangement = { classroom: { hidden: [], type: 1 }, language: null, theme: null };

export function arrangementOf(texts: ReadonlyMap<string, string>): Arrangement {
  const said = <Value>(key: ArrangedKey, read: (text: string) => Value): Value | null => {
    const text = texts.get(key);
    return text === undefined ? null : read(text);
  };
  return {
    classroom: { hidden: said("hide", hiddenOf) ?? [], type: said("type", sizeOf) ?? 1 },
    language: said("language", (text) => oneOf(LANGUAGES, text, "language")),
    theme: said("theme", (text) => oneOf(THEMES, text, "theme")),
  };
}

/** Key and text of all that is arranged. */
export function arrangementTexts({ classroom, language, theme }: Arrangement): [ArrangedKey, string][] {
  const texts: Record<ArrangedKey, string | null> = {
    hide: classroom.hidden.join(",") || null,
    type: classroom.type === 1 ? null : String(classroom.type),
    language,
    theme,
  };
  return ARRANGED.flatMap((key) => {
    const text = texts[key];
    return text === null ? [] : [[key, text]];
  });
}

/** That one of these values. Throws Unreadable for any other text. */
export function oneOf<Value extends string>(values: readonly Value[], text: string, what: string): Value {
  const found = values.find((value) => value === text);
  if (found === undefined) throw wrong(what, values.join(", "), text);
  return found;
}

function hiddenOf(text: string): Part[] {
  if (text === "") throw wrong("hide", `some of ${PARTS.join(", ")}`, text);
  return listOf(text, "hide", (part, what) => oneOf(PARTS, part, what));
}

function sizeOf(text: string): number {
  const size = Number(text);
  if (!SIZE.test(text) || size > LARGEST) throw wrong("type", "from 1 to 2, as in 1.4", text);
  return size;
}
