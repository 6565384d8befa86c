import { describe, expect, test } from "vitest";
import { sharedBorders } from "../../src/picture/borders.ts";
import { type BoxStyle, boxMarks, radiiOf, shadowsOf } from "../../src/picture/boxes.ts";
import { Definitions } from "../../src/picture/definitions.ts";
import { outline, pathOf, SQUARE } from "../../src/picture/rounded.ts";

const BOX = { left: 10, top: 20, right: 110, bottom: 60 };
const sides = ["Top", "Right", "Bottom", "Left"] as const;
const NOTHING = {
  ...Object.fromEntries(sides.map((side) => [`border${side}Width`, "0px"])),
  ...Object.fromEntries(sides.map((side) => [`border${side}Style`, "none"])),
  ...Object.fromEntries(sides.map((side) => [`border${side}Color`, "rgb(0, 0, 0)"])),
  ...Object.fromEntries(["TopLeft", "TopRight", "BottomRight", "BottomLeft"].map((at) => [`border${at}Radius`, "0px"])),
  backgroundColor: "rgba(0, 0, 0, 0)",
  backgroundImage: "none",
  backgroundPosition: "0% 0%",
  backgroundRepeat: "repeat",
  backgroundSize: "auto",
  borderCollapse: "separate",
  boxShadow: "none",
  display: "block",
  outlineColor: "rgb(0, 0, 0)",
  outlineOffset: "0px",
  outlineStyle: "none",
  outlineWidth: "3px",
} as unknown as BoxStyle;

const svg = (style: Partial<BoxStyle>): string[] =>
  boxMarks(BOX, { ...NOTHING, ...style }, new Definitions()).map((mark) => mark.svg);

const bordered = (width: string, kind: string, colour: string): Partial<BoxStyle> =>
  Object.fromEntries(
    sides.flatMap((side) => [
      [`border${side}Width`, width],
      [`border${side}Style`, kind],
      [`border${side}Color`, colour],
    ]),
  );

test("a box without anything leaves no mark", () => {
  expect(svg({})).toEqual([]);
});

test("a background is a rectangle, with round corners where it has them", () => {
  expect(svg({ backgroundColor: "rgb(255, 0, 0)" })).toEqual([
    '<rect x="10" y="20" width="100" height="40" fill="#ff0000"/>',
  ]);
  const round = Object.fromEntries(
    ["TopLeft", "TopRight", "BottomRight", "BottomLeft"].map((at) => [`border${at}Radius`, "8px"]),
  );
  expect(svg({ backgroundColor: "rgb(255, 0, 0)", ...round })[0]).toContain('rx="8"');
});

test("a border that is alike all around is one stroke in its middle", () => {
  expect(svg(bordered("2px", "solid", "rgb(0, 0, 255)"))).toEqual([
    '<rect x="11" y="21" width="98" height="38" fill="none" stroke="#0000ff" stroke-width="2"/>',
  ]);
  expect(svg(bordered("1px", "dashed", "rgb(0, 0, 255)"))[0]).toContain('stroke-dasharray="3 2"');
  expect(svg(bordered("3px", "dotted", "rgb(0, 0, 255)"))[0]).toContain('stroke-linecap="round"');
});

test("a border that is not seen leaves no mark", () => {
  expect(svg(bordered("2px", "solid", "rgba(0, 0, 0, 0)"))).toEqual([]);
  expect(svg(bordered("2px", "none", "rgb(0, 0, 0)"))).toEqual([]);
  expect(svg({ ...bordered("1px", "solid", "rgb(0, 0, 0)"), display: "table-row" })).toEqual([]);
});

test("sides that differ are shapes of their own", () => {
  const rule = { borderBottomWidth: "1px", borderBottomStyle: "solid", borderBottomColor: "rgb(9, 9, 9)" };
  expect(svg(rule)).toEqual(['<polygon points="110,60 10,60 10,59 110,59" fill="#090909"/>']);
  expect(svg({ ...rule, borderBottomStyle: "dotted" })).toEqual([
    '<line x1="110" y1="59.5" x2="10" y2="59.5" fill="none" stroke="#090909" stroke-width="1" stroke-dasharray="1 1"/>',
  ]);
});

test("a triangle that is made of borders is a triangle", () => {
  const area = { left: 0, top: 0, right: 8, bottom: 5 };
  const style = { ...NOTHING, ...bordered("4px", "solid", "rgba(0, 0, 0, 0)") };
  const pointed = { borderTopWidth: "0px", borderBottomWidth: "5px", borderBottomColor: "rgb(9, 9, 9)" };
  const marks = boxMarks(area, { ...style, ...pointed } as BoxStyle, new Definitions());
  expect(marks.map((mark) => mark.svg)).toEqual(['<polygon points="8,5 0,5 4,0 4,0" fill="#090909"/>']);
});

test("borders that cells share lie on whole pixels on the line between them", () => {
  const style = {
    ...NOTHING,
    borderLeftWidth: "1px",
    borderLeftStyle: "solid",
    borderCollapse: "collapse",
  } as BoxStyle;
  const [line] = sharedBorders({ left: 115.42, top: 20, right: 160, bottom: 48 }, style);
  expect(line.area).toMatchObject({ left: 115, right: 116 });
  expect(boxMarks(BOX, { ...style, display: "table-cell" }, new Definitions())).toEqual([]);
});

describe("shadows", () => {
  test("are read as they are computed, the uppermost last", () => {
    const css = "rgb(1, 2, 3) 0px 0px 0px 1px, rgba(0, 0, 0, 0.18) 0px 12px 32px 0px inset";
    expect(shadowsOf(css)).toEqual([
      { colour: "rgba(0, 0, 0, 0.18)", x: 0, y: 12, blur: 32, spread: 0, inner: true },
      { colour: "rgb(1, 2, 3)", x: 0, y: 0, blur: 0, spread: 1, inner: false },
    ]);
    expect(shadowsOf("none")).toEqual([]);
  });

  test("a crisp one is a ring around the box", () => {
    const [ring] = boxMarks(BOX, { ...NOTHING, boxShadow: "rgb(9, 9, 9) 0px 0px 0px 2px" }, new Definitions());
    expect(ring.area).toEqual({ left: 8, top: 18, right: 112, bottom: 62 });
    expect(ring.svg).toContain('fill-rule="evenodd"');
  });

  test("one that lies beside is seen where the box is not", () => {
    const marks = boxMarks(BOX, { ...NOTHING, boxShadow: "rgb(9, 9, 9) -3px 0px 0px 0px" }, new Definitions());
    expect(marks.map((mark) => mark.area)).toEqual([{ left: 7, top: 20, right: 10, bottom: 60 }]);
  });

  test("a blurred one is left out", () => {
    expect(svg({ boxShadow: "rgba(0, 0, 0, 0.2) 0px 12px 32px 0px" })).toEqual([]);
  });
});

test("an outline lies around the box, or inside where its offset is negative", () => {
  const lit = { outlineStyle: "solid", outlineWidth: "2px", outlineColor: "rgb(10, 125, 107)" };
  expect(svg({ ...lit, outlineOffset: "1px" })[0]).toContain('x="8" y="18" width="104" height="44"');
  expect(svg({ ...lit, outlineOffset: "-2px" })[0]).toContain('x="11" y="21" width="98" height="38"');
});

describe("round corners", () => {
  test("in per cent they are parts of the width", () => {
    const half = Object.fromEntries(
      ["TopLeft", "TopRight", "BottomRight", "BottomLeft"].map((at) => [`border${at}Radius`, "50%"]),
    );
    expect(radiiOf(BOX, { ...NOTHING, ...half })).toEqual([50, 50, 50, 50]);
  });

  test("that would meet shrink together", () => {
    expect(outline(BOX, [50, 50, 50, 50], {})).toBe('<rect x="10" y="20" width="100" height="40" rx="20"/>');
  });

  test("that differ make a path", () => {
    expect(outline(BOX, [0, 8, 8, 0], {})).toBe('<path d="M10 20H102a8 8 0 0 1 8 8V52a8 8 0 0 1 -8 8H10V20Z"/>');
    expect(pathOf(BOX, SQUARE)).toBe("M10 20H110V60H10V20Z");
  });
});
