// What was done to a network, in words. In: the bench after it, and the one before. Out: one line of its history.

import { type Network, widths } from "../engine/network.ts";
import { type Bench, isChanged, type Target, type Turn } from "../lab/bench.ts";
import type { Structure } from "../lab/structure.ts";
import type { Came } from "../lab/trail.ts";
import type { Texts } from "../texts/texts.ts";
import { knobName } from "./knobs.ts";
import { isOutput, layerWithin, neuronWithin } from "./names.ts";

/** "Bias of neuron 3 of hidden layer 1: to 0.52", "hidden layer 2: one neuron more", "plain, as loaded". */
export function deedOf(t: Texts, bench: Bench, before: Bench | null, came: Came): string {
  const step = stepOf(t, bench, before ?? bench);
  return came === "back" ? t("workshop.step.back", { step }) : step;
}

function stepOf(t: Texts, bench: Bench, before: Bench): string {
  const { done, numbers } = bench;
  const { title } = bench.source;
  if (done === null) return t(isChanged(bench) ? "workshop.step.opened" : "workshop.step.loaded", { title });
  const is = (what: string, how: string) => t("workshop.step.is", { what, how });
  switch (done.kind) {
    case "turn":
      return is(targetOf(t, numbers, done.target), turnOf(t, done.target, done.turn));
    case "paint":
      return is(neuronOf(t, numbers, done.layer, done.neuron), t("workshop.how.painted"));
    case "mute":
      return is(
        neuronOf(t, numbers, done.layer, done.neuron),
        t(done.on ? "workshop.how.muted" : "workshop.how.unmuted"),
      );
    case "lock":
      return is(targetOf(t, numbers, done.target), t(done.on ? "workshop.how.locked" : "workshop.how.unlocked"));
    case "structure": {
      // What was taken out has its name in the network before; the bench before may be another's where steps are lost.
      const named = done.what === "remove layer" && before.numbers.layers[done.layer] ? before.numbers : numbers;
      return is(layerWithin(t, named, done.layer), changeOf(t, done));
    }
  }
}

/** "784-16-16-10" */
export function shapeOf(network: Network): string {
  return widths(network).join("-");
}

/** A number as short as it can be and still be told from 0. */
export function shortly(t: Texts, value: number): string {
  const size = Math.abs(value);
  return t.number(value, size === 0 || size >= 100 ? 0 : size >= 0.1 ? 2 : 4);
}

function targetOf(t: Texts, network: Network, target: Target): string {
  switch (target.of) {
    case "number":
      return knobName(t, network, target);
    case "neuron":
      return neuronOf(t, network, target.layer, target.neuron);
    case "layer":
      return layerWithin(t, network, target.layer);
    case "network":
      return t("workshop.network");
  }
}

function neuronOf(t: Texts, network: Network, layer: number, neuron: number): string {
  if (isOutput(network, layer)) return neuronWithin(t, network, layer, neuron);
  return t("workshop.neuron", { neuron, layer: layer + 1 });
}

function turnOf(t: Texts, target: Target, turn: Turn): string {
  switch (turn.to) {
    case "value":
      return t(target.of === "number" ? "workshop.how.value" : "workshop.how.all", { value: shortly(t, turn.value) });
    case "scaled":
      return turn.factor === -1
        ? t("workshop.how.negated")
        : t("workshop.how.scaled", { factor: shortly(t, turn.factor) });
    case "reset":
      return t("workshop.how.reset");
    case "random":
      return t("workshop.how.random", { seed: turn.seed });
  }
}

function changeOf(t: Texts, change: Structure): string {
  switch (change.what) {
    case "activation":
      return t(`workshop.function.${change.activation}`);
    case "add neurons":
      return change.count === 1 ? t("workshop.how.more.one") : t("workshop.how.more", { count: change.count });
    case "remove neuron":
      return t("workshop.how.fewer", { neuron: change.neuron });
    case "add layer":
      return t("workshop.how.added", { count: change.width, function: t(`workshop.function.${change.activation}`) });
    case "remove layer":
      return t("workshop.how.taken");
  }
}
