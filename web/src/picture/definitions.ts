// What a picture speaks of by a name: edges that cut off, gradients. Each is defined once, however often it is used.

import { type Attributes, attributes, tag } from "./xml.ts";

export class Definitions {
  readonly #names = new Map<string, string>();

  /** The value of an attribute that refers to it: url(#...). `content` is XML. */
  reference(element: "clipPath" | "linearGradient", given: Attributes, content: string): string {
    const whole = `${element}${attributes(given)}>${content}</${element}>`;
    const name = this.#names.get(whole) ?? `digitscope-${this.#names.size + 1}`;
    this.#names.set(whole, name);
    return `url(#${name})`;
  }

  written(): string {
    if (this.#names.size === 0) return "";
    const all = Array.from(this.#names, ([whole, id]) => `<${whole.replace(/^\w+/, `$&${attributes({ id })}`)}`);
    return tag("defs", {}, all.join("\n"));
  }
}
