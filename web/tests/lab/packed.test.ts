import { expect, test } from "vitest";
import { heldIn, type Packed, packed, rewritten, unpacked } from "../../src/lab/packed.ts";

const CARD = {
  name: "plain",
  summary: "as in the lesson",
  widths: [784, 16, 16, 10],
  activations: ["sigmoid", "sigmoid", "sigmoid"],
  parameters: 13002,
  images: 10000,
  correct: 9611,
  accuracy: 0.9611,
  interval: [0.957, 0.964] as const,
};
const PARTS: Packed = {
  name: "plain",
  title: "plain",
  network: Uint8Array.of(0, 255, 7),
  card: CARD,
  version: "0.1.0",
  start: "",
};
const HOSTILE = [
  "</script><script>alert(1)</script>",
  "<!--<script>",
  "\u2028\u2029\0\x1b",
  '", "start": "x',
  '"start": ""',
  "$& $` $1 $$",
  "\ud800",
  "</title><img src=x onerror=alert(1)>",
  "&lt;b&gt;",
];

function pageOf(parts: Packed): string {
  return `<html><head><script type="application/json" id="digitscope-document">${unpacked(parts)}</script><title>digitscope: x</title></head><body></body></html>`;
}

test("what is packed is read again, with and without a card", () => {
  expect(packed(unpacked(PARTS))).toEqual(PARTS);
  expect(packed(unpacked({ ...PARTS, card: null })).card).toBeNull();
  const large = Uint8Array.from({ length: 200_000 }, (_, at) => at % 251);
  expect(packed(unpacked({ ...PARTS, network: large })).network).toEqual(large);
});

test("what Python writes is read, and written the same", () => {
  const written =
    '{"name": "a", "title": "\\u003cb>", "network": "AP8H", "card": null, "version": "0.1.0", "start": ""}';
  expect(packed(written)).toEqual({ ...PARTS, name: "a", title: "<b>", card: null });
  expect(unpacked(packed(written))).toBe(written);
});

const SPEED = {
  parameters: 13_002,
  batch: 10,
  engine: "kernel",
  path: "avx2",
  why: "it is here",
  ways: [{ name: "loop", seconds: 0.004, images: 10, prepared: 1e-5 }],
  day: "2026-11-24",
} as const;

test("what was measured where it was saved comes along, and stays when something else is put in", () => {
  expect(packed(unpacked({ ...PARTS, speed: SPEED }))).toEqual({ ...PARTS, speed: SPEED });
  const html = rewritten(pageOf(PARTS), { title: "b", speed: { ...SPEED, why: "</script>" } });
  expect(html.match(/<script/g)).toHaveLength(1);
  const again = rewritten(html, { start: "x" });
  expect(packed(heldIn(again))).toEqual({ ...PARTS, title: "b", start: "x", speed: { ...SPEED, why: "</script>" } });
});

test.each([null, [], { ...SPEED, day: 7 }, { ...SPEED, ways: [{ name: "loop" }] }, { day: SPEED.day }])(
  "e67: a document with times like %j is none of ours",
  (speed) => {
    const text = unpacked({ ...PARTS, speed: SPEED }).replace(JSON.stringify(SPEED), JSON.stringify(speed));
    expect(() => packed(text)).toThrow(expect.objectContaining({ name: "WireError" }));
  },
);

test.each(HOSTILE)("g93: the title %j ends no element, and comes back as it was", (title) => {
  const text = unpacked({ ...PARTS, title, name: title, start: title });
  expect(text).not.toContain("<");
  expect(packed(text)).toMatchObject({ title, name: title, start: title });
  const html = rewritten(pageOf(PARTS), { title });
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html.match(/<\/title>/g)).toHaveLength(1);
  expect(html.match(/<[a-z/!]+/g)).toEqual(pageOf(PARTS).match(/<[a-z/!]+/g));
  expect(html).toContain(unpacked({ ...PARTS, title }));
});

test.each(HOSTILE)("g93: a start of %j begins the lab there and does nothing else", (start) => {
  const html = rewritten(pageOf(PARTS), { start });
  expect(packed(heldIn(html))).toEqual({ ...PARTS, start });
  expect(rewritten(html, { start: "" })).toBe(rewritten(pageOf(PARTS), {}));
});

test("a page that holds no network is no document", () => {
  expect(() => heldIn("<html></html>")).toThrow("must have its network in it");
});

test.each([
  "",
  "{",
  "[]",
  "null",
  '{"name": "a"}',
  '{"name": 7, "title": "a", "network": "", "card": null, "version": "", "start": ""}',
  '{"name": "a", "title": "a", "network": "*", "card": null, "version": "", "start": ""}',
  '{"name": "a", "title": "a", "network": "", "card": {"name": "a"}, "version": "", "start": ""}',
  '{"name": "a", "title": "a", "network": "", "version": "", "start": ""}',
])("e67: %j is no document of ours", (text) => {
  expect(() => packed(text)).toThrow(expect.objectContaining({ name: "WireError" }));
});
