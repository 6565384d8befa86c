import { describe, expect, test } from "vitest";
import { type Area, around, beyond, contains, isEmpty, overlap, snapped } from "../../src/picture/area.ts";

const area = (left: number, top: number, right: number, bottom: number): Area => ({ left, top, right, bottom });

describe("on whole pixels", () => {
  test("edges go to the nearest", () => {
    expect(snapped(area(0.4, 0.5, 9.6, 10.2))).toEqual(area(0, 1, 10, 10));
  });

  test("a bar that is thinner than a pixel is still there; one of no width is not", () => {
    expect(snapped(area(3.1, 0, 3.4, 5))).toEqual(area(3, 0, 4, 5));
    expect(isEmpty(snapped(area(3, 0, 3, 5)))).toBe(true);
  });
});

test("areas overlap, contain and surround one another", () => {
  const [one, other] = [area(0, 0, 10, 10), area(5, 5, 20, 8)];
  expect(overlap(one, other)).toEqual(area(5, 5, 10, 8));
  expect(isEmpty(overlap(one, area(11, 0, 12, 1)))).toBe(true);
  expect([contains(one, area(0, 0, 10, 10)), contains(one, other)]).toEqual([true, false]);
  expect(around([one, other])).toEqual(area(0, 0, 20, 10));
  expect(around([])).toBeNull();
});

test("what is beyond a cover, in pieces that cover all of it once", () => {
  const size = ({ left, top, right, bottom }: Area): number => (right - left) * (bottom - top);
  const pieces = beyond(area(0, 0, 10, 10), area(2, 3, 6, 20));
  expect(pieces.reduce((sum, piece) => sum + size(piece), 0)).toBe(100 - 4 * 7);
  expect(beyond(area(-3, 0, 10, 10), area(0, 0, 13, 10))).toEqual([area(-3, 0, 0, 10)]);
  expect(beyond(area(0, 0, 1, 1), area(5, 5, 6, 6))).toEqual([area(0, 0, 1, 1)]);
  expect(beyond(area(0, 0, 1, 1), area(0, 0, 1, 1))).toEqual([]);
});
