import fc from "fast-check";
import { expect, test } from "vitest";
import { digitsFor, exactly, numberIn } from "../../src/draw/typed.ts";

test("comma and point both begin the decimals, and both minus signs are minus", () => {
  expect(["0.5", "0,5", " -2 ", "−1,25", ".5", "3.", "+7", "1e-3", "2E2"].map(numberIn)).toEqual([
    0.5, 0.5, -2, -1.25, 0.5, 3, 7, 0.001, 200,
  ]);
});

test("nonsense is no number, and nothing is guessed at", () => {
  const nonsense = [
    "",
    " ",
    "abc",
    "1,234.5",
    "1.2.3",
    "--1",
    "1-",
    "0x10",
    "NaN",
    "Infinity",
    "1e",
    "1e9999",
    "½",
    "1 2",
  ];
  expect(nonsense.map(numberIn)).toEqual(nonsense.map(() => null));
});

test("what is shown to be typed over gives back the very number", () => {
  fc.assert(
    fc.property(
      fc.float({ min: -1e6, max: 1e6, noNaN: true }),
      fc.constantFrom<"." | ",">(".", ","),
      (value, point) => {
        const text = exactly(value, point);
        expect(Math.fround(numberIn(text) ?? Number.NaN)).toBe(value === 0 ? 0 : value);
      },
    ),
  );
});

test("a short number stays short", () => {
  expect(exactly(Math.fround(0.1), ".")).toBe("0.1");
  expect(exactly(-1.25, ",")).toBe("-1,25");
  expect(exactly(0, ".")).toBe("0");
});

test("a small number shows its first digits", () => {
  expect([0, 2.5, 0.1, 0.0123, 0.00012345].map(digitsFor)).toEqual([4, 4, 4, 4, 6]);
});
