import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { TEXTS, textsIn } from "../../src/texts/texts.ts";

const PYTHON = new URL("../../../src/digitscope/", import.meta.url);

describe("the table of texts", () => {
  test("every text fills in the same values in every language", () => {
    const values = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
    for (const [key, { en, de }] of Object.entries(TEXTS)) expect([key, values(de)]).toEqual([key, values(en)]);
  });

  test("there are words for everything that can be wrong with a picture, a network or its evaluation", () => {
    const sources = readdirSync(PYTHON, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".py"));
    const whole = sources.map((name) => readFileSync(new URL(name, PYTHON), "utf8")).join("");
    const codes = new Set(Array.from(whole.matchAll(/"((?:IMAGE|MODEL|EVALUATION)_[A-Z_]+)"/g), ([, code]) => code));
    expect(codes.size).toBeGreaterThan(15);
    expect([...codes].filter((code) => !(`problem.${code}` in TEXTS))).toEqual([]);
  });
});

describe("numbers", () => {
  const [en, de] = [textsIn("en"), textsIn("de")];

  test("they are written as the language writes them, with the real minus", () => {
    expect([en.number(-1234.5, 1), de.number(-1234.5, 1)]).toEqual(["−1,234.5", "−1.234,5"]);
    expect([en.signed(0.25), en.signed(0), en.signed(-0.25)]).toEqual(["+0.25", "0.00", "−0.25"]);
    expect([en.percent(0.9803, 1), de.percent(0.98)]).toEqual(["98.0%", "98\u00a0%"]);
  });

  test("only all of them is 100%", () => {
    expect([en.percent(0.9973), en.percent(0.99999, 1), en.percent(1), en.percent(0.994)]).toEqual([
      "99%",
      "99.9%",
      "100%",
      "99%",
    ]);
  });

  test("huge ones stay short, and what is no number is told", () => {
    expect([en.number(999_999_999), en.number(1e300, 2), en.signed(-2.5e12, 1)]).toEqual([
      "999,999,999",
      "1.00E300",
      "−2.5E12",
    ]);
    expect([en.number(Number.NaN, 3), en.number(Number.NEGATIVE_INFINITY)]).toEqual(["NaN", "−∞"]);
  });
});
