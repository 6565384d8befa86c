// Undo and redo: one list of steps, drawings and turned knobs in the order in which they were made. In: a state and,
// where only drawings or only knobs are meant, their kind. Out: the state one step back or on.

import { Room } from "./room.ts";
import type { Before, State } from "./state.ts";

/** Steps that are kept, and their bytes: photographs and wide layers are large. */
const KEPT = 200;
export const PAST_BYTES = 64 * 2 ** 20;

type Kind = Before["kind"];

/** With what is there now as a step to come back to, before something of this kind changes. What was undone of the
 *  other kind can still be redone: whoever takes a knob back and draws to see what it did has not lost the knob. */
export function stepped(state: State, kind: Kind): State {
  const before = present(state, kind);
  return {
    ...state,
    past: before ? withRoom([...state.past, before]) : state.past,
    future: state.future.filter((step) => step.kind !== kind),
    gesture: null,
  };
}

/** The newest of these steps, as many as are kept; the very newest always. */
export function withRoom(past: readonly Before[]): readonly Before[] {
  const newest = past.slice(-KEPT).toReversed();
  return new Room(PAST_BYTES).first(newest, 1).toReversed();
}

/** As before the newest step, or the newest of that kind; the same state where there is none. */
export function undone(state: State, kind?: Kind): State {
  const index = state.past.findLastIndex((step) => !kind || step.kind === kind);
  const step = state.past[index];
  const now = step && present(state, step.kind);
  if (!now) return state;
  return { ...back(state, step), past: state.past.toSpliced(index, 1), future: [now, ...state.future] };
}

export function redone(state: State, kind?: Kind): State {
  const index = state.future.findIndex((step) => !kind || step.kind === kind);
  const step = state.future[index];
  const now = step && present(state, step.kind);
  if (!now) return state;
  return { ...back(state, step), past: withRoom([...state.past, now]), future: state.future.toSpliced(index, 1) };
}

export function has(steps: readonly Before[], kind: Kind): boolean {
  return steps.some((step) => step.kind === kind);
}

function present(state: State, kind: Kind): Before | null {
  if (kind === "input") return { kind, input: state.input };
  return state.bench && { kind, bench: state.bench };
}

function back(state: State, step: Before): State {
  const was = step.kind === "input" ? { input: step.input } : { bench: step.bench };
  return { ...state, ...was, gesture: null };
}
