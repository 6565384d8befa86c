import { expect, test } from "vitest";
import { enlargement, fitted } from "../../src/picture/images.ts";

test("dots of small images become squares of dots, of large ones stay", () => {
  expect(enlargement(28, 28, 160)).toBe(12);
  expect(enlargement(784, 16, 700)).toBe(2);
  expect(enlargement(3000, 3000, 100)).toBe(1);
});

test("an image lies in the middle of a box of another shape", () => {
  const box = { left: 0, top: 0, right: 100, bottom: 50 };
  expect(fitted(box, 10, 10, "contain")).toEqual({ left: 25, top: 0, right: 75, bottom: 50 });
  expect(fitted(box, 10, 10, "fill")).toBe(box);
});
