// One reducer: state and intent in, the next state out. It is the only place where the lab's state changes.

import type { Network } from "../engine/network.ts";
import { BLANK, type Drawing, type Focus, type Input, type Intent, type State } from "./state.ts";

/** Steps of undo that are kept. */
const KEPT = 100;

export function reduce(state: State, intent: Intent): State {
  switch (intent.type) {
    case "view":
      return { ...state, view: intent.view, pointed: null };
    case "show":
      return {
        ...state,
        shown: intent.shown,
        evaluation: state.evaluation?.network === intent.shown.name ? state.evaluation : null,
        cell: null,
        focus: within(state.focus, intent.shown.network),
        pointed: null,
        play: { ...state.play, stage: null, running: false },
        notice: null,
      };
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
    case "undo": {
      const before = state.past.at(-1);
      if (before === undefined) return state;
      return { ...state, input: before, past: state.past.slice(0, -1), future: [state.input, ...state.future] };
    }
    case "redo": {
      const [after, ...future] = state.future;
      if (after === undefined) return state;
      return { ...state, input: after, past: [...state.past, state.input], future };
    }
    case "pen":
      return { ...state, pen: { ...state.pen, ...intent.pen } };
    case "prepare":
      return { ...state, prepare: intent.on };
    case "focus":
      return { ...state, focus: state.shown ? within(intent.focus, state.shown.network) : intent.focus, pointed: null };
    case "point":
      return same(state.pointed, intent.at) ? state : { ...state, pointed: intent.at };
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
      return intent.evaluation.network === state.shown?.name ? { ...state, evaluation: intent.evaluation } : state;
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
  return { ...state, input, past: [...state.past, state.input].slice(-KEPT), future: [] };
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

function same(one: State["pointed"], other: State["pointed"]): boolean {
  if (one === null || other === null) return one === other;
  return one.layer === other.layer && one.neuron === other.neuron && one.source === other.source;
}
