import { expect, test } from "vitest";
import { scaled } from "../../src/lab/type-size.ts";

test.each([
  ["(min-width: 46rem)", 1.5, "(min-width: 69rem)"],
  ["(width>=29.99rem) and (width<=62rem)", 2, "(width>=59.98rem) and (width<=124rem)"],
  ["(min-width: 46rem) and (max-height: 27rem)", 1, "(min-width: 46rem) and (max-height: 27rem)"],
  ["(min-width: 29.99rem)", 1.1, "(min-width: 32.989rem)"],
  ["(pointer: coarse)", 2, "(pointer: coarse)"],
  ["(min-width: 640px)", 2, "(min-width: 640px)"],
])("%s for type of %d is %s", (query, times, wanted) => {
  expect(scaled(query, times)).toBe(wanted);
});
