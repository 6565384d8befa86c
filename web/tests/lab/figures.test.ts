import { expect, test } from "vitest";
import { confusionOf } from "../../src/lab/confusion.ts";
import {
  intervalScale,
  paired,
  pairedInterval,
  shiftOf,
  shiftScale,
  unansweredOf,
  verdictOf,
} from "../../src/lab/figures.ts";
import { UNANSWERED } from "../../src/wire/messages.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);
const LABELS = bytes(7, 1, 1, 0);

test("digits are won and lost one by one, and no answer is a wrong one", () => {
  const found = paired(bytes(7, 2, UNANSWERED, 0), bytes(7, 2, 1, 4), LABELS);
  expect([found.won, found.lost, found.change, found.images]).toEqual([[2], [3], 0, 4]);
});

test("the interval is Bonett and Price's, as Python gives it", () => {
  const rounded = (ends: readonly number[]) => ends.map((end) => Number(end.toFixed(4)));
  expect(rounded(pairedInterval(40, 10, 10_000))).toEqual([0.0016, 0.0044]);
  expect(pairedInterval(0, 0, 1)[1]).toBeLessThanOrEqual(1);
  const [low, high] = pairedInterval(5, 9, 100);
  const turned = pairedInterval(9, 5, 100);
  expect([-turned[1], -turned[0]]).toEqual([low, high]);
});

test("the verdict says what the interval allows, and no more", () => {
  const found = (won: number, lost: number) => ({
    images: 10_000,
    won: Array(won).fill(0),
    lost: Array(lost).fill(0),
    change: (won - lost) / 10_000,
    interval: pairedInterval(won, lost, 10_000),
  });
  expect([found(40, 10), found(10, 40), found(12, 10), found(0, 0)].map(verdictOf)).toEqual([
    "better",
    "worse",
    "cannot tell",
    "no difference",
  ]);
});

test("the confusion changes where an answer did, and only there", () => {
  const shift = shiftOf(
    confusionOf(LABELS, bytes(7, 1, 4, 0), 10),
    confusionOf(LABELS, bytes(7, 1, 1, UNANSWERED), 10),
  );
  const changed = [...shift.change.entries()].filter(([, by]) => by !== 0);
  expect(changed).toEqual([
    [0, -1],
    [11, 1],
    [14, -1],
  ]);
  expect([shift.before[14], shift.after[14], shift.answers]).toEqual([1, 0, 10]);
});

test("scales come in doublings, so that pictures hold still while a knob turns", () => {
  const shift = (most: number) => ({ answers: 1, before: bytes(), after: bytes(), change: Int32Array.of(1, -most) });
  expect([1, 4, 5, 9].map((most) => shiftScale(shift(most) as never))).toEqual([4, 4, 8, 16]);
  expect([intervalScale([-0.001, 0.002]), intervalScale([-0.3, 0.1])]).toEqual([0.005, 0.32]);
});

test("digits without an answer are counted", () => {
  expect(unansweredOf(bytes(1, UNANSWERED, 3, UNANSWERED))).toBe(2);
});
