import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellBeside, confusionOf, countOf, digitsOf, shades } from "../../src/lab/confusion.ts";

const labels = Uint8Array.of(7, 7, 7, 4, 4, 0);
const answers = Uint8Array.of(7, 1, 1, 9, 4, 0);
const confidences = Float32Array.of(0.99, 0.5, 0.9, 0.8, 0.7, 1);

describe("the confusion matrix", () => {
  const confusion = confusionOf(labels, answers, 10);

  it("counts each label under each answer", () => {
    expect(countOf(confusion, { label: 7, answer: 1 })).toBe(2);
    expect(countOf(confusion, { label: 7, answer: 7 })).toBe(1);
    expect(countOf(confusion, { label: 1, answer: 7 })).toBe(0);
  });

  it("counts the digits of each label, and how many of them are wrong", () => {
    expect(Array.from(confusion.totals)).toEqual([1, 0, 0, 0, 2, 0, 0, 3, 0, 0]);
    expect(Array.from(confusion.wrong)).toEqual([0, 0, 0, 0, 1, 0, 0, 2, 0, 0]);
  });

  it("has a column for every answer of a network with more than ten", () => {
    const wide = confusionOf(Uint8Array.of(3), Uint8Array.of(11), 12);
    expect(wide.answers).toBe(12);
    expect(countOf(wide, { label: 3, answer: 11 })).toBe(1);
  });

  it("keeps ten columns for a network with fewer answers", () => {
    expect(confusionOf(labels, answers, 2).answers).toBe(10);
  });

  it("takes an answer that no output has for a mistake, and loses no row", () => {
    const odd = confusionOf(Uint8Array.of(3), Uint8Array.of(255), 10);
    expect(odd.wrong[3]).toBe(1);
    expect(odd.counts.every((count) => count === 0)).toBe(true);
  });

  it("has rows that sum to their totals", () => {
    const digit = fc.integer({ min: 0, max: 9 });
    fc.assert(
      fc.property(fc.array(fc.tuple(digit, digit)), (pairs) => {
        const found = confusionOf(
          Uint8Array.from(pairs, ([label]) => label),
          Uint8Array.from(pairs, ([, answer]) => answer),
          10,
        );
        for (let label = 0; label < 10; label++) {
          const row = found.counts.subarray(10 * label, 10 * label + 10);
          expect(row.reduce((sum, count) => sum + count, 0)).toBe(found.totals[label]);
          expect(found.totals[label] - row[label]).toBe(found.wrong[label]);
        }
      }),
    );
  });
});

describe("the shade of a cell", () => {
  it("is deepest for the most frequent confusion of its row, and 0 for what is right", () => {
    const shade = shades(confusionOf(labels, answers, 10));
    expect(shade[7 * 10 + 1]).toBe(1);
    expect(shade[4 * 10 + 9]).toBeCloseTo(Math.sqrt(1 / 2 / (2 / 3)), 12);
    expect(shade[7 * 10 + 7]).toBe(0);
  });

  it("is 0 everywhere for a network without mistakes", () => {
    expect(shades(confusionOf(labels, labels, 10)).every((depth) => depth === 0)).toBe(true);
  });
});

describe("the digits of a cell", () => {
  it("come with the most confident first", () => {
    expect(Array.from(digitsOf({ label: 7, answer: 1 }, labels, answers, confidences))).toEqual([2, 1]);
  });

  it("are all mistakes where no cell is open", () => {
    expect(Array.from(digitsOf(null, labels, answers, confidences))).toEqual([2, 3, 1]);
  });

  it("keep their order where they are equally confident", () => {
    const even = new Float32Array(6).fill(0.5);
    expect(Array.from(digitsOf(null, labels, answers, even))).toEqual([1, 2, 3]);
  });

  it("are none in an empty cell", () => {
    expect(digitsOf({ label: 0, answer: 5 }, labels, answers, confidences)).toHaveLength(0);
  });
});

describe("arrow keys", () => {
  const at = { label: 0, answer: 9 };

  it("lead to the cell beside, and stop at the border", () => {
    expect(cellBeside(at, "ArrowDown", 10)).toEqual({ label: 1, answer: 9 });
    expect(cellBeside(at, "ArrowLeft", 10)).toEqual({ label: 0, answer: 8 });
    expect(cellBeside(at, "ArrowUp", 10)).toEqual(at);
    expect(cellBeside(at, "ArrowRight", 10)).toEqual(at);
    expect(cellBeside({ label: 9, answer: 0 }, "ArrowDown", 10)).toEqual({ label: 9, answer: 0 });
  });

  it("lead to the ends of the row with Home and End", () => {
    expect(cellBeside(at, "Home", 12)).toEqual({ label: 0, answer: 0 });
    expect(cellBeside(at, "End", 12)).toEqual({ label: 0, answer: 11 });
  });

  it("are no other keys", () => {
    expect(cellBeside(at, "Enter", 10)).toBeNull();
  });
});
