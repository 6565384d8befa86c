// Keys that work wherever one stands. In: a key press. Out: an intent.

import { VIEWS, type View } from "./state.ts";
import type { Store } from "./store.svelte.ts";

/** Key 1 opens the first of them. */
const NUMBERED: ReadonlyMap<string, View> = new Map(VIEWS.map((view, index) => [String(index + 1), view]));

/** Undo, redo, the views by number, Escape one step back; never while somebody types. */
export function pressed(event: KeyboardEvent, store: Store): void {
  const typing =
    event.target instanceof HTMLElement && event.target.closest("input:not([type=range]), textarea, select");
  if (typing || event.altKey) return;
  const command = event.ctrlKey || event.metaKey;
  const letter = event.key.toLowerCase();
  const view = NUMBERED.get(event.key);
  if (command && letter === "z") {
    event.preventDefault();
    store.send({ type: event.shiftKey ? "redo" : "undo" });
  } else if (command && letter === "y") {
    event.preventDefault();
    store.send({ type: "redo" });
  } else if (!command && view) {
    open(store, view);
  } else if (event.key === "Escape") {
    back(store);
  }
}

/** A view that a teacher hid does not open by its key either. */
function open(store: Store, view: View): void {
  if (view === "look" || !store.state.classroom.hidden.includes(view)) store.send({ type: "view", view });
}

function back(store: Store): void {
  const { tour, focus, view, knob } = store.state;
  if (tour !== null) store.send({ type: "tour", step: null });
  else if (view === "look" && knob !== null) store.send({ type: "knob", knob: null });
  else if (view === "look" && focus.level === "neuron")
    store.send({ type: "focus", focus: { level: "layer", layer: focus.layer } });
  else if (view === "look" && focus.level === "layer") store.send({ type: "focus", focus: { level: "network" } });
}
