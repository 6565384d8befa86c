import { expect, test } from "vitest";
import { averageOf, PRESET_NAMES, presetAt } from "../../src/draw/presets.ts";
import { SIDE } from "../../src/lab/steps.ts";

const at = (row: ArrayLike<number>, column: number, line: number) => row[line * SIDE + column];
const PLACE = { x: 10.5, y: 8.5 };

test("a horizontal edge is positive along its row, negative above and below, 0 far away", () => {
  const row = presetAt("horizontal", PLACE, 2);
  expect(at(row, 10, 8)).toBe(2);
  expect(at(row, 13, 8)).toBe(2);
  expect(at(row, 10, 5)).toBe(-1);
  expect(at(row, 10, 11)).toBe(-1);
  expect(at(row, 10, 20)).toBe(0);
  expect(at(row, 24, 8)).toBe(0);
});

test("a vertical edge is the horizontal one, turned", () => {
  const [flat, upright] = [presetAt("horizontal", PLACE, 1), presetAt("vertical", { x: 8.5, y: 10.5 }, 1)];
  for (let line = 0; line < SIDE; line++) {
    for (let column = 0; column < SIDE; column++) {
      expect(at(upright, column, line)).toBeCloseTo(at(flat, line, column), 6);
    }
  }
});

test("a rising edge rises to the right, a falling one falls", () => {
  const [rising, falling] = [presetAt("rising", PLACE, 1), presetAt("falling", PLACE, 1)];
  expect(at(rising, 13, 5)).toBeGreaterThan(0.9);
  expect(at(rising, 13, 11)).toBeLessThanOrEqual(0);
  expect(at(falling, 13, 11)).toBeGreaterThan(0.9);
});

test("every preset moves with its place and is as strong as it is told", () => {
  for (const name of PRESET_NAMES.filter((one) => one !== "blank")) {
    const [here, there] = [presetAt(name, PLACE, 1.5), presetAt(name, { x: 15.5, y: 14.5 }, 1.5)];
    expect(Math.max(...here.map(Math.abs))).toBeCloseTo(1.5, 6);
    for (let line = 4; line < 14; line++) {
      for (let column = 4; column < 16; column++) {
        expect(at(there, column + 5, line + 6)).toBeCloseTo(at(here, column, line), 5);
      }
    }
  }
});

test("blank is 0 everywhere", () => {
  expect(presetAt("blank", PLACE, 3).every((weight) => weight === 0)).toBe(true);
});

test("the average of a digit minus the rest has the sign of what only it has", () => {
  const levels = new Uint8Array(3 * SIDE * SIDE);
  levels[5] = 200; // the only 1 has ink here
  levels[SIDE * SIDE + 9] = 100; // the others here
  levels[2 * SIDE * SIDE + 9] = 100;
  const row = averageOf(levels, Uint8Array.of(1, 0, 7), 1, 2);
  expect(row[5]).toBe(2);
  expect(row[9]).toBe(-1);
  expect(row[10]).toBe(0);
});

test("a label that no digit has gives numbers all the same", () => {
  const row = averageOf(new Uint8Array(SIDE * SIDE), Uint8Array.of(4), 9, 2);
  expect(row.every((weight) => weight === 0)).toBe(true);
});
