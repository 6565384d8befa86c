import { describe, expect, test } from "vitest";
import { type Character, linesOf } from "../../src/picture/lines.ts";

const WIDTH = 8;
const HEIGHT = 20;

/** Characters as a browser would place them: a line of the list each; "~" is a soft hyphen that takes no place. */
function placed(...lines: readonly string[]): Character[] {
  return lines.flatMap((line, row) =>
    Array.from(line, (text, column) => {
      const [left, top] = [column * WIDTH, row * HEIGHT];
      if (text === "~") return { text: "\u00ad", area: null };
      return { text, area: { left, top, right: left + WIDTH, bottom: top + HEIGHT - 4 } };
    }),
  );
}

test("each line is a piece with its place, without the spaces at its ends", () => {
  expect(linesOf(placed("the sum ", " of all"))).toEqual([
    { text: "the sum", area: { left: 0, top: 0, right: 56, bottom: 16 }, broken: false },
    { text: "of all", area: { left: 8, top: 20, right: 56, bottom: 36 }, broken: false },
  ]);
});

test("characters that take no place are not written", () => {
  const [first, ...others] = placed("a b");
  const swallowed = { text: "\n", area: null };
  expect(linesOf([swallowed, first, swallowed, ...others])[0].text).toBe("a b");
  expect(linesOf([swallowed])).toEqual([]);
});

test("a raised or lowered character of the same line stays in it", () => {
  const [one, two] = placed("xi");
  const low = { ...two, area: two.area && { ...two.area, top: 5, bottom: 21 } };
  expect(linesOf([one, low]).map(({ text }) => text)).toEqual(["xi"]);
});

describe("hyphens", () => {
  const words = (lines: readonly string[], hyphens?: string): string[] =>
    linesOf(placed(...lines), hyphens === undefined ? {} : { hyphens }).map(({ text }) => text);

  test("are added where a browser breaks a word by itself", () => {
    expect(words(["Gewichts", "summe"], "auto")).toEqual(["Gewichts-", "summe"]);
    expect(words(["Gewichts ", "summe"], "auto")).toEqual(["Gewichts", "summe"]);
    expect(words(["12", "34"], "auto")).toEqual(["12", "34"]);
  });

  test("are not added where words may break anywhere", () => {
    expect(words(["Gewichts", "summe"], "manual")).toEqual(["Gewichts", "summe"]);
  });

  test("are seen where a soft one is at the end of a line, and nowhere else", () => {
    expect(words(["Ge~wichts~", "summe"])).toEqual(["Gewichts-", "summe"]);
  });
});

test("where spaces are kept they are kept; those that a line begins with move it to where they end", () => {
  const [line] = linesOf(placed("  a b "), { kept: true });
  expect([line.text, line.area.left]).toEqual(["a b ", placed("  a b ")[2].area?.left]);
  expect(line.area.left).toBeGreaterThan(0);
  expect(linesOf(placed("   "), { kept: true })).toEqual([]);
});
