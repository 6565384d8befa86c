// Stricter than JSON.parse, and not slowed or broken by anything long or deep.
import fc from "fast-check";
import { expect, test } from "vitest";
import { strictJson } from "../../src/engine/strict-json.ts";

test("whatever is sound JSON is the value that JSON.parse gives", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      expect(strictJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test.each([
  ['{"a":1,"a":1}', /a key that comes twice/],
  ['{"a":1,"\\u0061":1}', /a key that comes twice/],
  ['{"a\\"":1,"b":{"a\\"":1,"a\\u0022":2}}', /a key that comes twice/],
  ['{"a\\\\":1,"a\\u005c":1}', /a key that comes twice/],
  ["[1e999]", /beyond float64/],
  ["[-1e999]", /beyond float64/],
  [`[${"9".repeat(10_000)}]`, /beyond float64/],
  [`${"[".repeat(21)}${"]".repeat(21)}`, /more than 20 levels/],
  [`${"[".repeat(1e6)}${"]".repeat(1e6)}`, /more than 20 levels/],
  ["[1,]", /JSON/],
  ["\ufeff1", /JSON/],
])("%# e67 is refused", (text, says) => {
  expect(() => strictJson(text)).toThrow(says);
});

test.each([
  ["letters", "x".repeat(2e7)],
  ["quotes", '"'.repeat(1e6)],
  ["backslashes", "\\".repeat(1e6)],
  ["both", '\\"'.repeat(1e6)],
  ["what looks like an object", '{"a":1,"a":1}'.repeat(1e5)],
  ["what looks like a number", "9".repeat(1e6)],
])("e67 a long text of %s is read", (_, text) => {
  expect(strictJson(JSON.stringify({ a: text, b: [text] }))).toEqual({ a: text, b: [text] });
});

test("the same key in objects beside and within each other is no repetition", () => {
  expect(strictJson('{"a":{"a":[{"a":1},{"a":2}]}}')).toEqual({ a: { a: [{ a: 1 }, { a: 2 }] } });
});
