import { describe, expect, test } from "vitest";
import { erases, Hand } from "../../src/lab/hand.svelte.ts";
import { reduce } from "../../src/lab/reduce.ts";
import { BLANK, type Intent, START, type State } from "../../src/lab/state.ts";

const PEN = { width: 9, erase: false };

/** A lab with one hand in it. */
function lab(): { hand: Hand; send: (intent: Intent) => void; points: () => number[][] } {
  let state: State = START;
  const send = (intent: Intent): void => {
    state = reduce(state, intent);
  };
  const hand = new Hand(() => state.input, send);
  const points = () =>
    state.input.kind === "drawing" ? state.input.strokes.map((stroke) => Array.from(stroke.points)) : [];
  return { hand, send, points };
}

describe("one stroke in the making", () => {
  test("it begins, grows and ends", () => {
    const { hand, points } = lab();
    hand.begin([1, 2, 0.5], PEN);
    hand.extend([3, 4, 0.5, 5, 6, 0.5]);
    expect(hand.down).toBe(true);
    expect(hand.last).toEqual([5, 6, 0.5]);
    hand.lift();
    expect(hand.down).toBe(false);
    expect(points()).toEqual([[1, 2, 0.5, 3, 4, 0.5, 5, 6, 0.5]]);
  });

  test("after it was lifted nothing grows", () => {
    const { hand, points } = lab();
    hand.begin([1, 2, 0.5], PEN);
    hand.lift();
    hand.extend([3, 4, 0.5]);
    expect(points()).toEqual([[1, 2, 0.5]]);
  });

  test("an undo amid a stroke ends it, and does not lengthen the one before", () => {
    const { hand, send, points } = lab();
    hand.begin([1, 2, 0.5], PEN);
    hand.lift();
    hand.begin([50, 50, 0.5], PEN);
    send({ type: "undo" });
    hand.extend([60, 60, 0.5]);
    expect(hand.down).toBe(false);
    expect(points()).toEqual([[1, 2, 0.5]]);
  });

  test("a clear amid a stroke ends it", () => {
    const { hand, send, points } = lab();
    hand.begin([1, 2, 0.5], PEN);
    send({ type: "clear" });
    hand.extend([3, 4, 0.5]);
    expect(points()).toEqual([]);
  });
});

test("an eraser erases only where there are strokes", () => {
  const eraser = { width: 9, erase: true };
  const drawn = { kind: "drawing" as const, strokes: [{ points: [1, 2, 0.5], width: 9, erase: false }] };
  const digit = { kind: "digit" as const, index: 0, label: 7, levels: new Uint8Array(784) };
  expect([BLANK, drawn, digit].map((input) => erases(eraser, input))).toEqual([false, true, false]);
  expect(erases(PEN, drawn)).toBe(false);
});
