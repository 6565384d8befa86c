import { describe, expect, test } from "vitest";
import { decorationMark } from "../../src/picture/decorations.ts";
import { familyOf, type Letters, type TextStyle, textMark, transformed } from "../../src/picture/letters.ts";

const STYLE: TextStyle = {
  color: "rgb(29, 34, 45)",
  direction: "ltr",
  fontFamily: '"Source Sans", "Helvetica Neue", Arial, sans-serif',
  fontSize: "16px",
  fontStyle: "normal",
  fontVariantNumeric: "normal",
  fontWeight: "400",
  letterSpacing: "normal",
  textAlign: "start",
  textTransform: "none",
};
const LINE = { text: "0.98", area: { left: 10, top: 20, right: 50, bottom: 40 }, broken: false, ascent: 15 };
const said = (given: Partial<Letters>): Letters => ({ ...LINE, style: STYLE, decoration: null, ...given });

test("a line is a text on its baseline, in its colour and letters", () => {
  expect(textMark(said({}))).toEqual({
    svg: '<text x="10" y="35">0.98</text>',
    area: LINE.area,
    shared: ` fill="#1d222d" font-family="'Source Sans', 'Helvetica Neue', Arial, sans-serif" font-size="16"`,
  });
});

test("numbers on the right and words in the middle stay there whatever the letters", () => {
  const aligned = (textAlign: string): string => textMark(said({ style: { ...STYLE, textAlign } }))?.svg ?? "";
  expect([aligned("right"), aligned("center")]).toEqual([
    '<text x="50" y="35">0.98</text>',
    '<text x="30" y="35">0.98</text>',
  ]);
  const broken = textMark(said({ style: { ...STYLE, textAlign: "right" }, broken: true }));
  expect(broken?.svg).toContain('x="10"');
});

test("weight, slope, spacing and figures are told where they are not the usual", () => {
  const style = { ...STYLE, fontWeight: "650", fontStyle: "italic", letterSpacing: "-0.5px" };
  const { shared } = textMark(said({ style: { ...style, fontVariantNumeric: "tabular-nums" } })) ?? {};
  for (const part of ['font-weight="650"', 'font-style="italic"', 'letter-spacing="-0.5"']) {
    expect(shared).toContain(part);
  }
  expect(shared).toContain('style="font-variant-numeric:tabular-nums"');
});

test("g93 words are words, whatever they are", () => {
  expect(textMark(said({ text: "</text><script>alert(1)</script>" }))?.svg).toBe(
    '<text x="10" y="35">&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;</text>',
  );
});

test("letters that cannot be seen leave no mark", () => {
  expect(textMark(said({ style: { ...STYLE, color: "rgba(0, 0, 0, 0)" } }))).toBeNull();
});

test("families end with one that every program has", () => {
  expect(familyOf('"STIX Two Math", "Source Serif", Georgia, serif, math')).toBe(
    "'STIX Two Math', 'Source Serif', Georgia, serif, math, serif",
  );
  expect(familyOf("Arial, sans-serif")).toBe("Arial, sans-serif");
});

test("variables of a formula are slanted letters, longer names are not", () => {
  const slanted = (text: string): string => transformed(text, "math-auto");
  expect(["a", "z", "W", "h", "σ", "1", "max", "Δ"].map(slanted)).toEqual(["𝑎", "𝑧", "𝑊", "ℎ", "𝜎", "1", "max", "𝛥"]);
  expect([transformed("a", "none"), transformed("Ab", "uppercase"), transformed("Ab", "lowercase")]).toEqual([
    "a",
    "AB",
    "ab",
  ]);
});

describe("underlines", () => {
  const DOTTED = {
    textDecorationColor: "rgb(9, 9, 9)",
    textDecorationLine: "underline",
    textDecorationStyle: "dotted",
    textDecorationThickness: "auto",
    textUnderlineOffset: "4.5px",
  };

  test("are lines at their distance from the baseline", () => {
    expect(decorationMark(DOTTED, LINE.area, 35, 18)?.svg).toBe(
      '<line x1="10" y1="41" x2="50" y2="41" fill="none" stroke="#090909" stroke-width="2" stroke-dasharray="2 2"/>',
    );
    const usual = {
      ...DOTTED,
      textDecorationStyle: "solid",
      textUnderlineOffset: "auto",
      textDecorationThickness: "1px",
    };
    expect(decorationMark(usual, LINE.area, 35, 18)?.svg).toContain('y1="36.5"');
  });

  test("go through the letters where those are struck", () => {
    const struck = { ...DOTTED, textDecorationLine: "line-through" };
    expect(decorationMark(struck, LINE.area, 35, 18)?.area.bottom).toBeLessThan(35);
    expect(decorationMark({ ...DOTTED, textDecorationLine: "none" }, LINE.area, 35, 18)).toBeNull();
  });

  test("come with their text, and make its place larger", () => {
    const mark = textMark(said({ decoration: DOTTED }));
    expect(mark?.svg).toMatch(/^<line [^>]*\/><text /);
    expect(mark?.area.bottom).toBeGreaterThanOrEqual(40);
  });
});
