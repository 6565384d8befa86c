import { describe, expect, test } from "vitest";
import { MIDDLE, movedBy } from "../../../src/views/pad/keys.ts";

describe("drawing by keys", () => {
  test("arrows move the cursor by a pixel of the 28, with Shift by four", () => {
    expect(movedBy("ArrowRight", false, { x: 40, y: 40 })).toEqual({ x: 44, y: 40 });
    expect(movedBy("ArrowUp", true, { x: 40, y: 40 })).toEqual({ x: 40, y: 24 });
  });

  test("a cursor that is nowhere yet starts in the middle", () => {
    expect(movedBy("ArrowDown", false, null)).toEqual({ x: MIDDLE.x, y: MIDDLE.y + 4 });
  });

  test("the cursor stays on the pad", () => {
    expect(movedBy("ArrowLeft", true, { x: 3, y: 0 })).toEqual({ x: 0, y: 0 });
    expect(movedBy("ArrowDown", true, { x: 3, y: 110 })).toEqual({ x: 3, y: 112 });
  });

  test("other keys do not move it", () => {
    expect(movedBy("a", false, MIDDLE)).toBeNull();
  });
});
