// A number as a person types it, and as it is shown to be typed over. In: text, or a number in single precision.
// Out: a number, or null where the text is none; or text that gives back that very number.

const NUMBER = /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d{1,3})?$/i;

/** Comma and point both begin the decimals. Nothing else is guessed at: "1,234.5" is no number. */
export function numberIn(text: string): number | null {
  const plain = text.trim().replace(/^[−–]/, "-");
  return NUMBER.test(plain) ? Number(plain.replace(",", ".")) : null;
}

/** The shortest decimals that are this number in single precision. point: what begins them. */
export function exactly(value: number, point: "." | ","): string {
  let digits = 1;
  while (digits < 9 && Math.fround(Number(value.toPrecision(digits))) !== value) digits++;
  return String(Number(value.toPrecision(digits))).replace(".", point);
}

/** Digits after the point that show at least three that are not 0. */
export function digitsFor(value: number): number {
  const size = Math.abs(value);
  if (size === 0 || size >= 0.1) return 4;
  return Math.min(9, 2 - Math.floor(Math.log10(size)));
}
