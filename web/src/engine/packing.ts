// A network becomes the bytes of a network file: in go the network, its temperature and what the file is to say about
// itself, out come the bytes that Python's `networks.files.to_bytes` gives for the same, checksum and all.
import type { Network } from "./network.ts";
import type { About } from "./safetensors.ts";
import { sha256 } from "./sha256.ts";
import { NetworkFileError } from "./tensors.ts";

/** What Python's checks want to find, each an object; left out it is empty. */
export type Told = Partial<Omit<About, "format">>;

interface Part {
  readonly name: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

const FORMAT = 1;
const HEADER_LIMIT = 65_536;
/** Bytes that the header is a multiple of, so that the numbers after it lie well. */
const ALIGNMENT = 8;

/** The file. Throws NetworkFileError for whatever would be refused when it is read. */
export function packNetwork(network: Network, temperature: number, about: Told = {}): Uint8Array<ArrayBuffer> {
  const parts = partsOf(network);
  const text = `${described(network, temperature, about).slice(0, -1)},`;
  const metadata = { digitscope: `${text}"sha256":"${seal(parts, text)}"}` };
  return framed(JSON.stringify({ __metadata__: metadata, ...entriesOf(parts) }), parts);
}

/** In the order of their names, which is the order of the file and of the checksum. */
function partsOf(network: Network): Part[] {
  const parts = network.layers.flatMap(({ weights, bias, inputs, outputs }, index) => [
    { name: `layers.${index}.weights`, shape: [outputs, inputs], bytes: singles(weights, `layers.${index}.weights`) },
    { name: `layers.${index}.bias`, shape: [outputs], bytes: singles(bias, `layers.${index}.bias`) },
  ]);
  return parts.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Single precision, the lowest byte first, whatever the machine. */
function singles(numbers: Float32Array, name: string): Uint8Array {
  const bytes = new Uint8Array(4 * numbers.length);
  const view = new DataView(bytes.buffer);
  for (const [place, number] of numbers.entries()) {
    if (!Number.isFinite(number)) throw new NetworkFileError(`${name} has NaN or infinity`, "MODEL_NOT_FINITE");
    view.setFloat32(4 * place, number, true);
  }
  return bytes;
}

/** Python's strict JSON of one line: keys sorted, ASCII only. */
function described(network: Network, temperature: number, about: Told): string {
  const { recipe, data, figures, versions } = about;
  const reader = `{"refusal":null,"temperature":${asFloat(temperature)}}`;
  const told: Record<string, string> = {
    activations: sortedJson(network.layers.map((layer) => layer.activation)),
    data: sortedJson(data ?? {}),
    figures: sortedJson(figures ?? {}),
    format: String(FORMAT),
    reader,
    recipe: sortedJson(recipe ?? {}),
    versions: sortedJson(versions ?? {}),
  };
  const fields = Object.entries(told).map(([name, json]) => `"${name}":${json}`);
  return `{${fields.join(",")}}`;
}

/** As Python writes a float: with a point or an exponent of two digits, always. */
function asFloat(number: number): string {
  if (!(number > 0 && number < Number.POSITIVE_INFINITY)) {
    throw new NetworkFileError(`a temperature is finite and above 0; got ${number}: 1 changes nothing`);
  }
  if (number >= 1e-4 && number < 1e16) return Number.isInteger(number) ? `${number}.0` : String(number);
  return number.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sortedJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return ascii(JSON.stringify(value));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const sorted = entries.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([name, part]) => `${ascii(JSON.stringify(name))}:${sortedJson(part)}`).join(",")}}`;
}

function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** SHA-256 over the metadata before the sum itself, then each tensor in order of its name. */
function seal(parts: readonly Part[], text: string): string {
  const encoder = new TextEncoder();
  const sealed = parts.flatMap(({ name, shape, bytes }) => [
    encoder.encode(`\n${name} float32 [${shape.join(", ")}]\n`),
    bytes,
  ]);
  return sha256(joined([encoder.encode(text), ...sealed]));
}

function entriesOf(parts: readonly Part[]): Record<string, object> {
  let end = 0;
  const entries = parts.map(({ name, shape, bytes }) => {
    const start = end;
    end += bytes.length;
    return [name, { dtype: "F32", shape, data_offsets: [start, end] }];
  });
  return Object.fromEntries(entries);
}

/** Eight bytes of length, the header and its padding, then the numbers. */
function framed(header: string, parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const length = Math.ceil(header.length / ALIGNMENT) * ALIGNMENT;
  if (length > HEADER_LIMIT) {
    throw new NetworkFileError(
      `the header would be ${length} bytes, more than ${HEADER_LIMIT}`,
      "MODEL_HEADER_TOO_LARGE",
    );
  }
  const size = new Uint8Array(8);
  new DataView(size.buffer).setBigUint64(0, BigInt(length), true);
  return joined([size, new TextEncoder().encode(header.padEnd(length)), ...parts.map((part) => part.bytes)]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
