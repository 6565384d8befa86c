// Whole numbers and single precision as few bytes, one after the other. A Writer takes them in, a Reader gives them
// back, or says Unreadable: it believes no length before it is checked, and reads only what a Writer writes.

import { wrong } from "./unreadable.ts";

const MORE = 0x80;
const BITS = 7;

export class Writer {
  #bytes = new Uint8Array(256);
  #length = 0;

  byte(value: number): void {
    this.#make(1)[0] = value;
  }

  /** 0 or above, below 2^31; a byte for the small ones. */
  whole(value: number): void {
    let rest = value;
    while (rest >= MORE) {
      this.byte((rest & (MORE - 1)) | MORE);
      rest >>>= BITS;
    }
    this.byte(rest);
  }

  /** Whole, of either sign: 0, -1, 1, -2, 2 ... take ever more. */
  signed(value: number): void {
    this.whole(value < 0 ? -2 * value - 1 : 2 * value);
  }

  singles(numbers: ArrayLike<number>): void {
    const bytes = this.#make(4 * numbers.length);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < numbers.length; at++) view.setFloat32(4 * at, numbers[at], true);
  }

  raw(bytes: Uint8Array): void {
    this.#make(bytes.length).set(bytes);
  }

  get written(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Room for so many more bytes. */
  #make(count: number): Uint8Array {
    if (this.#length + count > this.#bytes.length) {
      const larger = new Uint8Array(2 * (this.#length + count));
      larger.set(this.written);
      this.#bytes = larger;
    }
    this.#length += count;
    return this.#bytes.subarray(this.#length - count, this.#length);
  }
}

export class Reader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #at = 0;

  /** what: names the bytes where they are refused. */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    return this.raw(1)[0];
  }

  /** At most `most`. */
  whole(most: number): number {
    let [value, power] = [0, 1];
    for (;;) {
      const byte = this.byte();
      value += (byte & (MORE - 1)) * power;
      if (value > most) throw this.#wrong(`a number of at most ${most}`, value);
      if (byte < MORE) {
        if (byte === 0 && power > 1) throw this.#wrong("as short as can be", "zeros at the end of a number");
        return value;
      }
      power *= 2 ** BITS;
      if (power > 2 ** 28) throw this.#wrong("numbers below 2^31", "longer ones");
    }
  }

  signed(most: number): number {
    const value = this.whole(2 * most);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  singles(count: number): Float32Array {
    const bytes = this.raw(4 * count);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return Float32Array.from({ length: count }, (_, at) => view.getFloat32(4 * at, true));
  }

  raw(count: number): Uint8Array {
    if (count > this.#bytes.length - this.#at) throw this.#wrong("whole", "only a part of it");
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  #wrong(asked: string, came: unknown): Error {
    return wrong(this.#what, asked, came);
  }
}
