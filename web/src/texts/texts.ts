// What the lab says, in every language: one plain table, a row a text, a column a language.
// `{name}` in a text is filled in. To add a language, add its column: the types say where one is missing.

import { compare } from "./compare.ts";
import { document } from "./document.ts";
import { draw } from "./draw.ts";
import { figures } from "./figures.ts";
import { mistakes } from "./mistakes.ts";
import { network } from "./network.ts";
import { picture } from "./picture.ts";
import { problems } from "./problems.ts";
import { share } from "./share.ts";
import { shell } from "./shell.ts";
import { speed } from "./speed.ts";
import { touch } from "./touch.ts";
import { workshop } from "./workshop.ts";
import { zoom } from "./zoom.ts";

export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Row = Readonly<Record<Language, string>>;
export type Table = Readonly<Record<string, Row>>;

export const TEXTS = {
  ...shell,
  ...draw,
  ...network,
  ...zoom,
  ...touch,
  ...figures,
  ...workshop,
  ...share,
  ...compare,
  ...mistakes,
  ...speed,
  ...document,
  ...picture,
  ...problems,
} satisfies Table;
export type Key = keyof typeof TEXTS;
export type Values = Readonly<Record<string, string | number>>;

/** Texts and numbers in one language: t("draw.clear"), t.number(0.5, 2), t.signed(-1.5, 2), t.percent(0.98). */
export interface Texts {
  (key: Key, values?: Values): string;
  readonly language: Language;
  /** With so many digits after the point. */
  number(value: number, digits?: number): string;
  /** As number, with its sign (0 has none); minus is the real one. */
  signed(value: number, digits?: number): string;
  /** A share 0..1 in percent. */
  percent(value: number, digits?: number): string;
}

export function textsIn(language: Language): Texts {
  const say = (key: Key, values: Values = {}): string =>
    TEXTS[key][language].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  const written = (value: number, digits: number, options: Intl.NumberFormatOptions = {}): string => {
    const notation = Math.abs(value) >= HUGE && Number.isFinite(value) ? "scientific" : "standard";
    const format = formatOf(language, digits, { ...options, notation });
    return format.format(value).replace("-", "−");
  };
  return Object.assign(say, {
    language,
    number: (value: number, digits = 0) => written(value, digits, { signDisplay: "negative" }),
    signed: (value: number, digits = 2) => written(value, digits, { signDisplay: "exceptZero" }),
    percent: (value: number, digits = 0) => written(short(value, digits), digits, { style: "percent" }),
  });
}

/** A share below 1 never rounds up to 100%: nobody is that sure. */
function short(share: number, digits: number): number {
  return share < 1 ? Math.min(share, 1 - 10 ** -(digits + 2)) : share;
}

/** From here on numbers are written as 1.2E9: 300 digits would burst the page. */
const HUGE = 1e9;
const formats = new Map<string, Intl.NumberFormat>();

/** Making a format is slow, and thousands of numbers are written: each is made once. */
function formatOf(language: Language, digits: number, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${language} ${digits} ${options.style} ${options.signDisplay} ${options.notation}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    ...options,
  });
  formats.set(key, made);
  return made;
}
