import { expect, test } from "vitest";
import { withNumbers } from "../../src/engine/edits.ts";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { Addresses, changesFrom } from "../../src/lab/addresses.ts";

function network(...sizes: number[]): Network {
  return {
    layers: sizes.slice(1).map((outputs, i) => {
      return layerOf(new Float32Array(outputs * sizes[i]).fill(0.5), new Float32Array(outputs), "sigmoid");
    }),
  };
}

const plain = network(784, 16, 16, 10);
const turned = withNumbers(
  withNumbers(plain, 0, [3, 784 * 16 + 2], () => 1.5),
  2,
  [0],
  () => -1,
);

test("a network that the server has goes by its name", () => {
  const addresses = new Addresses();
  expect(addresses.of(plain)).toBeNull();
  addresses.learn("plain", plain);
  expect(addresses.of(plain)).toEqual({ name: "plain", changes: [] });
});

test("a turned one goes by the numbers that differ, in their order", () => {
  const addresses = new Addresses();
  addresses.learn("plain", plain);
  expect(addresses.of(turned)).toEqual({
    name: "plain",
    changes: [
      { layer: 0, places: Uint32Array.from([3, 784 * 16 + 2]), values: Float32Array.from([1.5, 1.5]) },
      { layer: 2, places: Uint32Array.from([0]), values: Float32Array.from([-1]) },
    ],
  });
});

test("of several known networks the nearest is named", () => {
  const addresses = new Addresses();
  addresses.learn("plain", plain);
  addresses.learn("abc", turned);
  expect(addresses.of(withNumbers(turned, 1, [7], () => 2))).toMatchObject({ name: "abc", changes: [{ layer: 1 }] });
});

test("one that differs in too many numbers, or in shape, has no address", () => {
  const addresses = new Addresses();
  addresses.learn("plain", plain);
  const all = Array.from({ length: 784 * 16 }, (_, place) => place);
  expect(addresses.of(withNumbers(plain, 0, all, () => 3))).toBeNull();
  expect(addresses.of(network(784, 15, 16, 10))).toBeNull();
  expect(
    addresses.of({ layers: [...plain.layers.slice(0, 2), { ...plain.layers[2], activation: "softmax" }] }),
  ).toBeNull();
});

test("what the server has forgotten is not named again", () => {
  const addresses = new Addresses();
  addresses.learn("plain", plain);
  addresses.forget("plain");
  expect(addresses.of(plain)).toBeNull();
});

test("the same numbers are no change, in whatever arrays they lie", () => {
  expect(changesFrom(plain, network(784, 16, 16, 10))).toEqual([]);
});
