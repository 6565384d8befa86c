import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { forward } from "../../src/engine/forward.ts";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { readNetworkFile } from "../../src/engine/safetensors.ts";
import { agreement, agreements, cosine, overlap, pairsOf, usual } from "../../src/lab/similar.ts";

const row = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 });

describe("overlap", () => {
  it("is the shared part of the ink", () => {
    expect(overlap([1, 0.5, 0], [1, 0, 0.5])).toBe(0.5);
  });

  it("is 1 for a drawing and itself, 0 for two that touch nowhere", () => {
    expect(overlap([0.2, 0.7], [0.2, 0.7])).toBe(1);
    expect(overlap([1, 0], [0, 1])).toBe(0);
  });

  it("is unknown where neither has ink", () => {
    expect(overlap([0, 0], [0, 0])).toBeNull();
  });

  it("does not ask which one comes first, and stays within 0 and 1", () => {
    fc.assert(
      fc.property(row, row, (one, other) => {
        const found = overlap(one, other);
        expect(overlap(other, one)).toBe(found);
        if (found !== null) expect(found >= 0 && found <= 1).toBe(true);
      }),
    );
  });
});

describe("cosine", () => {
  it("is 1 for the same direction, whatever the length", () => {
    expect(cosine([1, 2, 0], [2, 4, 0])).toBeCloseTo(1, 12);
  });

  it("is 0 at a right angle and unknown for a row of zeros", () => {
    expect(cosine([1, 0], [0, 1])).toBe(0);
    expect(cosine([1, 0], [0, 0])).toBeNull();
  });
});

describe("agreement", () => {
  it("is 1, 0 and -1 for the same, the unrelated and the opposite", () => {
    expect(agreement([0, 1, 0, 1], [0.2, 0.8, 0.2, 0.8])).toBeCloseTo(1, 12);
    expect(agreement([0, 1, 0, 1], [0, 0, 1, 1])).toBeCloseTo(0, 12);
    expect(agreement([0, 1, 0, 1], [1, 0, 1, 0])).toBeCloseTo(-1, 12);
  });

  it("is not flattered by activations that are all large, as a plain cosine is", () => {
    const [one, other] = [
      [0.9, 1, 0.9, 1],
      [0.9, 0.9, 1, 1],
    ];
    expect(cosine(one, other)).toBeGreaterThan(0.99);
    expect(agreement(one, other)).toBeCloseTo(0, 9);
  });

  it("is unknown for a row that is all alike, rounding or not", () => {
    expect(agreement([0.1, 0.1, 0.1], [0, 1, 0])).toBeNull();
    expect(agreement([0.3, 0.1 + 0.2, 0.3], [0, 1, 0])).toBeNull();
  });

  it("stays within -1 and 1, whichever comes first", () => {
    fc.assert(
      fc.property(row, row, (one, other) => {
        const found = agreement(one, other);
        expect(agreement(other, one)).toBe(found);
        if (found !== null) expect(Math.abs(found)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("pairs of test digits", () => {
  const labels = Uint8Array.from({ length: 100 }, (_, index) => index % 10);

  it("are as many of each kind as asked for, and are what they say", () => {
    const pairs = pairsOf(labels, 50, 1);
    expect(pairs.filter(({ same }) => same)).toHaveLength(50);
    expect(pairs).toHaveLength(100);
    for (const { one, other, same } of pairs) {
      expect(one).not.toBe(other);
      expect(labels[one] === labels[other]).toBe(same);
    }
  });

  it("are the same for the same seed and others for another", () => {
    expect(pairsOf(labels, 20, 7)).toEqual(pairsOf(labels, 20, 7));
    expect(pairsOf(labels, 20, 7)).not.toEqual(pairsOf(labels, 20, 8));
  });

  it("end where there are none of a kind", () => {
    expect(pairsOf(new Uint8Array(5), 3, 1)).toHaveLength(1);
    expect(pairsOf(new Uint8Array(0), 3, 1)).toEqual([]);
  });
});

describe("what pairs reach on average", () => {
  const network: Network = {
    layers: [
      layerOf(
        Float32Array.from({ length: 3 * 784 }, (_, i) => Math.sin(i)),
        new Float32Array(3),
        "sigmoid",
      ),
    ],
  };
  const levels = Uint8Array.from({ length: 4 * 784 }, (_, i) => (i * i) % 251);
  const digits = { levels, labels: Uint8Array.of(1, 1, 2, 2) };

  it("is the mean of the agreements, for each kind by itself", () => {
    const pairs = [
      { one: 0, other: 1, same: true },
      { one: 2, other: 3, same: true },
      { one: 0, other: 2, same: false },
    ];
    const steps = [...usual(network, digits, pairs)];
    const of = (one: number, other: number) => agreements(traceOf(one), traceOf(other)).map(Number);
    expect(steps).toHaveLength(3);
    expect(steps[0].different).toEqual([null, null]);
    const [first, second] = [of(0, 1), of(2, 3)];
    steps[2].same.forEach((mean, stage) => {
      expect(mean).toBeCloseTo((first[stage] + second[stage]) / 2, 12);
    });
    expect(steps[2].different).toEqual(of(0, 2));
  });

  function traceOf(index: number) {
    const own = levels.subarray(784 * index, 784 * (index + 1));
    return forward(
      network,
      Float32Array.from(own, (level) => level / 255),
    );
  }
});

describe("the lesson's network", () => {
  const file = readFileSync(new URL("../../../src/digitscope/networks/shipped/plain.safetensors", import.meta.url));
  const { network } = readNetworkFile(
    file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) as ArrayBuffer,
  );

  it("agrees with itself in every layer", () => {
    const trace = forward(
      network,
      Float32Array.from({ length: 784 }, (_, i) => (i % 28 === 14 ? 1 : 0)),
    );
    for (const value of agreements(trace, trace)) expect(value).toBeCloseTo(1, 9);
  });
});
