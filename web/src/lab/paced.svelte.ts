// A value that follows another one, but only a few times a second: for what is slow to draw and not worth every frame
// while a knob is turned. What comes last is always followed in the end.

/** In milliseconds. */
const PAUSE = 250;

export class Paced<Value> {
  #value: Value = $state.raw() as Value;
  #at = Number.NEGATIVE_INFINITY;

  /** Within a component. latest: the value to follow. */
  constructor(latest: () => Value) {
    this.#value = latest();
    $effect(() => {
      const value = latest();
      const wait = this.#at + PAUSE - performance.now();
      if (wait <= 0) return this.#follow(value);
      const timer = setTimeout(() => this.#follow(value), wait);
      return () => clearTimeout(timer);
    });
  }

  get now(): Value {
    return this.#value;
  }

  #follow(value: Value): void {
    this.#at = performance.now();
    this.#value = value;
  }
}
