// Signed numbers as bars around a line: numbers in, two SVG paths out, one a sign.

export const BAR = 14;
export const HALF = 44;

export interface Bars {
  readonly width: number;
  readonly positive: string;
  readonly negative: string;
}

/** Each number gets a place BAR wide; a number as large as `scale` is HALF high, a larger one no higher. */
export function barsOf(values: ArrayLike<number>, scale: number): Bars {
  let [positive, negative] = ["", ""];
  for (let i = 0; i < values.length; i++) {
    const height = HALF * Math.min(1, Math.abs(values[i]) / scale);
    const box = `h${BAR - 4}v${(values[i] > 0 ? -height : height).toFixed(2)}h${4 - BAR}z`;
    if (values[i] > 0) positive += `M${i * BAR + 2} ${HALF}${box}`;
    else if (values[i] < 0) negative += `M${i * BAR + 2} ${HALF}${box}`;
  }
  return { width: values.length * BAR, positive, negative };
}
