// Writing XML: texts made harmless, numbers made short, elements put together. In: names and values. Out: text.

/** Signs that mean something in XML, and what it has no way to write: controls, halves of pairs, U+FFFE and U+FFFF. */
const SPECIAL = /[&<>"\p{Cc}\p{Cs}\ufffe\uffff]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};

export type Attributes = Readonly<Record<string, string | number | null | undefined>>;

/** A text as it may stand between tags and between double quotes. */
export function escaped(text: string): string {
  return text.replace(SPECIAL, (sign) => ENTITIES[sign] ?? "\ufffd");
}

/** A number with two digits after the point at most: a fiftieth of a pixel is not seen. */
export function short(number: number): string {
  if (!Number.isFinite(number)) return "0";
  return String(Math.round(number * 100) / 100 || 0);
}

/** Attributes as they stand in a tag, a space before each; what is null is left out. */
export function attributes(given: Attributes): string {
  return Object.entries(given)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([name, value]) => ` ${name}="${typeof value === "number" ? short(value) : escaped(String(value))}"`)
    .join("");
}

/** An element. `content` is XML already. */
export function tag(name: string, given: Attributes, content = ""): string {
  return content === "" ? `<${name}${attributes(given)}/>` : `<${name}${attributes(given)}>${content}</${name}>`;
}
