import fc from "fast-check";
import { expect, test } from "vitest";
import { Definitions } from "../../src/picture/definitions.ts";
import { attributes, escaped, short, tag } from "../../src/picture/xml.ts";

test("what means something in XML is written as what it is", () => {
  expect(escaped(`<script>"&"</script>`)).toBe("&lt;script&gt;&quot;&amp;&quot;&lt;/script&gt;");
  expect(escaped("two\nlines\tand a return\r")).toBe("two&#10;lines&#9;and a return&#13;");
  expect(escaped("𝑧 = ∑ 0–9 “é”")).toBe("𝑧 = ∑ 0–9 “é”");
});

test("what XML cannot write becomes a sign that says so", () => {
  expect(escaped("\u0000\u0008\u001f\ufffe\uffff")).toBe("\ufffd".repeat(5));
  expect(escaped("\ud835 alone, \udc67 alone")).toBe("\ufffd alone, \ufffd alone");
});

test("no text ever leaves its attribute or its element", () => {
  const SAFE = /^[^<>"\p{Cc}\p{Cs}\ufffe\uffff]*$/u;
  const texts = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });
  fc.assert(fc.property(texts, (text) => SAFE.test(escaped(text))));
});

test("numbers are short, and what is no number is 0", () => {
  expect([1.23456, -0.001, 12, 1e-9, Number.NaN, Number.POSITIVE_INFINITY].map(short)).toEqual([
    "1.23",
    "0",
    "12",
    "0",
    "0",
    "0",
  ]);
});

test("an element has the attributes that are there", () => {
  expect(attributes({ x: 1.005, fill: null, rx: undefined, "font-family": `"A", 'B'` })).toBe(
    ` x="1" font-family="&quot;A&quot;, 'B'"`,
  );
  expect(tag("rect", { x: 1 })).toBe('<rect x="1"/>');
  expect(tag("g", {}, "<path/>")).toBe("<g><path/></g>");
});

test("what is defined twice is defined once", () => {
  const definitions = new Definitions();
  expect(definitions.written()).toBe("");
  const names = ["<rect/>", "<path/>", "<rect/>"].map((shape) => definitions.reference("clipPath", {}, shape));
  expect(names).toEqual(["url(#digitscope-1)", "url(#digitscope-2)", "url(#digitscope-1)"]);
  const gradient = definitions.reference("linearGradient", { x2: 1 }, "<stop/>");
  expect(gradient).toBe("url(#digitscope-3)");
  expect(definitions.written()).toBe(
    [
      '<defs><clipPath id="digitscope-1"><rect/></clipPath>',
      '<clipPath id="digitscope-2"><path/></clipPath>',
      '<linearGradient id="digitscope-3" x2="1"><stop/></linearGradient></defs>',
    ].join("\n"),
  );
});
