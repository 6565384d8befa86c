// Keys that work wherever one stands. In: a key press. Out: an intent.

import type { View } from "./state.ts";
import type { Store } from "./store.svelte.ts";

const VIEWS: Readonly<Record<string, View>> = { "1": "look", "2": "compare", "3": "mistakes", "4": "workshop" };

/** Undo, redo, the views by number, Escape one step back; never while somebody types. */
export function pressed(event: KeyboardEvent, store: Store): void {
  const typing =
    event.target instanceof HTMLElement && event.target.closest("input:not([type=range]), textarea, select");
  if (typing || event.altKey) return;
  const command = event.ctrlKey || event.metaKey;
  const letter = event.key.toLowerCase();
  if (command && letter === "z") {
    event.preventDefault();
    store.send({ type: event.shiftKey ? "redo" : "undo" });
  } else if (command && letter === "y") {
    event.preventDefault();
    store.send({ type: "redo" });
  } else if (!command && event.key in VIEWS) {
    open(store, VIEWS[event.key]);
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
