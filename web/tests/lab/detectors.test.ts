import { describe, expect, it } from "vitest";
import type { ActivationName } from "../../src/engine/activations.ts";
import { normal } from "../../src/engine/chance.ts";
import { type Layer, layerOf } from "../../src/engine/network.ts";
import { solved, TASKS, type Task } from "../../src/lab/detectors.ts";
import { GOOD, lightsOf, type Score, scoreOf, sumsOf, type Verdict, verdictOf } from "../../src/lab/scores.ts";
import { pixelsOf } from "../../src/lab/stimuli.ts";

const layerWith = (weights: Float32Array, bias: number, activation: ActivationName = "sigmoid"): Layer =>
  layerOf(weights, Float32Array.of(bias), activation);

function judged(task: Task, layer: Layer): { score: Score; verdict: Verdict } {
  const lights = lightsOf(
    layer,
    sumsOf(
      layer,
      0,
      task.stimuli.map(({ shape }) => pixelsOf(shape)),
    ),
  );
  const score = scoreOf(task.stimuli, lights);
  return { score, verdict: verdictOf(score, lights) };
}

const solutionOf = (task: Task, activation?: ActivationName) => layerWith(solved(task), task.solution.bias, activation);

describe.each(TASKS)("the task $name", (task) => {
  it("is solved by its solution, whatever the activation function", () => {
    for (const activation of ["sigmoid", "relu", "leaky_relu", "tanh", "identity"] as const) {
      const { score, verdict } = judged(task, solutionOf(task, activation));
      expect(score.area).toBeGreaterThanOrEqual(GOOD);
      expect(verdict).toBe("good");
    }
  });

  it("is not solved by a blank picture, whose score is chance", () => {
    const { score, verdict } = judged(task, layerWith(new Float32Array(784), 0));
    expect(score.area).toBe(0.5);
    expect(verdict).toBe("none");
  });

  it("is not solved by random weights, whose scores are chance on average", () => {
    let sum = 0;
    for (let seed = 0; seed < 40; seed++) {
      const chance = normal(seed);
      const { score, verdict } = judged(task, layerWith(Float32Array.from({ length: 784 }, chance), 0));
      expect(verdict).not.toBe("good");
      sum += score.area;
    }
    expect(Math.abs(sum / 40 - 0.5)).toBeLessThan(0.1);
  });

  it("is not solved by painting only what is wanted: a blob would light it too", () => {
    const { score } = judged(task, layerWith(pixelsOf(task.place), -8));
    expect(score.area).toBeLessThan(GOOD);
    expect(score.fooledBy).toBe("blob");
  });

  it("prefers the opposite where all signs are turned round", () => {
    const turned = solved(task).map((weight) => -weight);
    expect(judged(task, layerWith(turned, 0)).verdict).toBe("opposite");
  });

  it("asks for another bias where the picture is right and the bias is not", () => {
    expect(judged(task, layerWith(solved(task), 100, "identity")).verdict).toBe("bias");
    expect(judged(task, layerWith(solved(task), -100, "identity")).verdict).toBe("bias");
  });

  it("has stimuli of both kinds, within the picture, and none of them twice", () => {
    const drawn = task.stimuli.map(({ shape }) => pixelsOf(shape).join());
    expect(new Set(drawn).size).toBe(drawn.length);
    expect(task.stimuli.filter(({ kind }) => kind === "wanted").length).toBeGreaterThanOrEqual(12);
    expect(task.stimuli.filter(({ kind }) => kind !== "wanted").length).toBeGreaterThanOrEqual(12);
    for (const { shape, kind } of task.stimuli) {
      const edge = pixelsOf(shape).filter((_, i) => i % 28 === 0 || i % 28 === 27 || i < 28 || i >= 756);
      if (kind === "wanted") expect(edge.every((one) => one === 0)).toBe(true);
    }
  });
});

describe("the score", () => {
  const stimuli = ["wanted", "wanted", "blob", "blank"].map((kind) => ({ kind, shape: { shape: "blank" } })) as never;

  it("is the share of pairs in which the wanted one is brighter, a tie being half of one", () => {
    expect(scoreOf(stimuli, [0.9, 0.4, 0.4, 0.1])).toEqual({
      area: (2 + 1.5) / 4,
      wanted: 2,
      wantedLit: 1,
      unwanted: 2,
      unwantedDark: 2,
      fooledBy: "blob",
    });
  });

  it("is 1 where every wanted one is brighter, and nothing fools it then", () => {
    expect(scoreOf(stimuli, [0.3, 0.4, 0.2, 0.1])).toMatchObject({ area: 1, wantedLit: 0, fooledBy: null });
  });

  it("takes half as neither lit nor dark", () => {
    expect(scoreOf(stimuli, [0.5, 0.5, 0.5, 0.5])).toMatchObject({ area: 0.5, wantedLit: 0, unwantedDark: 0 });
  });
});

describe("the weighted sums", () => {
  it("are those of the row, with the bias", () => {
    const layer = layerOf(
      Float32Array.from({ length: 2 * 784 }, (_, i) => (i < 784 ? 9 : i - 784)),
      Float32Array.of(1, 2),
      "relu",
    );
    const picture = new Float32Array(784);
    picture[3] = 0.5;
    expect([...sumsOf(layer, 1, [picture, new Float32Array(784)])]).toEqual([3.5, 2]);
  });
});
