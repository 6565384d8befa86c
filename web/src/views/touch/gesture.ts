// Which edits belong together and are one step of undo. In: when a drag begins, or when a key is pressed. Out: a name
// for the intents to carry.

/** Keys that follow each other this closely, in milliseconds, are one gesture. */
const PAUSE = 900;

export class Gesture {
  readonly #of: string;
  #count = 0;
  #last = Number.NEGATIVE_INFINITY;

  /** of: a name that nothing else on the page has. */
  constructor(of: string) {
    this.#of = of;
  }

  /** A drag or a stroke begins, or something is done that stands alone. */
  begin(): string {
    this.#count += 1;
    this.#last = Number.POSITIVE_INFINITY; // it lasts until it ends, however slow
    return this.#name;
  }

  end(): void {
    this.#last = Number.NEGATIVE_INFINITY;
  }

  /** One more turn at this time, in milliseconds: of the drag under way, or of keys in a row. */
  go(now: number): string {
    if (now - this.#last > PAUSE) this.#count += 1;
    if (this.#last !== Number.POSITIVE_INFINITY) this.#last = now;
    return this.#name;
  }

  get #name(): string {
    return `${this.#of} ${this.#count}`;
  }
}
