import { describe, expect, test } from "vitest";
import { Definitions } from "../../src/picture/definitions.ts";
import { type Clip, cut, type Mark, narrowed, written } from "../../src/picture/marks.ts";
import { SQUARE } from "../../src/picture/rounded.ts";

const mark = (left: number, right: number, shared?: string): Mark => ({
  svg: `<path d="M${left}"/>`,
  area: { left, top: 0, right, bottom: 10 },
  ...(shared === undefined ? {} : { shared }),
});
const EDGE: Clip = { area: { left: 0, top: 0, right: 100, bottom: 10 }, radii: SQUARE };

describe("what is seen through an edge", () => {
  test("is untouched, cut off or gone", () => {
    const [inside, over] = cut([mark(10, 20), mark(90, 110), mark(120, 130)], EDGE);
    expect(inside).toEqual(mark(10, 20));
    expect(over.clip).toEqual(EDGE);
    expect(over.area.right).toBe(100);
    expect(cut([mark(120, 130)], EDGE)).toEqual([]);
    expect(cut([mark(120, 130)], null)).toHaveLength(1);
  });

  test("is cut at round corners too", () => {
    const round: Clip = { ...EDGE, radii: [8, 8, 8, 8] };
    expect(cut([mark(0, 100)], round)[0].clip).toEqual(round);
    expect(cut([{ ...mark(50, 60), area: { left: 50, top: 4, right: 60, bottom: 6 } }], round)[0].clip).toBeUndefined();
  });

  test("through two edges is seen through both", () => {
    const inner: Clip = { area: { left: 50, top: 0, right: 150, bottom: 10 }, radii: SQUARE };
    expect(narrowed(EDGE, inner).area).toEqual({ left: 50, top: 0, right: 100, bottom: 10 });
    expect(cut(cut([mark(0, 200)], inner), EDGE)[0].clip?.area).toEqual({ left: 50, top: 0, right: 100, bottom: 10 });
    const round: Clip = { area: { left: 10, top: 1, right: 90, bottom: 9 }, radii: [4, 4, 4, 4] };
    expect(narrowed(EDGE, round).radii).toEqual([4, 4, 4, 4]);
    expect(narrowed(null, round)).toBe(round);
  });
});

describe("written down", () => {
  test("neighbours with the same attributes share a group", () => {
    const marks = [mark(1, 2, ' fill="red"'), mark(3, 4, ' fill="red"'), mark(5, 6), mark(7, 8, ' fill="red"')];
    expect(written(marks, new Definitions())).toBe(
      [
        '<g fill="red">\n<path d="M1"/>\n<path d="M3"/>\n</g>',
        '<path d="M5"/>',
        '<g fill="red">\n<path d="M7"/>\n</g>',
      ].join("\n"),
    );
  });

  test("an edge is defined once for all that it cuts", () => {
    const definitions = new Definitions();
    const text = written(cut([mark(90, 110), mark(95, 120)], EDGE), definitions);
    expect(text.match(/clip-path="url\(#digitscope-1\)"/g)).toHaveLength(1);
    expect(definitions.written().match(/<clipPath/g)).toHaveLength(1);
  });

  test("their order is kept", () => {
    const order = written([mark(5, 6), mark(1, 2), mark(3, 4)], new Definitions());
    expect(Array.from(order.matchAll(/M(\d)/g), ([, at]) => at)).toEqual(["5", "1", "3"]);
  });
});
