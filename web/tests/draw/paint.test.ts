import { expect, test } from "vitest";
import { type Brush, covered, paint, painted, type Tip, UNCOVERED } from "../../src/draw/paint.ts";
import { SIDE } from "../../src/lab/steps.ts";

const THIN: Brush = { width: 1, soft: false, mirror: false };
const WIDE: Brush = { width: 5, soft: false, mirror: false };
const EMPTY = new Float32Array(SIDE * SIDE);

const tip = (x: number, y: number): Tip => ({ x, y });
const at = (row: ArrayLike<number>, column: number, line: number) => row[line * SIDE + column];
const count = (row: Float32Array) => row.reduce((sum, one) => sum + (one === 0 ? 0 : 1), 0);

test("a thin brush paints exactly the pixel beneath it, wherever in the pixel it is", () => {
  for (const [x, y] of [
    [3.5, 4.5],
    [3.02, 4.97],
  ]) {
    const row = paint(EMPTY, [tip(x, y)], THIN, 2);
    expect(at(row, 3, 4)).toBe(2);
    expect(count(row)).toBe(1);
  }
});

test("a fast stroke has no gaps: every row between two far points is painted", () => {
  const row = paint(EMPTY, [tip(2.5, 1.5), tip(9.5, 26.5)], THIN, 1);
  for (let line = 1; line <= 26; line++) {
    const whole = row.slice(line * SIDE, (line + 1) * SIDE);
    expect(whole.some((one) => one === 1)).toBe(true);
  }
});

test("a wide brush paints a disc of its width", () => {
  const row = paint(EMPTY, [tip(14.5, 14.5)], WIDE, 1);
  expect([11, 12, 14, 16, 17].map((column) => at(row, column, 14))).toEqual([0, 1, 1, 1, 0]);
  expect(at(row, 12, 12)).toBe(0);
});

test("what is painted becomes the weight, whatever it was; the rest stays the very number", () => {
  const before = Float32Array.from({ length: SIDE * SIDE }, (_, pixel) => Math.sin(pixel));
  const row = paint(before, [tip(5.5, 5.5)], THIN, -0.75);
  expect(at(row, 5, 5)).toBe(-0.75);
  row.forEach((one, pixel) => {
    if (pixel !== 5 * SIDE + 5) expect(one).toBe(before[pixel]);
  });
  expect(at(before, 5, 5)).toBe(Math.fround(Math.sin(5 * SIDE + 5)));
});

test("erasing makes weights 0", () => {
  const row = paint(
    EMPTY.map(() => 3),
    [tip(1.5, 1.5)],
    THIN,
    0,
  );
  expect(at(row, 1, 1)).toBe(0);
  expect(at(row, 2, 1)).toBe(3);
});

test("a soft brush fades to its edge, and going over it twice makes it no thicker", () => {
  const soft = { ...WIDE, soft: true };
  const once = paint(EMPTY, [tip(14.5, 14.5)], soft, 1);
  const parts = [0, 1, 2, 3, 4].map((away) => at(once, 14 + away, 14));
  expect(parts[0]).toBe(1);
  expect(parts[4]).toBe(0);
  for (let away = 1; away < 4; away++) expect(parts[away]).toBeLessThan(parts[away - 1]);
  expect(paint(EMPTY, [tip(14.5, 14.5), tip(14.5, 14.5), tip(14.5, 14.5)], soft, 1)).toEqual(once);
});

test("mirrored, the picture is the same from the other side", () => {
  const row = paint(EMPTY, [tip(2.5, 3.5), tip(8.2, 9.9)], { ...WIDE, mirror: true }, 1);
  for (let line = 0; line < SIDE; line++) {
    for (let column = 0; column < SIDE; column++) {
      expect(at(row, column, line)).toBe(at(row, SIDE - 1 - column, line));
    }
  }
  expect(at(row, 2, 3)).toBe(1);
  expect(at(row, 25, 3)).toBe(1);
});

test("a stroke painted piece by piece is the stroke painted at once", () => {
  const path = [tip(2, 2), tip(7.7, 12.1), tip(20.4, 3.3), tip(27.9, 27.9)];
  const brush = { width: 3, soft: true, mirror: true };
  let coverage = UNCOVERED;
  path.forEach((to, index) => {
    coverage = covered(coverage, path[Math.max(0, index - 1)], to, brush);
  });
  expect(painted(EMPTY, coverage, 1.5)).toEqual(paint(EMPTY, path, brush, 1.5));
  expect(UNCOVERED.every((part) => part === 0)).toBe(true);
});

test("a brush that runs beyond the edge paints what lies within", () => {
  const row = paint(EMPTY, [tip(-40, 5.5), tip(70, 5.5)], THIN, 1);
  expect(count(row)).toBe(SIDE);
});
