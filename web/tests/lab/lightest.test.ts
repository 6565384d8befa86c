import { describe, expect, it } from "vitest";
import { normal } from "../../src/engine/chance.ts";
import { layerOf } from "../../src/engine/network.ts";
import { type Lightest, lightest } from "../../src/lab/lightest.ts";

const chance = normal(7);
const layer = layerOf(Float32Array.from({ length: 3 * 784 }, chance), Float32Array.of(0, 0.5, 1), "sigmoid");
const levels = Uint8Array.from({ length: 600 * 784 }, (_, i) => (i % 3 === 0 ? (i * i) % 256 : 0));
const digits = { levels, labels: Uint8Array.from({ length: 600 }, (_, index) => index % 10) };

function found(neuron: number, count: number): { lightest: Lightest; rests: number } {
  const walk = lightest(layer, neuron, digits, count);
  for (let rests = 0; ; rests++) {
    const next = walk.next();
    if (next.done) return { lightest: next.value, rests };
  }
}

describe("the digits that light a neuron", () => {
  it("have the sums of the engine", () => {
    const { sums } = found(1, 5).lightest;
    const plain = (index: number) => {
      let sum = 0.5;
      for (let i = 0; i < 784; i++) sum += (layer.weights[784 + i] * levels[index * 784 + i]) / 255;
      return sum;
    };
    for (const index of [0, 17, 599]) expect(sums[index]).toBeCloseTo(plain(index), 9);
  });

  it("come brightest first and darkest first, and are counted by label", () => {
    const { sums, most, least, labels, alike } = found(2, 40).lightest;
    const order = [...sums.keys()].sort((i, j) => sums[j] - sums[i] || i - j);
    expect(most).toEqual(order.slice(0, 40));
    expect(least.map((index) => sums[index])).toEqual(
      order
        .reverse()
        .slice(0, 40)
        .map((index) => sums[index]),
    );
    expect(labels.reduce((sum, count) => sum + count)).toBe(40);
    expect(labels[3]).toBe(most.filter((index) => index % 10 === 3).length);
    expect(alike).toBe(false);
  });

  it("come in their own order where all light it alike", () => {
    const blank = layerOf(new Float32Array(784), Float32Array.of(0.25), "sigmoid");
    const walk = lightest(blank, 0, digits, 3);
    let next = walk.next();
    while (!next.done) next = walk.next();
    expect(next.value).toMatchObject({ most: [0, 1, 2], least: [0, 1, 2], alike: true });
  });

  it("leave room for other work", () => {
    expect(found(0, 10).rests).toBeGreaterThan(2);
  });
});
