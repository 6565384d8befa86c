// Bytes as letters, numbers as bytes: there and back, and only what was written is read.
import fc from "fast-check";
import { expect, test } from "vitest";
import { base64url, fromBase64, fromBase64url } from "../../../src/lab/sharing/base64.ts";
import { Reader, Writer } from "../../../src/lab/sharing/bytes.ts";
import { Unreadable } from "../../../src/lab/sharing/unreadable.ts";
import { base64 } from "../../../src/wire/base64.ts";

test("bytes come back from their letters, in both alphabets", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => {
      expect(fromBase64(base64(bytes), "it")).toEqual(bytes);
      expect(fromBase64url(base64url(bytes), "it")).toEqual(bytes);
      expect(base64url(bytes)).toMatch(/^[\w-]*$/);
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
    }),
  );
});

test("many bytes too", () => {
  const bytes = new Uint8Array(300_001).map((_, at) => at * 7);
  expect(fromBase64(base64(bytes), "it")).toEqual(bytes);
});

test.each(["A", "AB", "AB=", "AB===", "AA=A", "A B=", "AAA\n", "=", "AAAA=", "AA-_", "ÄÄÄÄ"])(
  "%j is not base64 as it is written",
  (text) => {
    expect(() => fromBase64(text, "it")).toThrow(Unreadable);
  },
);

test.each(["A", "AB", "AA==", "AA+/", "AAA ", "ÄÄÄÄ"])("%j is not base64url as it is written", (text) => {
  expect(() => fromBase64url(text, "it")).toThrow(Unreadable);
});

test("numbers come back in their order", () => {
  const whole = fc.nat(2 ** 31 - 1);
  const signed = fc.integer({ min: -(2 ** 30) + 1, max: 2 ** 30 - 1 });
  const single = fc.float({ noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(whole, signed, single)), (rows) => {
      const writer = new Writer();
      for (const [one, two, three] of rows) {
        writer.whole(one);
        writer.signed(two);
        writer.singles([three]);
      }
      const reader = new Reader(writer.written, "it");
      const back = rows.map(() => [reader.whole(2 ** 31 - 1), reader.signed(2 ** 30), reader.singles(1)[0]]);
      expect(back).toEqual(rows);
      expect(reader.ended).toBe(true);
    }),
  );
});

test.each<[string, number[], (reader: Reader) => unknown]>([
  ["nothing", [], (reader) => reader.byte()],
  ["a number that goes on", [0x80], (reader) => reader.whole(9)],
  ["a number beyond", [10], (reader) => reader.whole(9)],
  ["a number longer than it must be", [0x81, 0], (reader) => reader.whole(9)],
  ["zero longer than it must be", [0x80, 0], (reader) => reader.whole(9)],
  ["a number of six bytes", [0xff, 0xff, 0xff, 0xff, 0xff, 1], (reader) => reader.whole(2 ** 53)],
  ["half a number", [0, 0], (reader) => reader.singles(1)],
  ["more numbers than there could be", [0, 0, 0, 0], (reader) => reader.singles(2 ** 30)],
])("%s is refused", (_, bytes, read) => {
  expect(() => read(new Reader(Uint8Array.from(bytes), "it"))).toThrow(Unreadable);
});
