// What a one-file document holds: the text of one element of its page. In: that text, or the whole page, of anyone.
// Out: its parts, typed, or a WireError; and the same page holding something else. The other side is document.py.

import { base64 } from "../wire/base64.ts";
import { bytes, type Fields, fieldsOf, text, WireError } from "../wire/fields.ts";
import { type Card, catalogue, type Measurement, measurement } from "../wire/messages.ts";

/** The id of that element. */
export const BLOCK = "digitscope-document";
const OPENING = `id="${BLOCK}">`;

export interface Packed {
  readonly name: string;
  readonly title: string;
  /** The network's file. Nothing of it is believed before it was read as any other. */
  readonly network: Uint8Array;
  /** What is known of a shipped network. */
  readonly card: Card | null;
  readonly version: string;
  /** How the lab begins: what would stand behind the # of its address; empty for the usual. */
  readonly start: string;
  /** How fast the machine learns on which it was saved, and the day of that; not there where nobody measured it. */
  readonly speed?: Measurement & { readonly day: string };
}

/** Throws WireError where the text is not what digitscope writes. */
export function packed(content: string): Packed {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new WireError("what the document holds must be JSON; got something else");
  }
  const fields = fieldsOf(value, "what the document holds");
  const name = text(fields, "name");
  const [card = null] = catalogue({ default: name, networks: fields.card === null ? [] : [fields.card] }).networks;
  return {
    name,
    title: text(fields, "title"),
    network: bytes(fields, "network"),
    card,
    version: text(fields, "version"),
    start: text(fields, "start"),
    ...("speed" in fields && { speed: speedOf(fieldsOf(fields.speed, "speed")) }),
  };
}

function speedOf(fields: Fields): NonNullable<Packed["speed"]> {
  return { ...measurement(fields), day: text(fields, "day") };
}

/** The text that holds this: no title can end the element around it, as no `<` stands in it. */
export function unpacked(parts: Packed): string {
  const plain = { ...parts, network: base64(parts.network) };
  const fields = Object.entries(plain).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{${fields.join(", ")}}`.replaceAll("<", "\\u003c");
}

/** The same document with other parts in it. Throws WireError where it is none. */
export function rewritten(html: string, change: Partial<Packed>): string {
  const before = heldIn(html);
  const parts = { ...packed(before), ...change };
  const title = `digitscope: ${parts.title}`.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return html.replace(before, () => unpacked(parts)).replace(/<title>[^<]*<\/title>/, () => `<title>${title}</title>`);
}

/** The text of the element that holds it all. Throws WireError where there is none. */
export function heldIn(html: string): string {
  const start = html.indexOf(OPENING);
  const end = html.indexOf("</script>", start);
  if (start < 0 || end < 0) throw new WireError("a document must have its network in it; got none");
  return html.slice(start + OPENING.length, end);
}
