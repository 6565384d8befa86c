// One reducer: state and intent in, the next state out. It is the only place where the lab's state changes, hence long.

import type { Network } from "../engine/network.ts";
import { type Bench, benchOf, type Edit, edited, isChanged, type Knob } from "./bench.ts";
import { sameShape } from "./differences.ts";
import { redone, stepped, undone } from "./history.ts";
import type { Intent } from "./intents.ts";
import {
  BLANK,
  type Drawing,
  type Evaluated,
  type Focus,
  type Input,
  MOST_POINTS,
  type Point,
  type Restored,
  type Shown,
  type State,
  type Structure,
} from "./state.ts";
import { moved, movedNumber } from "./structure.ts";
import { holdsFor, sameKnob } from "./sweeps.ts";

export function reduce(state: State, intent: Intent): State {
  switch (intent.type) {
    case "view":
      return { ...state, view: intent.view, pointed: null };
    case "show":
      return { ...onBench(stepped(state, "bench"), benchOf(intent.source)), cell: null, notice: null };
    case "edit": {
      if (!state.bench) return state;
      const bench = edited(state.bench, intent.edit);
      if (bench === state.bench) return state;
      const same = intent.gesture !== undefined && intent.gesture === state.gesture;
      const before = same ? state : stepped(state, "bench");
      return { ...onBench(followed(before, intent.edit), bench), gesture: intent.gesture ?? null };
    }
    case "return":
      return intent.bench === state.bench ? state : onBench(stepped(state, "bench"), intent.bench);
    case "keep": {
      const bench = intent.bench ?? state.bench;
      if (!bench) return state;
      const others = without(state.points, intent.name);
      if (others.length >= MOST_POINTS) return { ...state, notice: { code: "POINTS_FULL", detail: "" } };
      return { ...state, points: [...others, { name: intent.name, bench }] };
    }
    case "rename":
      return renamed(state, intent.name, intent.to);
    case "forget":
      return {
        ...state,
        points: without(state.points, intent.name),
        reference: state.reference === intent.name ? null : state.reference,
      };
    case "reference":
      return { ...state, reference: intent.name };
    case "knob":
      return { ...state, knob: existing(state, intent.knob), sweep: null };
    case "second":
      return { ...state, second: existing(state, intent.knob), sweep: null };
    case "brush":
      return { ...state, brush: { ...state.brush, ...intent.brush } };
    case "task":
      return { ...state, task: intent.task };
    case "begin stroke": {
      const more = state.input.kind === "drawing" && (intent.stroke.erase || !besidePinned(state));
      const strokes = more && state.input.kind === "drawing" ? state.input.strokes : [];
      return opened(state, { kind: "drawing", strokes: [...strokes, intent.stroke] });
    }
    case "extend stroke":
      return state.input.kind === "drawing" && state.input.strokes.length > 0
        ? { ...state, input: extended(state.input, intent.points) }
        : state;
    case "open":
      return { ...opened(state, intent.input), notice: null }; // what went wrong before is over
    case "clear":
      return isBlank(state.input) ? state : opened(state, BLANK);
    case "undo":
      return consistent(inHand(state, undone(state, intent.kind)));
    case "redo":
      return consistent(inHand(state, redone(state, intent.kind)));
    case "pen":
      return { ...state, pen: { ...state.pen, ...intent.pen } };
    case "prepare":
      return { ...state, prepare: intent.on };
    case "focus":
      return { ...state, focus: state.shown ? within(intent.focus, state.shown.network) : intent.focus, pointed: null };
    case "point":
      return sameKnob(state.pointed, intent.at) ? state : { ...state, pointed: intent.at };
    case "lines":
      return { ...state, lines: { ...state.lines, ...intent.lines } };
    case "play":
      return { ...state, play: { ...state.play, ...intent.play } };
    case "tick":
      return ticked(state);
    case "pin":
      return { ...state, pinned: intent.pinned };
    case "digits":
      return { ...state, digits: intent.digits };
    case "evaluation":
      return { ...state, evaluations: [...ofUse(state, intent.evaluation.of), intent.evaluation] };
    case "sweep":
      return { ...state, sweep: intent.sweep };
    case "speed":
      return { ...state, speed: { ...state.speed, ...intent.speed } };
    case "cell":
      return { ...state, cell: intent.cell };
    case "language":
      return { ...state, language: intent.language };
    case "theme":
      return { ...state, theme: intent.theme };
    case "tour":
      return { ...state, tour: intent.step };
    case "notice":
      return { ...state, notice: intent.notice };
    case "classroom":
      return { ...state, classroom: intent.classroom };
    case "restore":
      return restored(state, intent.state);
  }
}

export function isBlank(input: Input): boolean {
  return input.kind === "drawing" && input.strokes.length === 0;
}

/** Beside the drawing that is pinned the next one is drawn, not more of the same. */
function besidePinned(state: State): boolean {
  return state.view === "compare" && state.pinned?.input === state.input;
}

function opened(state: State, input: Input): State {
  return { ...stepped(state, "input"), input };
}

/** With this bench, and all that hangs on its network. */
function onBench(state: State, bench: Bench): State {
  return consistent({ ...state, bench });
}

/** What is shown follows from the bench; what pointed into a network of another shape is brought back into this one. */
function consistent(state: State): State {
  const { bench, shown } = state;
  if (!bench || shown?.network === bench.network) return state;
  const reshaped = !shown || !sameShape(shown.network, bench.network);
  return {
    ...state,
    shown: shownOf(bench),
    knob: existing(state, state.knob),
    second: existing(state, state.second),
    sweep: state.sweep && holdsFor(state.sweep, bench.network) ? state.sweep : null,
    ...(reshaped && {
      focus: within(state.focus, bench.network),
      pointed: null,
      play: { ...state.play, stage: null, running: false },
    }),
  };
}

function shownOf(bench: Bench): Shown {
  const changed = isChanged(bench);
  const { accuracy, interval } = bench.source;
  return {
    ...bench.source,
    network: bench.network,
    changed,
    accuracy: changed ? null : accuracy,
    interval: changed ? null : interval,
  };
}

/** The knob, if this network has it. */
function existing(state: State, knob: Knob | null): Knob | null {
  const layer = knob && state.bench?.network.layers[knob.layer];
  return layer && knob.neuron < layer.outputs && (knob.source ?? 0) < layer.inputs ? knob : null;
}

/** The numbers in hand and the place one stands at, where they are after a change of structure. */
function followed(state: State, edit: Edit): State {
  if (edit.kind !== "structure") return state;
  const [knob, second] = [state.knob, state.second].map((one) => one && movedNumber(one, edit));
  return { ...state, knob, second, focus: movedFocus(state.focus, edit) };
}

function movedFocus(focus: Focus, edit: Structure): Focus {
  if (focus.level === "network") return focus;
  const [place] = moved({ layer: focus.layer, neuron: focus.level === "neuron" ? focus.neuron : -1 }, edit);
  if (!place) return edit.what === "remove neuron" ? { level: "layer", layer: focus.layer } : { level: "network" };
  return focus.level === "neuron" ? { ...focus, ...place } : { level: "layer", layer: place.layer };
}

/** After steps through networks of several shapes: the numbers in hand, as long as they are still the same ones. */
function inHand(before: State, after: State): State {
  const [was, is] = [before.bench?.numbers, after.bench?.numbers];
  if (!was || !is || sameShape(was, is)) return after;
  const [knob, second] = [after.knob, after.second].map((one) => {
    const layer = one ? is.layers.indexOf(was.layers[one.layer]) : -1;
    return one && layer >= 0 ? { ...one, layer } : null;
  });
  return { ...after, knob, second };
}

function without(points: readonly Point[], name: string): Point[] {
  return points.filter((point) => point.name !== name);
}

/** The point keeps its place in the list, and stays the reference if it was. */
function renamed(state: State, name: string, to: string): State {
  if (name === to || !state.points.some((point) => point.name === name)) return state;
  return {
    ...state,
    points: without(state.points, to).map((point) => (point.name === name ? { ...point, name: to } : point)),
    reference: state.reference === name ? to : state.reference,
  };
}

/** The evaluations worth keeping beside a new one, of `fresh`: those of networks that are at hand, and the newest. */
function ofUse(state: State, fresh: Network): Evaluated[] {
  const { bench, points, evaluations } = state;
  const atHand = new Set([bench?.source.network, bench?.network, ...points.map((point) => point.bench.network)]);
  const newest = evaluations.at(-1);
  return evaluations.filter((one) => one.of !== fresh && (atHand.has(one.of) || one === newest));
}

function restored(state: State, kept: Partial<Restored>): State {
  return consistent({ ...state, ...kept, gesture: null, pointed: null, cell: null, notice: null });
}

/** The drawing with more points at the end of its last stroke. */
function extended(drawing: Drawing, points: readonly number[]): Drawing {
  const last = drawing.strokes[drawing.strokes.length - 1];
  const longer = { ...last, points: [...Array.from(last.points), ...points] };
  return { kind: "drawing", strokes: [...drawing.strokes.slice(0, -1), longer] };
}

/** The signal reaches the next layer; after the last it rests there. */
function ticked(state: State): State {
  const layers = state.shown?.network.layers.length ?? 0;
  const stage = state.play.stage;
  if (!state.play.running) return state;
  if (stage === null || stage >= layers) return { ...state, play: { ...state.play, stage: null, running: false } };
  const next = stage + 1;
  return { ...state, play: { ...state.play, stage: next, running: next < layers } };
}

/** The nearest place to `focus` that this network has. */
function within(focus: Focus, network: Network): Focus {
  const layer = focus.level === "network" ? undefined : network.layers[focus.layer];
  if (focus.level === "network" || layer === undefined) return { level: "network" };
  if (focus.level === "neuron" && !(focus.neuron >= 0 && focus.neuron < layer.outputs)) {
    return { level: "layer", layer: focus.layer };
  }
  return focus;
}
