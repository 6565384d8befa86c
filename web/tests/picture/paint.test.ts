import { expect, test } from "vitest";
import { painted, paintOf } from "../../src/picture/paint.ts";

test("colours in every way that a browser computes them become #rrggbb and an opacity", () => {
  for (const css of ["rgb(1, 32, 255)", "rgb(1 32 255)", "rgb(1 32 255 / 1)", "#0120ff"]) {
    expect(paintOf(css)).toEqual({ colour: "#0120ff", opacity: 1 });
  }
  expect(paintOf("rgba(1, 32, 255, 0.5)")).toEqual({ colour: "#0120ff", opacity: 0.5 });
  expect(paintOf("rgb(1 32 255 / 25%)")).toEqual({ colour: "#0120ff", opacity: 0.25 });
  expect(paintOf("color(srgb 1 0.5 0 / 0.4)")).toEqual({ colour: "#ff8000", opacity: 0.4 });
  expect(paintOf("#1af")).toEqual({ colour: "#11aaff", opacity: 1 });
});

test("what cannot be seen is none", () => {
  for (const css of ["none", "transparent", "", "rgba(0, 0, 0, 0)"]) expect(paintOf(css)).toBeNull();
  expect(painted("stroke", "transparent")).toEqual({ stroke: "none" });
});

test("levels beyond what a screen has stay within it", () => {
  expect(paintOf("color(srgb 1.2 -0.1 0)")).toEqual({ colour: "#ff0000", opacity: 1 });
});

test("fills and strokes carry their opacity beside them", () => {
  expect(painted("fill", "rgb(255, 0, 0)")).toEqual({ fill: "#ff0000", "fill-opacity": null });
  expect(painted("stroke", "rgba(255, 0, 0, 0.35)")).toEqual({ stroke: "#ff0000", "stroke-opacity": "0.35" });
});
