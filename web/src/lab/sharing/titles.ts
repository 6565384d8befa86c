// Names in a file of anyone. Those that people gave: text to be shown, short, with nothing in it that turns the line
// around. Those of its fields: the ones that there are, and no others.

import type { Fields } from "../../wire/fields.ts";
import { wrong } from "./unreadable.ts";

const LONGEST = 200;
// Control characters, and those that change the direction of what follows.
const ACTING = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

export function titleOf(text: string): string {
  return text.slice(0, LONGEST).replace(ACTING, "\ufffd");
}

/** The same fields. Throws Unreadable where one of another name is among them. */
export function only(fields: Fields, names: readonly string[], what: string): Fields {
  const other = Object.keys(fields).find((name) => !names.includes(name));
  if (other !== undefined) throw wrong(what, `made of ${names.join(", ")}`, other);
  return fields;
}
