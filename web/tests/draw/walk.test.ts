// What lies under a point, and where the arrow keys lead.
import { expect, test } from "vitest";
import { placeOf } from "../../src/draw/geometry.ts";
import { spotAt, stepped } from "../../src/draw/walk.ts";

const place = placeOf([784, 16, 100, 10], 616);

test("every pixel and neuron is found where it lies", () => {
  for (const [layer, group] of [[-1, place.picture] as const, ...place.columns.entries()]) {
    for (let neuron = 0; neuron < group.shown; neuron++) {
      expect(spotAt(place, group.x[neuron], group.y[neuron])).toEqual({ layer, neuron });
    }
  }
});

test("between the columns and outside lies nothing", () => {
  expect(spotAt(place, place.columns[0].left - 40, place.columns[0].y[3])).toBeNull();
  expect(spotAt(place, place.columns[0].centre, place.foot + 10)).toBeNull();
  expect(spotAt(place, -1, -1)).toBeNull();
});

test("up and down walk along a layer and stop at its ends", () => {
  expect(stepped(place, { layer: 0, neuron: 3 }, "ArrowDown")).toEqual({ layer: 0, neuron: 4 });
  expect(stepped(place, { layer: 0, neuron: 0 }, "ArrowUp")).toEqual({ layer: 0, neuron: 0 });
  expect(stepped(place, { layer: 0, neuron: 15 }, "ArrowDown")).toEqual({ layer: 0, neuron: 15 });
  expect(stepped(place, { layer: 1, neuron: 40 }, "End")).toEqual({ layer: 1, neuron: 99 });
  expect(stepped(place, { layer: 1, neuron: 40 }, "Home")).toEqual({ layer: 1, neuron: 0 });
});

test("left and right walk through the folds of a layer, then on to the next layer at the same height", () => {
  const { rows } = place.columns[1];
  expect(stepped(place, { layer: 1, neuron: 2 }, "ArrowRight")).toEqual({ layer: 1, neuron: 2 + rows });
  expect(stepped(place, { layer: 0, neuron: 0 }, "ArrowRight")).toMatchObject({ layer: 1, neuron: 0 });
  expect(stepped(place, { layer: 2, neuron: 9 }, "ArrowRight")).toEqual({ layer: 2, neuron: 9 });
  expect(stepped(place, { layer: 2, neuron: 0 }, "ArrowLeft")?.layer).toBe(1);
});

test("in the picture arrows go from pixel to pixel, and from its right edge to the first layer", () => {
  expect(stepped(place, { layer: -1, neuron: 30 }, "ArrowDown")).toEqual({ layer: -1, neuron: 58 });
  expect(stepped(place, { layer: -1, neuron: 30 }, "ArrowLeft")).toEqual({ layer: -1, neuron: 29 });
  expect(stepped(place, { layer: -1, neuron: 55 }, "ArrowRight")?.layer).toBe(0);
  expect(stepped(place, { layer: -1, neuron: 28 }, "ArrowLeft")).toEqual({ layer: -1, neuron: 28 });
  expect(stepped(place, { layer: -1, neuron: 3 }, "ArrowUp")).toEqual({ layer: -1, neuron: 3 });
});

test("other keys lead nowhere", () => {
  expect(stepped(place, { layer: 0, neuron: 3 }, "a")).toBeNull();
  expect(stepped(place, { layer: 0, neuron: 3 }, "constructor")).toBeNull();
});
