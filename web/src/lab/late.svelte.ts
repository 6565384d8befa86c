// Whether news are late: something is waited for, and nothing has come for a while. What is shown meanwhile is dimmed
// then, and not before: while a knob is turned, the figures of a moment ago are news enough.

/** In milliseconds. */
const PATIENCE = 500;

export class Late {
  #late = $state(false);

  /** Within a component. waiting: whether something is to come. news: what came last. */
  constructor(waiting: () => boolean, news: () => unknown) {
    $effect(() => {
      news();
      this.#late = false;
      if (!waiting()) return;
      const timer = setTimeout(() => {
        this.#late = true;
      }, PATIENCE);
      return () => clearTimeout(timer);
    });
  }

  get now(): boolean {
    return this.#late;
  }
}
