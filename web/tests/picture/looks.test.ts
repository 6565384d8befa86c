import { expect, test } from "vitest";
import { lookOf, referred, type ShapeStyle } from "../../src/picture/looks.ts";

const STYLE: ShapeStyle = {
  fill: "none",
  fillOpacity: "1",
  fillRule: "nonzero",
  markerEnd: "none",
  markerMid: "none",
  markerStart: "none",
  stroke: "rgb(10, 125, 107)",
  strokeDasharray: "none",
  strokeLinecap: "butt",
  strokeLinejoin: "miter",
  strokeOpacity: "1",
  strokeWidth: "2px",
  vectorEffect: "none",
};
const said = (style: Partial<ShapeStyle>, scale: number | null = 1): Record<string, unknown> =>
  Object.fromEntries(Object.entries(lookOf({ ...STYLE, ...style }, scale)).filter(([, value]) => value != null));

test("what is filled and stroked is told in attributes", () => {
  expect(said({})).toEqual({ fill: "none", stroke: "#0a7d6b", "stroke-width": "2" });
  expect(said({ fill: "rgba(0, 0, 0, 0.5)", fillOpacity: "0.5", stroke: "none" })).toEqual({
    fill: "#000000",
    "fill-opacity": "0.25",
  });
});

test("a stroke that keeps its width in another scale has that width", () => {
  const kept = { vectorEffect: "non-scaling-stroke", strokeDasharray: "2px, 3px" };
  expect(said(kept, 4)).toMatchObject({ "stroke-width": "0.5", "stroke-dasharray": "0.5 0.75" });
  expect(said(kept, null)).toMatchObject({ "stroke-width": "2", "vector-effect": "non-scaling-stroke" });
});

test("what is referred to within the page is kept, what is elsewhere is not", () => {
  expect(referred('url("#tip")')).toBe("url(#tip)");
  for (const css of ["none", 'url("https://example.com/a.svg#tip")', "inset(50%)"]) expect(referred(css)).toBeNull();
  expect(said({ fill: 'url("#hatch")', markerEnd: 'url("#tip")' })).toMatchObject({
    fill: "url(#hatch)",
    "marker-end": "url(#tip)",
  });
  expect(said({ fill: "url(https://example.com/a.svg#hatch)" }).fill).toBe("none");
});
