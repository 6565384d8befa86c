import { describe, expect, test } from "vitest";
import { HEIGHT, plotOf, spanOf, tangent, WIDTH } from "../../src/draw/curve.ts";
import { ACTIVATION_NAMES, type Curve, curveOf } from "../../src/engine/activations.ts";

const curves = ACTIVATION_NAMES.map((name) => [name, curveOf(name)] as const).filter(
  (pair): pair is readonly [(typeof pair)[0], Curve] => pair[1] !== null,
);
const sigmoid = curveOf("sigmoid") as Curve;

test("the axis holds still while z moves and doubles where it must", () => {
  expect([0, 7.9, -8].map(spanOf)).toEqual([8, 8, 8]);
  expect([8.1, -17, 1e300].map(spanOf)).toEqual([16, 32, 2 ** 40]);
});

test("sigmoid runs from 0 to 1 with ticks at both and at a half", () => {
  const plot = plotOf(sigmoid, 8);
  expect(plot.up.map((tick) => tick.value)).toEqual([0, 0.5, 1]);
  expect(plot.across.map((tick) => tick.value)).toEqual([-8, -4, 0, 4, 8]);
  expect(plot.y(0.5)).toBeCloseTo((plot.y(0) + plot.y(1)) / 2);
});

describe.each(curves)("%s", (_name, curve) => {
  const plot = plotOf(curve, 8);
  test("stays inside the drawing", () => {
    const numbers = plot.path.slice(1).split(/[L ]/).map(Number);
    expect(numbers.length).toBe(2 * 161);
    numbers.forEach((one, i) => {
      expect(one).toBeGreaterThanOrEqual(0);
      expect(one).toBeLessThanOrEqual(i % 2 === 0 ? WIDTH : HEIGHT);
    });
  });

  test.each([-7.5, -1, 0.5, 3])("has a tangent at %d that touches it and runs along it", (z) => {
    const a = curve.value(z);
    const line = tangent(plot, z, a, curve.slope(a));
    const risen =
      (plot.y(curve.value(z - 1e-4)) - plot.y(curve.value(z + 1e-4))) / (plot.x(z + 1e-4) - plot.x(z - 1e-4));
    expect((line.y1 - line.y2) / (line.x2 - line.x1)).toBeCloseTo(risen, 3);
    const along = (plot.x(z) - line.x1) / (line.x2 - line.x1);
    expect(line.y1 + along * (line.y2 - line.y1)).toBeCloseTo(plot.y(a), 6);
  });

  test("keeps point and tangent inside for sums beyond the axis", () => {
    const line = tangent(plot, 1e6, curve.value(1e6), curve.slope(curve.value(1e6)));
    for (const x of [line.x1, line.x2]) expect(x >= 0 && x <= WIDTH).toBe(true);
    for (const y of [line.y1, line.y2]) expect(y >= -1e-9 && y <= HEIGHT).toBe(true);
  });
});
