import fc from "fast-check";
import { expect, test } from "vitest";
import { inkOf, type Stroke } from "../../src/engine/ink.ts";
import { Drawn } from "../../src/lab/drawn.ts";

const point = fc.tuple(
  fc.double({ min: -5, max: 117, noNaN: true }),
  fc.double({ min: -5, max: 117, noNaN: true }),
  fc.constant(0.5),
);
const stroke = fc.record({
  points: fc.array(point, { minLength: 1, maxLength: 5 }).map((points) => points.flat()),
  width: fc.constantFrom(4, 9),
  erase: fc.boolean(),
});

test("whatever was drawn before, the ink is that of the strokes", () => {
  fc.assert(
    fc.property(fc.array(fc.array(stroke, { maxLength: 4 }), { maxLength: 5 }), (drawings) => {
      const drawn = new Drawn();
      for (const strokes of drawings) expect(drawn.of(strokes)).toEqual(inkOf(strokes));
    }),
    { numRuns: 50 },
  );
});

test("a stroke that grows point by point gives the ink of the whole stroke", () => {
  fc.assert(
    fc.property(fc.array(stroke, { minLength: 1, maxLength: 3 }), (strokes) => {
      const drawn = new Drawn();
      const last = strokes[strokes.length - 1];
      for (let count = 3; count <= last.points.length; count += 3) {
        const grown: Stroke[] = [...strokes.slice(0, -1), { ...last, points: last.points.slice(0, count) }];
        expect(drawn.of(grown)).toEqual(inkOf(grown));
      }
    }),
    { numRuns: 50 },
  );
});

test("an ink that was given out never changes", () => {
  const drawn = new Drawn();
  const first = drawn.of([{ points: [10, 10, 0.5], width: 9, erase: false }]);
  const copy = first.slice();
  drawn.of([{ points: [10, 10, 0.5, 60, 60, 0.5], width: 9, erase: false }]);
  expect(first).toEqual(copy);
});
