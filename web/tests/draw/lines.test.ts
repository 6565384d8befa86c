// Lines on a canvas: sign as colour, size as width, the strongest on top.
import { expect, test } from "vitest";
import { type Pen, paintLines, strengthsOf } from "../../src/draw/lines.ts";

interface Stroke {
  readonly colour: string;
  readonly width: number;
  readonly ends: readonly number[];
}

test("the weakest are drawn first, each sign in its colour, from source to neuron", () => {
  const strokes = painted([0.1, -1, 0.9], { scale: 1 });
  expect(strokes.map(({ ends }) => ends.length / 4)).toEqual([1, 1, 1]);
  expect(strokes.map(({ width }) => width)).toEqual([...strokes.map(({ width }) => width)].sort());
  expect(strokes[0].ends).toEqual([0, 0, 100, 0]);
  const [red, , blue] = rgb(strokes[1].colour);
  expect(red).toBeGreaterThan(blue);
  const last = rgb(strokes[2].colour);
  expect(last[2]).toBeGreaterThan(last[0]);
});

test("a part of the way is drawn as a part of the line", () => {
  expect(painted([1], { scale: 1, span: [0.25, 0.5] })[0].ends).toEqual([25, 0, 50, 0]);
});

test("one colour can be had for all", () => {
  expect(painted([1, -1], { scale: 1, colour: "teal" }).map(({ colour }) => colour)).toEqual(["teal", "teal"]);
});

test("numbers beyond the scale are drawn as the strongest", () => {
  expect([...strengthsOf(Float32Array.of(5, -5, 0.01, -0.01), 1)]).toEqual([8, -8, 1, -1]);
});

/** Source and neuron number k lie at (0, 10 k) and (100, 10 k). */
function painted(
  values: readonly number[],
  look: { scale: number; span?: [number, number]; colour?: string },
): Stroke[] {
  const strokes: Stroke[] = [];
  let ends: number[] = [];
  const pen: Pen = {
    strokeStyle: "",
    lineWidth: 0,
    beginPath: () => {
      ends = [];
    },
    moveTo: (x, y) => ends.push(x, y),
    lineTo: (x, y) => ends.push(x, y),
    stroke: () => strokes.push({ colour: String(pen.strokeStyle), width: pen.lineWidth, ends }),
  };
  const numbers = Int32Array.from(values.keys());
  const y = Float32Array.from(values, (_, k) => 10 * k);
  const from = { x: y.map(() => 0), y };
  const to = { x: y.map(() => 100), y };
  paintLines(pen, { sources: numbers, neurons: numbers, values: Float32Array.from(values) }, from, to, {
    dark: false,
    ...look,
  });
  return strokes;
}

function rgb(colour: string): number[] {
  return (colour.match(/\d+/g) ?? []).slice(0, 3).map(Number);
}
