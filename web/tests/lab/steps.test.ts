import { expect, test } from "vitest";
import { prepareInk } from "../../src/engine/prepare.ts";
import { Drawn } from "../../src/lab/drawn.ts";
import type { Drawing, Picture } from "../../src/lab/state.ts";
import { reduced, stepsOf } from "../../src/lab/steps.ts";

const corner: Drawing = { kind: "drawing", strokes: [{ points: [15, 10, 0.5, 15, 40, 0.5], width: 9, erase: false }] };

test("a drawing is cropped, fitted and centred, and each step is kept", () => {
  const steps = stepsOf(corner, true, new Drawn());
  const prepared = prepareInk(new Drawn().of(corner.strokes), 112, 112);
  expect(steps.levels).toEqual(prepared.levels);
  expect(steps.scaled?.height).toBe(20);
  expect(steps.box?.[0]).toBeCloseTo((prepared.box?.x ?? Number.NaN) / 112);
  expect(steps.blank).toBe(false);
});

test("without preparation it stays in its corner", () => {
  const { levels, box, scaled } = stepsOf(corner, false, new Drawn());
  const rows = Array.from(levels.keys()).filter((i) => levels[i] > 0);
  expect(Math.max(...rows.map((i) => Math.floor(i / 28)))).toBeLessThan(14);
  expect([box, scaled]).toEqual([null, null]);
});

test("an empty pad is blank either way", () => {
  for (const prepare of [true, false]) {
    const steps = stepsOf({ kind: "drawing", strokes: [] }, prepare, new Drawn());
    expect(steps.blank).toBe(true);
    expect(steps.pixels).toHaveLength(784);
  }
});

test("a test digit comes as its 784 numbers, prepared or not", () => {
  const levels = Uint8Array.from({ length: 784 }, (_, i) => i % 256);
  for (const prepare of [true, false]) {
    const steps = stepsOf({ kind: "digit", index: 0, label: 7, levels }, prepare, new Drawn());
    expect(steps.pixels[255]).toBe(1);
    expect(steps.levels).toBe(levels);
  }
});

test("a photograph comes with its steps, and unprepared it is just squeezed", () => {
  const grey = { width: 56, height: 28, levels: new Uint8Array(56 * 28).fill(200) };
  const picture: Picture = {
    kind: "picture",
    title: "seven.jpg",
    width: 560,
    height: 280,
    inverted: true,
    blank: false,
    box: [56, 28, 280, 140],
    grey,
    ink: grey,
    scaled: { width: 20, height: 10, levels: new Uint8Array(200) },
    levels: new Uint8Array(784).fill(9),
    warnings: [],
  };
  expect(stepsOf(picture, true, new Drawn()).box).toEqual([0.1, 0.1, 0.5, 0.5]);
  expect(new Set(stepsOf(picture, false, new Drawn()).levels)).toEqual(new Set([200]));
});

test("a picture smaller than 28 x 28 is squeezed without holes", () => {
  const levels = reduced({ width: 3, height: 1, levels: Uint8Array.of(0, 120, 240) });
  expect(new Set(levels)).toEqual(new Set([0, 120, 240]));
});

test("switched off, each pixel of a drawing is the mean of its 4 x 4, and nothing moves", () => {
  const levels = new Uint8Array(112 * 112);
  for (let y = 8; y < 12; y++) levels.fill(255, y * 112 + 4, y * 112 + 8);
  levels[112 * 112 - 1] = 40; // 40 / 16 = 2.5
  const lit = [...reduced({ width: 112, height: 112, levels }).entries()].filter(([, level]) => level > 0);
  expect(lit).toEqual([
    [2 * 28 + 1, 255],
    [783, 3],
  ]);
});
