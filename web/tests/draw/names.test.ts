import { expect, test } from "vitest";
import { bracketed, layerName, neuronName, sourceName } from "../../src/draw/names.ts";
import { layerOf } from "../../src/engine/network.ts";
import { textsIn } from "../../src/texts/texts.ts";

const network = {
  layers: [
    layerOf(new Float32Array(2 * 784), new Float32Array(2), "sigmoid"),
    layerOf(new Float32Array(20), new Float32Array(10), "sigmoid"),
  ],
};
const [english, german] = [textsIn("en"), textsIn("de")];

test("layers are called as one says them", () => {
  expect([-1, 0, 1].map((layer) => layerName(english, network, layer))).toEqual(["Pixels", "Hidden layer 1", "Output"]);
  expect(layerName(german, network, 0)).toBe("Versteckte Schicht 1");
});

test("an output is its digit, a hidden neuron its number, a pixel its place", () => {
  expect(neuronName(english, network, 1, 7)).toBe("Digit 7");
  expect(neuronName(english, network, 0, 1)).toBe("Neuron 1");
  expect(sourceName(english, network, 1, 1)).toBe("Neuron 1");
  expect(sourceName(english, network, 0, 29)).toBe("row 1, column 1");
});

test("a negative number stands in brackets, a positive one as it is", () => {
  expect(bracketed(english, -1.5, 2)).toBe("(−1.50)");
  expect(bracketed(german, 1.5, 2)).toBe("1,50");
});

test("what is so small that it shows as 0 has no sign", () => {
  expect([english.number(-0.001, 2), english.signed(-0.001, 2), english.signed(0.5, 2)]).toEqual([
    "0.00",
    "0.00",
    "+0.50",
  ]);
});
