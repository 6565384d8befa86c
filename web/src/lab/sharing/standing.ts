// How one looks at the network, as short texts, and back: which view, which lines, which test digit.

import type { Lines } from "../state.ts";
import { wrong } from "./unreadable.ts";

/** Test digits of MNIST. */
const DIGITS = 10_000;
const LINES = /^(weight|signal)\.(0|[1-9]\d{0,7})$/;

export function linesText({ by, count }: Lines): string {
  return `${by}.${count}`;
}

export function linesOf(text: string, what: string): Lines {
  const [, by, count] = LINES.exec(text) ?? [];
  if (by !== "weight" && by !== "signal") throw wrong(what, "weight or signal and a number, as in signal.400", text);
  return { by, count: Number(count) };
}

/** Its number. */
export function digitOf(text: string, what: string): number {
  if (!/^(0|[1-9]\d{0,3})$/.test(text)) throw wrong(what, `the number of a test digit, 0 to ${DIGITS - 1}`, text);
  return Number(text);
}
