import { expect, test } from "vitest";
import { keyed, placed, settled } from "../../src/draw/turned.ts";

const RANGE = { low: -4, high: 4 };
const press = (key: string, shiftKey = false) => keyed({ key, shiftKey }, 0.5, RANGE);

test("arrow keys turn a knob a little, with shift or by pages more, Home and End to the ends", () => {
  expect(["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"].map((key) => press(key))).toEqual([
    0.58, 0.58, 0.42, 0.42,
  ]);
  expect([press("ArrowRight", true), press("PageUp"), press("PageDown")]).toEqual([1.3, 1.3, -0.3]);
  expect([press("Home"), press("End"), press("a"), press("Tab")]).toEqual([-4, 4, null, null]);
});

test("nothing leads out of the range", () => {
  expect([keyed({ key: "ArrowRight", shiftKey: true }, 3.9, RANGE), placed(1.2, RANGE), placed(-1, RANGE)]).toEqual([
    4, 4, -4,
  ]);
});

test("a pointer lands on values that are as round as a hand is", () => {
  expect([placed(0.5, RANGE), placed(0.51237, RANGE), placed(0.3, { low: 0, high: 0.5 })]).toEqual([0, 0.1, 0.15]);
  expect(settled(0.123456, RANGE)).toBe(0.12);
});
