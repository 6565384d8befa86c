import { expect, test } from "vitest";
import { litNeuron, litSource, litSourceOf, stepped } from "../../src/draw/pointing.ts";

const term = { layer: 1, neuron: 3, source: 5 };
const pixel = { layer: -1, neuron: 40, source: null };

test("a term lights its source in its own neuron and in no other", () => {
  expect(litSource(term, 1, 3)).toBe(5);
  expect(litSource(term, 1, 4)).toBeNull();
  expect(litSourceOf(term, 1)).toBe(5);
  expect(litNeuron(term, 1)).toBe(3);
});

test("a pixel by itself lights up in every neuron of the first layer, and in no deeper one", () => {
  expect(litSource(pixel, 0, 7)).toBe(40);
  expect(litSourceOf(pixel, 0)).toBe(40);
  expect(litSource(pixel, 1, 7)).toBeNull();
  expect(litNeuron(pixel, 0)).toBeNull();
});

test("a neuron by itself lights up where it is a source of the next layer", () => {
  expect(litSource({ layer: 0, neuron: 9, source: null }, 1, 2)).toBe(9);
  expect(litSource({ layer: 0, neuron: 9, source: 2 }, 1, 2)).toBeNull();
});

test("nothing pointed at lights nothing", () => {
  expect([litSource(null, 0, 0), litSourceOf(null, 0), litNeuron(null, 0)]).toEqual([null, null, null]);
});

test("arrows walk a grid and stop at its edges; other keys are left alone", () => {
  expect(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].map((key) => stepped(key, 5, 4, 3))).toEqual([4, 6, 1, 9]);
  expect(["ArrowLeft", "ArrowUp", "Home"].map((key) => stepped(key, 0, 4, 3))).toEqual([0, 0, 0]);
  expect(["ArrowRight", "ArrowDown", "End"].map((key) => stepped(key, 11, 4, 3))).toEqual([11, 11, 11]);
  expect(stepped("Enter", 5, 4, 3)).toBeNull();
});
