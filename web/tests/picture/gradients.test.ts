import { expect, test } from "vitest";
import { Definitions } from "../../src/picture/definitions.ts";
import { gradients } from "../../src/picture/gradients.ts";

const BOX = { left: 0, top: 0, right: 160, bottom: 20 };
const STYLE = { backgroundSize: "auto", backgroundPosition: "0% 0%", backgroundRepeat: "repeat" };

function drawn(backgroundImage: string, style: Partial<typeof STYLE> = {}): { areas: number[][]; defined: string } {
  const definitions = new Definitions();
  const marks = gradients(BOX, { ...STYLE, ...style, backgroundImage }, definitions);
  return {
    areas: marks.map(({ area: { left, top, right, bottom } }) => [left, top, right, bottom]),
    defined: definitions.written(),
  };
}

test("a gradient over the whole box is one rectangle", () => {
  const { areas, defined } = drawn("linear-gradient(to right, rgb(255, 0, 0), rgb(0, 0, 255))");
  expect(areas).toEqual([[0, 0, 160, 20]]);
  expect(defined).toContain('x1="0" y1="0" x2="1" y2="0"');
  expect(defined).toContain('<stop offset="0" stop-color="#ff0000"/><stop offset="1" stop-color="#0000ff"/>');
});

test("a fine line that is repeated is a tile a line", () => {
  const { areas, defined } = drawn("linear-gradient(to left, rgb(9, 9, 9) 1px, rgba(0, 0, 0, 0) 1px)", {
    backgroundSize: "calc(100% / 16) 100%",
  });
  expect(areas).toHaveLength(16);
  expect(areas.slice(0, 2)).toEqual([
    [0, 0, 10, 20],
    [10, 0, 20, 20],
  ]);
  expect(defined).toContain('<stop offset="0.1" stop-color="#090909"/>');
  expect(defined).toContain('stop-opacity="0"');
});

test("a line in the middle lies in the middle, once", () => {
  const { areas } = drawn("linear-gradient(rgb(9, 9, 9), rgb(9, 9, 9))", {
    backgroundSize: "2px 100%",
    backgroundPosition: "50% 50%",
    backgroundRepeat: "no-repeat",
  });
  expect(areas).toEqual([[79, 0, 81, 20]]);
});

test("of several backgrounds the first lies uppermost, each with its own size", () => {
  const one = "linear-gradient(rgb(1, 1, 1), rgb(1, 1, 1))";
  const { areas } = drawn(`${one}, ${one}`, { backgroundSize: "10px 10px, 20px 20px", backgroundRepeat: "no-repeat" });
  expect(areas).toEqual([
    [0, 0, 20, 20],
    [0, 0, 10, 10],
  ]);
});

test("other backgrounds, and tiles without number, are left out", () => {
  expect(drawn("none").areas).toEqual([]);
  expect(drawn('url("https://example.com/digit.png")').areas).toEqual([]);
  expect(drawn("radial-gradient(rgb(1, 1, 1), rgb(2, 2, 2))").areas).toEqual([]);
  expect(drawn("linear-gradient(rgb(1, 1, 1), rgb(2, 2, 2))", { backgroundSize: "0.001px 1px" }).areas).toEqual([]);
});

test("a gradient at an angle runs through the middle of its box", () => {
  const { defined } = drawn("linear-gradient(45deg, rgb(255, 0, 0), rgb(0, 0, 255))", {
    backgroundSize: "20px 20px",
    backgroundRepeat: "no-repeat",
  });
  expect(defined).toContain('x1="0" y1="20" x2="20" y2="0" gradientUnits="userSpaceOnUse"');
});

test("towards a corner, the colour in the middle reaches both other corners", () => {
  const { defined } = drawn("linear-gradient(to bottom right, rgb(255, 0, 0), rgb(0, 0, 255))");
  const [x1, y1, x2, y2] = ["x1", "y1", "x2", "y2"].map((at) =>
    Number(new RegExp(` ${at}="([^"]*)"`).exec(defined)?.[1]),
  );
  const [middleX, middleY] = [(x1 + x2) / 2, (y1 + y2) / 2];
  expect([middleX, middleY]).toEqual([80, 10].map((at) => expect.closeTo(at, 1)));
  expect((x2 - x1) * (160 - middleX) + (y2 - y1) * (0 - middleY)).toBeCloseTo(0, 0);
});

test("stripes are repeated, each colour from and to where it is said", () => {
  const { defined } = drawn("repeating-linear-gradient(90deg, rgba(0, 0, 0, 0) 0px 5px, rgb(9, 9, 9) 5px 6px)");
  expect(defined).toContain('x1="0" y1="10" x2="6" y2="10"');
  expect(defined).toContain('spreadMethod="repeat"');
  const offsets = Array.from(defined.matchAll(/offset="([^"]*)"/g), ([, at]) => at);
  expect(offsets).toEqual(["0", "0.83333", "0.83333", "1"]);
});
