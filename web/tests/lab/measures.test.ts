// Losses along knobs and paired changes: what is computed here is what Python computes, within rounding.
import { expect, test } from "vitest";
import { withActivation } from "../../src/engine/edits.ts";
import { forward } from "../../src/engine/forward.ts";
import { costOf, costSlopes, lossOf } from "../../src/engine/losses.ts";
import type { Network } from "../../src/engine/network.ts";
import { paired, pairedInterval } from "../../src/lab/figures.ts";
import { along, numberOf, over, ownCost, slopeAlong } from "../../src/lab/own-loss.ts";
import { casesOf, type EditCase, gap, networkOf } from "../engine/contract.ts";

type Case<What extends EditCase["what"]> = Extract<EditCase, { what: What }>;
/** Python's numbers are those of single precision. */
const NEAR = 5e-6;

function of<What extends EditCase["what"]>(what: What): Case<What>[] {
  return casesOf("edits").filter((one): one is Case<What> => one.what === what);
}

const small = networkOf({ network: "small", layers: of("network")[0].layers, pre_activations: [], activations: [] });
const withOutput = ({ output_activation }: Case<"sweep" | "map">): Network =>
  withActivation(small, small.layers.length - 1, output_activation);
const tracesOf = (network: Network, { pixels }: Case<"sweep" | "map">) =>
  pixels.map((image) => forward(network, Float32Array.from(image)));
const mean = (rows: ArrayLike<number>[]) =>
  Array.from(rows[0], (_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
const goesWith = (one: Case<"sweep" | "map">) => lossOf(one.output_activation) === one.loss;

test.each(of("sweep").filter(goesWith))("the mean $loss along $knob, its answers and its slope", (one) => {
  const network = withOutput(one);
  const traces = tracesOf(network, one);
  const found = traces.map((trace, i) => along(network, trace, one.labels[i], one.knob, one.values));
  expect(gap(mean(found.map(({ costs }) => costs)), one.losses)).toBeLessThan(NEAR);
  const right = one.values.map((_, i) => found.filter(({ answers }, image) => answers[i] === one.labels[image]).length);
  expect(right).toEqual(one.correct);
  expect(numberOf(network, one.knob)).toBe(one.present);
  const [cost] = mean(traces.map((trace, i) => [ownCost(network, trace, one.labels[i])]));
  const [slope] = mean(traces.map((trace, i) => [slopeAlong(network, trace, one.labels[i], one.knob)]));
  expect(gap([cost, slope], [one.cost, one.slope])).toBeLessThan(NEAR);
});

test.each(of("map").filter(goesWith))("the mean $loss over two knobs, and both slopes", (one) => {
  const network = withOutput(one);
  const traces = tracesOf(network, one);
  const [first, second] = one.knobs;
  const [down, across] = one.values;
  const found = traces.map((trace, i) => over(network, trace, one.labels[i], [first, second], [down, across]));
  for (const [line, losses] of one.losses.entries()) {
    expect(gap(mean(found.map((lines) => lines[line].costs)), losses)).toBeLessThan(NEAR);
  }
  const slopes = one.knobs.map(
    (knob) => mean(traces.map((trace, i) => [slopeAlong(network, trace, one.labels[i], knob)]))[0],
  );
  expect(gap(slopes, one.slopes)).toBeLessThan(NEAR);
});

test.each(of("sweep"))("$loss with $output_activation outputs costs what it costs in Python", (one) => {
  const last = small.layers.length - 1;
  const costs = tracesOf(withOutput(one), one).map(({ preActivations }, i) => [
    costOf(one.loss, one.output_activation, preActivations[last], one.labels[i]),
  ]);
  expect(gap(mean(costs), [one.cost])).toBeLessThan(NEAR);
});

test.each(of("sweep").filter(({ knob }) => knob.layer === 2))(
  "the slope of $loss with $output_activation outputs",
  (one) => {
    const slopes = tracesOf(withOutput(one), one).map(({ preActivations, activations }, i) => {
      const found = costSlopes(one.loss, one.output_activation, preActivations[2], one.labels[i]);
      return [found[one.knob.neuron] * (one.knob.source === null ? 1 : activations[1][one.knob.source])];
    });
    expect(gap(mean(slopes), [one.slope])).toBeLessThan(NEAR);
  },
);

test.each(of("change"))("$won won and $lost lost of $images are as sure as in Python", (one) => {
  expect(gap(pairedInterval(one.won, one.lost, one.images), one.interval)).toBeLessThan(1e-12);
  const side = (value: (image: number) => number) =>
    Uint8Array.from({ length: one.images }, (_, image) => value(image));
  const found = paired(
    side((image) => (image < one.won ? 1 : 0)),
    side((image) => (image >= one.won && image < one.won + one.lost ? 1 : 0)),
    side(() => 0),
  );
  expect([found.won.length, found.lost.length, found.change]).toEqual([one.won, one.lost, one.change]);
  expect(gap(found.interval, one.interval)).toBeLessThan(1e-12);
});
