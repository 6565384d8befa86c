import fc from "fast-check";
import { expect, test } from "vitest";
import { withNumbers } from "../../src/engine/edits.ts";
import { layerOf, type Network } from "../../src/engine/network.ts";
import { reduce } from "../../src/lab/reduce.ts";
import { type Intent, type KnobRange, START, type Sweep } from "../../src/lab/state.ts";
import { alikeBut, holds, isComplete, rangeAround, StillRange, stepped, valuesOf } from "../../src/lab/sweeps.ts";

const NETWORK: Network = {
  layers: [
    layerOf(new Float32Array(12), new Float32Array(3), "sigmoid"),
    layerOf(new Float32Array(6), new Float32Array(2), "sigmoid"),
  ],
};
const KNOB = { layer: 0, neuron: 1, source: 2 };
const RANGE: KnobRange = { ...KNOB, low: -4, high: 4, count: 41 };
const PLACE = 1 * 4 + 2;

function swept(knobs: readonly KnobRange[] = [RANGE]): Sweep {
  return {
    of: NETWORK,
    knobs,
    loss: "quadratic",
    costs: [null],
    correct: [null],
    cost: null,
    slopes: null,
    failed: false,
  };
}

function turned(network: Network, layer: number, place: number, value = 1): Network {
  return withNumbers(network, layer, [place], () => value);
}

test("a range has 0 in its middle, with room on both sides", () => {
  expect(rangeAround(-3.1, 5)).toEqual({ low: -5, high: 5 });
});

test("ranges grow and shrink on round numbers, within limits", () => {
  expect([-4, -3, -2, -1, 0, 1, 2].map((steps) => stepped(5, steps))).toEqual([0.2, 0.5, 1, 2, 5, 10, 20]);
  expect([stepped(0.02, -9), stepped(10, 99)]).toEqual([0.01, 500_000]);
});

test("a narrow range stands around the value, at round ends", () => {
  expect(rangeAround(3.1, 1)).toEqual({ low: 2, high: 4 });
  expect(rangeAround(-0.3, 0.25)).toEqual({ low: -0.5, high: 0 });
});

test("every range holds its value, and stays within what a number may be", () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const rung = fc.integer({ min: -99, max: 99 });
  fc.assert(
    fc.property(value, rung, (value, rung) => {
      const reach = stepped(5, rung);
      const { low, high } = rangeAround(value, reach);
      expect(high - low).toBeCloseTo(2 * reach, 6);
      expect(low).toBeGreaterThanOrEqual(-1e6);
      expect(high).toBeLessThanOrEqual(1e6);
      const beyond = Math.max(low - value, value - high);
      expect(beyond).toBeLessThanOrEqual(Math.abs(value) + reach > 1e6 ? reach : 1e-9 + 1e-9 * Math.abs(value));
    }),
  );
});

test("a range holds still while the knob moves in it, and follows when it leaves", () => {
  const [still, other] = [new StillRange(), { ...KNOB, neuron: 2 }];
  expect(still.of(KNOB, 0.5, 5, 0)).toEqual({ low: -5, high: 5 });
  expect(still.of(KNOB, 4.9, 5, 0)).toEqual({ low: -5, high: 5 });
  expect(still.of(KNOB, 6, 10, 0)).toEqual({ low: -10, high: 10 });
  expect(still.of(KNOB, 0.5, 5, 0)).toEqual({ low: -10, high: 10 });
  expect(still.of(other, 0.5, 5, 0)).toEqual({ low: -5, high: 5 });
  expect(still.of(other, 0.5, 5, -2)).toEqual({ low: -1, high: 1 });
  expect(still.of(other, 1.9, 5, -2)).toEqual({ low: 1, high: 3 });
  expect(still.of(other, 2.9, 5, -2)).toEqual({ low: 1, high: 3 });
});

test("the values of a sweep are equal steps with both ends, as the server makes them", () => {
  expect([...valuesOf({ low: -1, high: 1, count: 5 })]).toEqual([-1, -0.5, 0, 0.5, 1]);
});

test("turning the knob that was swept changes nothing of its curve; turning any other does", () => {
  expect(holds(swept(), NETWORK, [RANGE])).toBe(true);
  expect(holds(swept(), turned(NETWORK, 0, PLACE), [RANGE])).toBe(true);
  expect(holds(swept(), turned(NETWORK, 0, PLACE + 1), [RANGE])).toBe(false);
  expect(holds(swept(), turned(NETWORK, 0, 12), [RANGE])).toBe(false);
  expect(holds(swept(), turned(NETWORK, 1, 0), [RANGE])).toBe(false);
  expect(holds(swept(), turned(turned(NETWORK, 0, PLACE), 1, 0), [RANGE])).toBe(false);
});

test("a curve over another knob or another range is another curve", () => {
  expect(holds(swept(), NETWORK, [{ ...RANGE, source: null }])).toBe(false);
  expect(holds(swept(), NETWORK, [{ ...RANGE, high: 8 }])).toBe(false);
  expect(holds(swept(), NETWORK, [RANGE, { ...RANGE, neuron: 0 }])).toBe(false);
});

test("of a map both knobs may turn", () => {
  const other: KnobRange = { ...RANGE, layer: 1, neuron: 1, source: null };
  const both = turned(turned(NETWORK, 0, PLACE), 1, 7);
  expect(holds(swept([RANGE, other]), both, [RANGE, other])).toBe(true);
  expect(holds(swept([RANGE]), both, [RANGE])).toBe(false);
});

test("networks of another shape or function are not alike", () => {
  const taller = { layers: [NETWORK.layers[0], layerOf(new Float32Array(9), new Float32Array(3), "sigmoid")] };
  const other = { layers: NETWORK.layers.with(1, { ...NETWORK.layers[1], activation: "relu" as const }) };
  expect([taller, other, { layers: NETWORK.layers.slice(1) }].map((one) => alikeBut(NETWORK, one, [KNOB]))).toEqual([
    false,
    false,
    false,
  ]);
});

test("a sweep is complete once every line came", () => {
  expect(isComplete(swept())).toBe(false);
  expect(isComplete({ ...swept(), costs: [new Float32Array(41)] })).toBe(true);
  expect(isComplete({ ...swept(), costs: [new Float32Array(41), null] })).toBe(false);
});

test("in the lab a sweep stays while its knob is turned, and goes when anything else is", () => {
  const source = { name: "n", title: "n", network: NETWORK, temperature: 1, accuracy: null, interval: null };
  const edit = (neuron: number): Intent => {
    const target = { of: "number", layer: 0, neuron, source: 2 } as const;
    return { type: "edit", edit: { kind: "turn", target, turn: { to: "value", value: 0.5 } } };
  };
  const shown = (
    [
      { type: "show", source },
      { type: "sweep", sweep: swept() },
    ] as const
  ).reduce(reduce, START);
  expect(reduce(shown, edit(1)).sweep).toBe(shown.sweep);
  expect(reduce(shown, edit(0)).sweep).toBeNull();
  expect(reduce(shown, { type: "knob", knob: KNOB }).sweep).toBeNull();
});
