import { expect, test } from "vitest";
import { isCutAway } from "../../src/picture/seen.ts";

test("what is kept for listeners alone is not seen", () => {
  expect([isCutAway("inset(50%)"), isCutAway("inset(10%)"), isCutAway("none")]).toEqual([true, false, false]);
});
