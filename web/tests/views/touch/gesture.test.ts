import { expect, test } from "vitest";
import { Gesture } from "../../../src/views/touch/gesture.ts";

test("a drag is one gesture however slow, and the next one is another", () => {
  const gesture = new Gesture("slider");
  const first = gesture.begin();
  expect([gesture.go(0), gesture.go(60_000)]).toEqual([first, first]);
  gesture.end();
  expect(gesture.begin()).not.toBe(first);
});

test("keys in a row are one gesture, after a pause begins another", () => {
  const gesture = new Gesture("field");
  const first = gesture.go(1000);
  expect(gesture.go(1300)).toBe(first);
  expect(gesture.go(1900)).toBe(first);
  expect(gesture.go(9000)).not.toBe(first);
});

test("gestures of two places are never taken for one", () => {
  expect(new Gesture("one").begin()).not.toBe(new Gesture("other").begin());
});
