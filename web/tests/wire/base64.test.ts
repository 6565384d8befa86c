import { expect, test } from "vitest";
import { base64, bytesIn } from "../../src/wire/base64.ts";

test("bytes are written as text and back, however many", () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256);
  expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
  expect(bytesIn(base64(bytes))).toEqual(bytes);
});

test("of a larger store only the bytes that are meant are written", () => {
  expect(base64(Uint8Array.of(9, 1, 2, 9).subarray(1, 3))).toBe("AQI=");
});

test("what is no base64 is refused", () => {
  expect(() => bytesIn("%")).toThrow();
});
