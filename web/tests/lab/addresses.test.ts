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

function of(addresses: Addresses, network: Network, temperature = 1) {
  return addresses.of(network, temperature);
}

test("a network that the server has goes by its name", () => {
  const addresses = new Addresses();
  expect(of(addresses, plain)).toBeNull();
  addresses.learn("plain", plain, 1);
  expect(of(addresses, plain)).toEqual({ name: "plain", changes: [] });
});

test("a turned one goes by the numbers that differ, in their order", () => {
  const addresses = new Addresses();
  addresses.learn("plain", plain, 1);
  expect(of(addresses, turned)).toEqual({
    name: "plain",
    changes: [
      { layer: 0, places: Uint32Array.from([3, 784 * 16 + 2]), values: Float32Array.from([1.5, 1.5]) },
      { layer: 2, places: Uint32Array.from([0]), values: Float32Array.from([-1]) },
    ],
  });
});

test("of several known networks the nearest is named", () => {
  const addresses = new Addresses();
  addresses.learn("plain", plain, 1);
  addresses.learn("abc", turned, 1);
  expect(
    of(
      addresses,
      withNumbers(turned, 1, [7], () => 2),
    ),
  ).toMatchObject({ name: "abc", changes: [{ layer: 1 }] });
});

test("one that differs in too many numbers, or in shape, has no address", () => {
  const addresses = new Addresses();
  addresses.learn("plain", plain, 1);
  const all = Array.from({ length: 784 * 16 }, (_, place) => place);
  expect(
    of(
      addresses,
      withNumbers(plain, 0, all, () => 3),
    ),
  ).toBeNull();
  expect(of(addresses, network(784, 15, 16, 10))).toBeNull();
  expect(
    of(addresses, { layers: [...plain.layers.slice(0, 2), { ...plain.layers[2], activation: "softmax" }] }),
  ).toBeNull();
});

test("what the server has forgotten is not named again", () => {
  const addresses = new Addresses();
  addresses.learn("plain", plain, 1);
  addresses.forget("plain");
  expect(of(addresses, plain)).toBeNull();
});

test("the same numbers are no change, in whatever arrays they lie", () => {
  expect(changesFrom(plain, network(784, 16, 16, 10))).toEqual([]);
});

test("a network that is known under another temperature is no address", () => {
  const addresses = new Addresses();
  addresses.learn("plain", plain, 1);
  expect([of(addresses, plain, 2), of(addresses, turned, 2)]).toEqual([null, null]);
  addresses.learn("warm", plain, 2);
  expect([of(addresses, plain, 2)?.name, of(addresses, plain, 1)?.name]).toEqual(["warm", "plain"]);
});

test("of equally near ones the newest is named", () => {
  const addresses = new Addresses();
  addresses.learn(
    "old",
    withNumbers(plain, 1, [1], () => 2),
    1,
  );
  addresses.learn(
    "new",
    withNumbers(plain, 1, [2], () => 2),
    1,
  );
  expect(of(addresses, plain)?.name).toBe("new");
});
