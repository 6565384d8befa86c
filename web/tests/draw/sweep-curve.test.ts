import { expect, test } from "vitest";
import { curveAt, extentOf, pathOf, scalesOf, stretchesOf, tangentAt } from "../../src/draw/sweep-curve.ts";

const FRAME = { left: 40, top: 10, width: 200, height: 100 };
const along = (f: (x: number) => number, count = 41) => ({
  low: -4,
  high: 4,
  costs: Float64Array.from({ length: count }, (_, i) => f(-4 + (8 * i) / (count - 1))),
});

test("between its samples a smooth curve is where it should be, and as steep", () => {
  const curve = along((x) => 1 / (1 + Math.exp(-x)));
  for (const x of [-3.95, -1.234, 0, 0.77, 3.99]) {
    const a = 1 / (1 + Math.exp(-x));
    expect(curveAt(curve, x)?.cost).toBeCloseTo(a, 4);
    expect(curveAt(curve, x)?.slope).toBeCloseTo(a * (1 - a), 2);
  }
  const parabola = curveAt(
    along((x) => x * x),
    1.23,
  );
  expect(parabola?.cost).toBeCloseTo(1.23 ** 2, 10);
  expect(parabola?.slope).toBeCloseTo(2.46, 10);
});

test("beyond its ends and in a gap there is no curve", () => {
  const gap = along((x) => (x > 0 ? Number.NaN : 1));
  expect([curveAt(gap, -4.01), curveAt(gap, 4.01), curveAt(gap, 1), curveAt(gap, 0.1)]).toEqual([
    null,
    null,
    null,
    null,
  ]);
  expect(curveAt(gap, -1)).toEqual({ cost: 1, slope: 0 });
});

test("its path runs from end to end and leaves gaps open", () => {
  const scales = scalesOf({ low: -4, high: 4 }, [0, 1], FRAME);
  const whole = pathOf(
    along(() => 0.5, 5),
    scales,
  );
  expect(whole.match(/M/g)).toHaveLength(1);
  expect(whole.startsWith("M40.00 ") && whole.includes("240.00 ")).toBe(true);
  expect(
    pathOf(
      along((x) => (x === 0 ? Number.NaN : 0.5), 5),
      scales,
    ).match(/M/g),
  ).toHaveLength(2);
  expect(
    pathOf(
      along(() => Number.NaN, 5),
      scales,
    ),
  ).toBe("");
});

test("a loss that hardly moves is drawn flat, as it is", () => {
  const { y, up } = scalesOf({ low: -4, high: 4 }, [0.0637, 0.06371], FRAME);
  expect(Math.abs(y(0.0637) - y(0.06371))).toBeLessThan(FRAME.height / 50);
  expect(up.low).toBeGreaterThan(0);
  expect(scalesOf({ low: -4, high: 4 }, [0, 0], FRAME).up.low).toBe(0);
});

test("a loss of no numbers still has axes", () => {
  expect(extentOf([Number.NaN, Number.POSITIVE_INFINITY])).toEqual([0, 1]);
  expect(scalesOf({ low: -4, high: 4 }, [Number.NaN], FRAME).up.ticks.length).toBeGreaterThan(1);
});

test("a tangent has its length on paper, however steep", () => {
  const scales = scalesOf({ low: -4, high: 4 }, [0, 1], FRAME);
  for (const slope of [0, -0.3, 1000]) {
    const { x1, y1, x2, y2 } = tangentAt(scales, 1, 0.5, slope, 30);
    expect(Math.hypot(x2 - x1, y2 - y1)).toBeCloseTo(60, 6);
    expect(Math.sign(y1 - y2)).toBe(Math.sign(slope));
  }
});

test("equal answers beside each other are one stretch", () => {
  expect(stretchesOf([4, 4, 9, 9, 9])).toEqual([
    { answer: 4, from: 0, to: 0.375 },
    { answer: 9, from: 0.375, to: 1 },
  ]);
  expect(stretchesOf([7, 7, 7])).toEqual([{ answer: 7, from: 0, to: 1 }]);
});
