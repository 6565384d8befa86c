import { describe, expect, test } from "vitest";
import { type Brush, Chalk, type Slate } from "../../src/draw/chalk.ts";
import type { Stroke } from "../../src/engine/ink.ts";

/** A canvas that writes down what is done to it. */
class Witness implements Slate {
  width = 1;
  height = 1;
  readonly done: string[] = [];
  readonly #brush: Brush;

  constructor() {
    const done = this.done;
    this.#brush = new Proxy({} as Brush, {
      get:
        (_, name) =>
        (...values: unknown[]) =>
          done.push(`${String(name)} ${values.filter((value) => typeof value === "number").join(" ")}`.trim()),
      set: (_, name, value) => {
        done.push(`${String(name)} = ${value}`);
        return true;
      },
    });
  }

  getContext(): Brush {
    return this.#brush;
  }

  /** What was done since it was asked last. */
  take(): string[] {
    return this.done.splice(0);
  }
}

type Beneath = Witness & CanvasImageSource;

const line = (points: number[], erase = false): Stroke => ({ points, width: 8, erase });
const ONE = line([10, 10, 0.5, 20, 10, 0.5]);
const TWO = line([30, 30, 0.5, 40, 40, 0.5]);

function pad(): { chalk: Chalk; above: Witness; beneath: Witness } {
  const beneath = new Witness();
  return { chalk: new Chalk(beneath as unknown as Beneath), above: new Witness(), beneath };
}

describe("chalk on slate", () => {
  test("a stroke of one pressure is one line as wide as its pen", () => {
    const { chalk, above } = pad();
    chalk.draw(above, 224, [ONE]);
    const done = above.take();
    expect(done).toContain("lineWidth = 8");
    expect(done.filter((one) => one === "stroke")).toHaveLength(1);
    expect(done.slice(-4)).toEqual(["moveTo 10 10", "lineTo 10 10", "lineTo 20 10", "stroke"]);
  });

  test("the canvas gets the pixels of the screen, its units stay those of the pad", () => {
    const { chalk, above } = pad();
    chalk.draw(above, 224, []);
    expect([above.width, above.height]).toEqual([224, 224]);
    expect(above.take()).toContain("setTransform 2 0 0 2 0 0");
  });

  test("a touch without a move is a dot", () => {
    const { chalk, above } = pad();
    chalk.draw(above, 112, [line([56, 50, 0.5])]);
    expect(above.take().some((one) => one.startsWith("arc 56 50 4 0"))).toBe(true);
  });

  test("a pen that presses harder widens: a dot at each end and what lies between", () => {
    const { chalk, above } = pad();
    chalk.draw(above, 112, [line([10, 50, 0.25, 30, 50, 1])]);
    const done = above.take();
    expect(done.filter((one) => one.startsWith("arc")).map((one) => one.split(" ")[3])).toEqual(["3", "6"]);
    expect(done).toContain("lineTo 30 44");
    expect(done).toContain("lineTo 30 56");
    expect(done.filter((one) => one === "fill")).toHaveLength(1);
  });

  test("an eraser cuts, and the next stroke does not", () => {
    const { chalk, above, beneath } = pad();
    const eraser = line([1, 1, 0.5, 2, 2, 0.5], true);
    const operation = (done: string[]) => done.findLast((one) => one.startsWith("globalCompositeOperation"));
    chalk.draw(above, 112, [ONE, eraser]);
    expect(operation(above.take())).toBe("globalCompositeOperation = destination-out");
    chalk.draw(above, 112, [ONE, eraser, TWO]);
    expect(operation(above.take())).toBe("globalCompositeOperation = source-over");
    expect(operation(beneath.take())).toBe("globalCompositeOperation = destination-out");
  });

  test("while a stroke grows, the finished ones beneath are not drawn again", () => {
    const { chalk, above, beneath } = pad();
    chalk.draw(above, 112, [ONE, TWO]);
    expect(beneath.take()).toContain("stroke");
    chalk.draw(above, 112, [ONE, line([30, 30, 0.5, 40, 40, 0.5, 50, 50, 0.5])]);
    expect(beneath.take()).toEqual([]);
    expect(above.take()).toContain("lineTo 50 50");
  });

  test("after an undo nothing of the stroke is left beneath", () => {
    const { chalk, above, beneath } = pad();
    chalk.draw(above, 112, [ONE, TWO]);
    beneath.take();
    chalk.draw(above, 112, [ONE]);
    expect(beneath.take()).toEqual(["setTransform 1 0 0 1 0 0", "clearRect 0 0 112 112"]);
  });

  test("a larger canvas is drawn afresh", () => {
    const { chalk, above, beneath } = pad();
    chalk.draw(above, 112, [ONE, TWO]);
    beneath.take();
    chalk.draw(above, 336, [ONE, TWO]);
    expect(beneath.width).toBe(336);
    expect(beneath.take()).toContain("stroke");
  });

  test("a pad that has no size yet is left alone", () => {
    const { chalk, above } = pad();
    chalk.draw(above, 0, [ONE]);
    expect(above.take()).toEqual([]);
  });
});
