// The lab in a file: its networks whole, what was turned, drawing or picture, where one stood, named points. In: a
// state. Out: the file's text, JSON of format 1 (docs/sharing.md); and back, read as strictly as a network file is: all
// of it is checked before any of it is used.

import { type Network, parameterCount } from "../engine/network.ts";
import { packNetwork } from "../engine/packing.ts";
import { NetworkFileError } from "../engine/safetensors.ts";
import { sha256 } from "../engine/sha256.ts";
import { strictJson } from "../engine/strict-json.ts";
import { base64 } from "../wire/base64.ts";
import { boolean, type Fields, fieldsOf, list, number, text, WireError } from "../wire/fields.ts";
import type { Bench } from "./bench.ts";
import { oneOf } from "./sharing/arrangement.ts";
import { fromBase64 } from "./sharing/base64.ts";
import { benchTexts, turnedOf } from "./sharing/benches.ts";
import type { Named } from "./sharing/inputs.ts";
import { shownNetwork } from "./sharing/networks.ts";
import { pictureFields, pictureOf } from "./sharing/pictures.ts";
import { focusOf, focusText, knobOf, knobText } from "./sharing/places.ts";
import { checkNumbers, type SavedBench, type SavedNetwork, type SavedState } from "./sharing/saved.ts";
import { linesOf, linesText } from "./sharing/standing.ts";
import { strokesOf, strokesText } from "./sharing/strokes.ts";
import { only, titleOf } from "./sharing/titles.ts";
import { Unreadable, wrong } from "./sharing/unreadable.ts";
import { type Input, MOST_POINTS, type State, VIEWS } from "./state.ts";

export const LARGEST_FILE = 32 * 2 ** 20;
const KIND = "state";
const FORMAT = 1;
const NETWORKS = 256;
/** Quotes, brackets, colons and commas, at most: more make a reader slow, and no state of the lab needs them. */
const SIGNS = 400_000;
const DIGITS = 10_000;

/** Null before a network is there. shipped: the names of networks that every lab has.
 *  Throws Unreadable for what could not be opened again, since it is too large. */
export function stateText(lab: State, shipped: readonly string[]): string | null {
  const { bench, view, focus, knob, lines, prepare, input, points, reference } = lab;
  if (!bench) return null;
  if (points.length > MOST_POINTS) throw tooMany("named networks", points.length, MOST_POINTS);
  const benches = [bench, ...points.map((point) => point.bench)];
  checkNetworks(benches);
  const networks = new Map<Network, Written>();
  const saved = benches.map((one) => benchFields(one, networks, shipped));
  const content = {
    digitscope: KIND,
    format: FORMAT,
    view,
    at: focusText(focus),
    knob: knob && knobText(knob),
    lines: linesText(lines),
    prepare,
    input: inputFields(input),
    bench: saved[0],
    points: points.map(({ name }, index) => ({ name, bench: saved[index + 1] })),
    reference,
    networks: [...networks.values()],
  };
  const file = `${JSON.stringify(content, null, 2)}\n`;
  checkBytes(new TextEncoder().encode(file).byteLength);
  if (signsIn(file) > SIGNS) throw tooMany("values", signsIn(file), SIGNS);
  return file;
}

/** Before they are packed, which takes seconds where they are large. */
function checkNetworks(benches: readonly Bench[]): void {
  const networks = new Set(benches.flatMap(({ source, base }) => [source.network, base]));
  if (networks.size > NETWORKS) throw tooMany("networks", networks.size, NETWORKS);
  checkNumbers(benches.map((bench) => bench.base));
  const numbers = [...networks].reduce((sum, network) => sum + parameterCount(network), 0);
  checkBytes((4 * 4 * numbers) / 3); // 4 bytes each, of which base64 makes 4 letters for 3
}

function checkBytes(bytes: number): void {
  if (bytes > LARGEST_FILE) throw tooLarge(bytes);
}

function tooMany(what: string, count: number, most: number): Unreadable {
  return new Unreadable(`the file would hold ${count} ${what}, more than ${most}`, "STATE_TOO_LARGE");
}

function inputFields(input: Input): object {
  if (input.kind === "drawing") return { drawing: strokesText(input.strokes) };
  return input.kind === "digit" ? { digit: input.index } : { picture: pictureFields(input) };
}

/** A network as it stands in the file. */
interface Written {
  readonly name: string | null;
  readonly title: string;
  readonly file: string;
}

/** Puts the networks that it needs among the others. */
function benchFields(bench: Bench, networks: Map<Network, Written>, shipped: readonly string[]): object {
  const { source, base } = bench;
  const numberOf = (network: Network, name: string | null): number => {
    if (!networks.has(network)) {
      const file = base64(packNetwork(network, source.temperature));
      networks.set(network, { name, title: source.title, file });
    }
    return [...networks.keys()].indexOf(network);
  };
  const name = shipped.includes(source.name) ? source.name : null;
  return {
    source: numberOf(source.network, name),
    base: base === source.network ? null : numberOf(base, null),
    ...benchTexts(bench),
  };
}

/** Throws Unreadable, and nothing else, for what is no state of the lab. */
export function savedStateOf(content: ArrayBuffer): SavedState {
  checkBytes(content.byteLength);
  try {
    return stateOf(contentOf(letters(content)));
  } catch (error) {
    if (error instanceof WireError || error instanceof NetworkFileError) throw new Unreadable(error.message);
    throw error;
  }
}

export function tooLarge(bytes: number): Unreadable {
  return new Unreadable(`the file has ${bytes} bytes, more than ${LARGEST_FILE}`, "STATE_TOO_LARGE");
}

function letters(content: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new Unreadable("the file is not UTF-8");
  }
}

function signsIn(file: string): number {
  let signs = 0;
  for (let at = 0; at < file.length; at++) if ('"[{:,'.includes(file[at])) signs += 1;
  return signs;
}

function contentOf(file: string): Fields {
  if (signsIn(file) > SIGNS) throw new Unreadable(`the file has more than ${SIGNS} values`);
  let value: unknown;
  try {
    value = strictJson(file);
  } catch (error) {
    throw new Unreadable(`the file is not strict JSON: ${error instanceof Error ? error.message : "damaged"}`);
  }
  const fields = fieldsOf(value, "the file");
  if (fields.digitscope !== KIND) throw wrong("digitscope", `“${KIND}”`, fields.digitscope);
  const format = number(fields, "format");
  if (!Number.isInteger(format) || format < 1) throw wrong("format", "a whole number, 1 or more", format);
  if (format > FORMAT) throw new Unreadable(`the file is of format ${format}; here ${FORMAT} is read`, "STATE_TOO_NEW");
  return fields;
}

const FIELDS = ["digitscope", "format", "view", "at", "knob", "lines", "prepare", "input", "bench", "points"];

function stateOf(fields: Fields): SavedState {
  only(fields, [...FIELDS, "reference", "networks"], "the file");
  const at = textOrNull(fields, "at");
  const knob = textOrNull(fields, "knob");
  const networks = few(fields, "networks", NETWORKS).map(networkOf);
  const points = few(fields, "points", MOST_POINTS).map((point) => pointOf(point, networks.length));
  const names = new Set(points.map((point) => point.name));
  const named = textOrNull(fields, "reference");
  const reference = named === null ? null : titleOf(named);
  if (names.size < points.length) throw wrong("points", "of different names", "two of one name");
  if (reference !== null && !names.has(reference)) throw wrong("reference", "the name of a point", reference);
  return {
    view: oneOf(VIEWS, text(fields, "view"), "view"),
    focus: at === null ? { level: "network" } : focusOf(at, "at"),
    knob: knob === null ? null : knobOf(knob, "knob"),
    lines: linesOf(text(fields, "lines"), "lines"),
    prepare: boolean(fields, "prepare"),
    input: namedOf(fieldsOf(fields.input, "input")),
    networks,
    bench: savedBenchOf(fields.bench, networks.length),
    points,
    reference,
  };
}

function networkOf(value: unknown): SavedNetwork {
  const fields = only(fieldsOf(value, "a network"), ["name", "title", "file"], "a network");
  const file = fromBase64(text(fields, "file"), "a network's file");
  return {
    name: textOrNull(fields, "name"),
    title: titleOf(text(fields, "title")),
    sum: sha256(file),
    ...shownNetwork(file.buffer),
  };
}

function pointOf(value: unknown, networks: number): SavedState["points"][number] {
  const fields = only(fieldsOf(value, "a point"), ["name", "bench"], "a point");
  return { name: titleOf(text(fields, "name")), bench: savedBenchOf(fields.bench, networks) };
}

function savedBenchOf(value: unknown, networks: number): SavedBench {
  const fields = only(fieldsOf(value, "bench"), ["source", "base", "edits", "muted", "locks"], "bench");
  const indexOf = (name: string): number => {
    const index = number(fields, name);
    if (!Number.isInteger(index) || index < 0 || index >= networks) throw wrong(name, `below ${networks}`, index);
    return index;
  };
  const [edits, muted, locks] = ["edits", "muted", "locks"].map((name) => textOrNull(fields, name));
  return {
    source: indexOf("source"),
    base: fields.base === null ? null : indexOf("base"),
    turned: turnedOf({ edits, muted, locks }),
  };
}

function namedOf(fields: Fields): Named {
  const [kind, ...others] = Object.keys(fields);
  if (others.length > 0) throw wrong("input", "one of drawing, digit, picture", "several");
  if (kind === "drawing") return strokesOf(text(fields, kind), kind);
  if (kind === "picture") return pictureOf(fields.picture);
  if (kind !== "digit") throw wrong("input", "one of drawing, digit, picture", kind);
  const index = number(fields, kind);
  if (!Number.isInteger(index) || index < 0 || index >= DIGITS) throw wrong(kind, `0 to ${DIGITS - 1}`, index);
  return index;
}

function few(fields: Fields, name: string, most: number): unknown[] {
  const values = list(fields, name);
  if (values.length > most) throw wrong(name, `at most ${most}`, values.length);
  return values;
}

function textOrNull(fields: Fields, name: string): string | null {
  return fields[name] === null ? null : text(fields, name);
}
