import { expect, test } from "vitest";
import { FINE, fineness } from "../../src/picture/dots.ts";

test("dots are twice as fine as the page, unless the browser has no room for them", () => {
  expect(fineness(600, 400)).toBe(FINE);
  expect(fineness(600, 16_384)).toBe(1);
  const huge = fineness(12_000, 12_000);
  expect((12_000 * huge) ** 2).toBeLessThanOrEqual(2 ** 26 + 1);
});
