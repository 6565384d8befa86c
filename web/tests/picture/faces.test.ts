import { expect, test } from "vitest";
import { bare, familiesIn, fileOf } from "../../src/picture/faces.ts";

test("families are found in all that a picture asks for", () => {
  const svg = `<text font-family="'Source Sans', Arial, sans-serif"/><g font-family="'Source Serif', serif">`;
  expect([...familiesIn(svg)]).toEqual(["Source Sans", "Arial", "sans-serif", "Source Serif", "serif"]);
});

test("names lose their quotes", () => {
  expect([bare('"Source Sans"'), bare(" 'A' "), bare("Arial"), bare(`"`)]).toEqual(["Source Sans", "A", "Arial", '"']);
});

test("a file is seen from where its style sheet is", () => {
  const base = "http://127.0.0.1:8000/assets/index.css";
  expect(fileOf('url("source-sans.woff2") format("woff2")', base)).toBe(
    "http://127.0.0.1:8000/assets/source-sans.woff2",
  );
  expect(fileOf("url(/letters/a.woff2)", base)).toBe("http://127.0.0.1:8000/letters/a.woff2");
});

test("in a document the letters are in the style sheet itself", () => {
  const inside = "data:font/woff2;base64,d09GMgABAAAAA";
  expect(fileOf(`url("${inside}") format("woff2")`, "file:///home/ada/lab.html")).toBe(inside);
});

test("where there is no file there is none", () => {
  expect([fileOf('local("Arial")', "http://127.0.0.1/"), fileOf("url(//)", "http://127.0.0.1/")]).toEqual([null, null]);
});
