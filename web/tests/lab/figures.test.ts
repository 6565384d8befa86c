import { expect, test } from "vitest";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { confusionOf } from "../../src/lab/confusion.ts";
import {
  intervalScale,
  Latest,
  paired,
  pairedInterval,
  shiftOf,
  shiftScale,
  unansweredOf,
  verdictOf,
} from "../../src/lab/figures.ts";
import type { Evaluated } from "../../src/lab/state.ts";
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

const networks: Network[] = [0, 1, 2, 3].map(() => ({
  layers: [layerOf(new Float32Array(4), new Float32Array(2), "sigmoid")],
}));
const [A, A_TURNED, A_AGAIN, B] = networks;

function evaluated(of: Network, loaded: Network): Evaluated {
  const score = { images: 1, correct: 1, accuracy: 1, interval: [0, 1], loss: "quadratic", cost: 0.1 } as const;
  return { of, loaded, network: "x", answers: bytes(1), confidences: new Float32Array(1), ...score };
}

test("the figures of a moment ago stand until the next come", () => {
  const latest = new Latest();
  const [own, turned] = [evaluated(A, A), evaluated(A_TURNED, A)];
  expect(latest.of([], A, A, [A])).toBeNull();
  expect(latest.of([own], A, A, [A])).toBe(own);
  expect(latest.of([own], A_AGAIN, A, [A])).toBe(own);
  expect(latest.of([own, turned], A_AGAIN, A, [A])).toBe(turned);
  expect(latest.of([own], A_AGAIN, A, [A])).toBe(turned);
});

test("the figures of another network that was loaded never stand for this one, not even when they come late", () => {
  const latest = new Latest();
  const turned = evaluated(A_TURNED, A);
  expect(latest.of([turned], A_TURNED, A, [A])).toBe(turned);
  expect(latest.of([turned], B, B, [B])).toBeNull();
  expect(latest.of([turned, evaluated(A_AGAIN, A)], B, B, [B])).toBeNull();
  const own = evaluated(B, B);
  expect(latest.of([turned, own], B, B, [B])).toBe(own);
});
