// Holds the state of the lab and what follows from it. Views read it and send intents; nothing else changes it.

import { forward, type Trace } from "../engine/forward.ts";
import { type Reading, reading } from "../engine/reading.ts";
import { type Texts, textsIn } from "../texts/texts.ts";
import { Drawn } from "./drawn.ts";
import { reduce } from "./reduce.ts";
import { type Send, START, type State } from "./state.ts";
import { type Steps, stepsOf } from "./steps.ts";

export class Store {
  state: State = $state.raw(START);
  readonly #pad = new Drawn();

  readonly send: Send = (intent) => {
    this.state = reduce(this.state, intent);
  };

  readonly #input = $derived(this.state.input);
  readonly #prepare = $derived(this.state.prepare);
  readonly #network = $derived(this.state.shown?.network ?? null);

  /** From the drawing to the 784 numbers. */
  readonly steps: Steps = $derived(stepsOf(this.#input, this.#prepare, this.#pad));
  /** Every z and a of the shown network for them. */
  readonly trace: Trace | null = $derived(this.#network && forward(this.#network, this.steps.pixels));
  /** The answer. Null where there is nothing to read. */
  readonly reading: Reading | null = $derived(
    this.trace && !this.steps.blank && this.state.shown
      ? reading(this.trace.preActivations[this.trace.preActivations.length - 1], this.state.shown.temperature)
      : null,
  );

  readonly #language = $derived(this.state.language);
  readonly texts: Texts = $derived(textsIn(this.#language));
}
