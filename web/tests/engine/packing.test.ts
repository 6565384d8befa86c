// A network file written in the browser is what Python writes for the same, and the strict reader takes it back.
import { describe, expect, test } from "vitest";
import { ACTIVATION_NAMES } from "../../src/engine/activations.ts";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { packNetwork } from "../../src/engine/packing.ts";
import { NetworkFileError, readNetworkFile } from "../../src/engine/safetensors.ts";
import { shippedFile } from "./contract.ts";
import { ABOUT, f32, fileOf, parts } from "./sealing.ts";

const TOLD = {
  recipe: new Map<string, unknown>(Object.entries(ABOUT.recipe)),
  figures: new Map<string, unknown>(Object.entries(ABOUT.figures)),
};

function numbers(shape: number[], from = 0): Float32Array {
  return new Float32Array(f32(shape, from).bytes.buffer as ArrayBuffer);
}

/** The network of `fileOf(parts())`. */
function small(): Network {
  return {
    layers: [
      layerOf(numbers([2, 3], 2), numbers([2]), "tanh"),
      layerOf(numbers([4, 2], 5), numbers([4], 3), "softmax"),
    ],
  };
}

function text(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

describe("a network file written in the browser", () => {
  test("is the very bytes of the file of the same content", () => {
    expect(packNetwork(small(), 1.5, TOLD)).toEqual(new Uint8Array(fileOf(parts())));
  });

  test("holds every bit of the shipped network's numbers", () => {
    const file = readNetworkFile(shippedFile());
    const again = readNetworkFile(packNetwork(file.network, file.temperature, file.about).buffer);
    expect(again).toEqual(file);
  });

  test("has its numbers where Python puts them", () => {
    const theirs = new Uint8Array(shippedFile());
    const file = readNetworkFile(theirs.buffer);
    const ours = packNetwork(file.network, file.temperature, file.about);
    expect(ours.slice(-52_008)).toEqual(theirs.slice(-52_008));
  });

  test.each([
    [1, "1.0"],
    [1.666817871877865, "1.666817871877865"],
    [1e-5, "1e-05"],
    [1.5e-7, "1.5e-07"],
    [0.0001, "0.0001"],
    [1e15, "1000000000000000.0"],
    [1e16, "1e+16"],
    [2.5e120, "2.5e+120"],
  ])("writes the temperature %d as Python does", (temperature, written) => {
    const bytes = packNetwork(small(), temperature);
    expect(text(bytes)).toContain(`\\"temperature\\":${written}}`);
    expect(readNetworkFile(bytes.buffer).temperature).toBe(temperature);
  });

  test("keeps texts of any language as ASCII", () => {
    const recipe = new Map<string, unknown>([["größe", ["\u007f", "😀", '"\\']]]);
    const bytes = packNetwork(small(), 1, { recipe });
    const header = text(bytes).slice(8, text(bytes).lastIndexOf("}") + 1);
    expect(header).toMatch(/^[ -~]+$/);
    expect(readNetworkFile(bytes.buffer).about.recipe).toEqual(recipe);
  });

  test("keeps negative zero and the smallest numbers", () => {
    const odd = Float32Array.of(-0, 1.401298464324817e-45, -3.4028234663852886e38);
    const network = { layers: [layerOf(odd, Float32Array.of(-0), "identity")] };
    const again = readNetworkFile(packNetwork(network, 1).buffer).network.layers[0];
    expect(Array.from(again.weights)).toEqual(Array.from(odd));
    expect(Object.is(again.bias[0], -0)).toBe(true);
  });

  test("keeps eleven layers and every activation function in their order", () => {
    const names = [...ACTIVATION_NAMES.slice(0, -1), ...ACTIVATION_NAMES];
    const network = {
      layers: names.map((name, at) =>
        layerOf(Float32Array.of(at), Float32Array.of(-at), name === "softmax" && at < 10 ? "tanh" : name),
      ),
    };
    expect(readNetworkFile(packNetwork(network, 1).buffer).network).toEqual(network);
  });
});

describe("what could not be read again is not written", () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY])("a weight of %d", (wrong) => {
    const network = { layers: [layerOf(Float32Array.of(wrong), Float32Array.of(0), "relu")] };
    expect(() => packNetwork(network, 1)).toThrow(
      new NetworkFileError("layers.0.weights has NaN or infinity", "MODEL_NOT_FINITE"),
    );
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("a temperature of %d", (wrong) => {
    expect(() => packNetwork(small(), wrong)).toThrow(/finite and above 0/);
  });

  test("texts beyond what a header holds", () => {
    const recipe = new Map([["long", "x".repeat(65_536)]]);
    expect(() => packNetwork(small(), 1, { recipe })).toThrow(/more than 65536/);
  });
});
