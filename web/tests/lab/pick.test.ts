import { describe, expect, test } from "vitest";
import { another, beside, digitOf, labelled, mistaken, typed } from "../../src/lab/pick.ts";

const LABELS = Uint8Array.of(7, 2, 7, 1, 7);

describe("which test digit comes next", () => {
  test("the digits of one label, by number", () => {
    expect(labelled(LABELS, 7)).toEqual([0, 2, 4]);
    expect(labelled(LABELS, 9)).toEqual([]);
  });

  test("the digits that were answered wrong", () => {
    expect(mistaken(LABELS, Uint8Array.of(7, 3, 7, 1, 4))).toEqual([1, 4]);
  });

  test("another one is never the present one, unless there is no other", () => {
    const chances = [0, 0.3, 0.6, 0.999];
    expect(chances.map((chance) => another([0, 2, 4], 2, () => chance))).toEqual([0, 0, 4, 4]);
    expect(another([2], 2, () => 0.5)).toBe(2);
    expect(another([], 2, () => 0.5)).toBeNull();
  });

  test("a digit is its own 784 numbers, not a window into all of them", () => {
    const levels = new Uint8Array(5 * 784).fill(9, 2 * 784, 3 * 784);
    const digit = digitOf({ levels, labels: LABELS }, 2);
    expect(digit).toMatchObject({ kind: "digit", index: 2, label: 7 });
    expect(digit.levels.byteLength).toBe(784);
    expect(digit.levels.every((level) => level === 9)).toBe(true);
    expect(digit.levels.buffer).not.toBe(levels.buffer);
  });

  test("numbers that may be typed: 0 to 9999", () => {
    expect(["0", " 42 ", "9999"].map((text) => typed(text, 10_000))).toEqual([0, 42, 9999]);
    expect(["", "10000", "-1", "1e3", "1.5", "seven"].map((text) => typed(text, 10_000))).toEqual(Array(6).fill(null));
  });

  test("before the first comes the last", () => {
    expect(beside(0, -1, 10_000)).toBe(9999);
    expect(beside(9999, 1, 10_000)).toBe(0);
  });
});
