// How high the letters of a font are, and how far down its baseline is: measured in the page, once a font, since no
// browser tells. Used within one picture, then ended.

const PROPERTIES = ["font-family", "font-size", "font-style", "font-weight", "font-variant-numeric"] as const;

/** In pixels: of what a browser calls the place of a text, and from its upper edge down to the baseline. */
export interface Measure {
  readonly height: number;
  readonly ascent: number;
}

export class Baselines {
  readonly #known = new Map<string, Measure>();
  readonly #room = document.createElement("div");
  readonly #letter = document.createTextNode("x");
  /** Has no height, so that it stands on the baseline. */
  readonly #foot = document.createElement("span");

  constructor(host: Element) {
    const { style } = this.#room;
    style.setProperty("position", "absolute");
    style.setProperty("visibility", "hidden");
    style.setProperty("line-height", "normal");
    style.setProperty("white-space", "nowrap");
    this.#foot.style.setProperty("display", "inline-block");
    this.#room.append(this.#letter, this.#foot);
    host.append(this.#room);
  }

  of(style: CSSStyleDeclaration): Measure {
    const font = PROPERTIES.map((name) => style.getPropertyValue(name));
    const key = font.join("|");
    const known = this.#known.get(key) ?? this.#measured(font);
    this.#known.set(key, known);
    return known;
  }

  end(): void {
    this.#room.remove();
  }

  #measured(font: readonly string[]): Measure {
    for (const [place, name] of PROPERTIES.entries()) this.#room.style.setProperty(name, font[place]);
    const range = document.createRange();
    range.selectNode(this.#letter);
    const { top, height } = range.getBoundingClientRect();
    return { height, ascent: this.#foot.getBoundingClientRect().bottom - top };
  }
}
