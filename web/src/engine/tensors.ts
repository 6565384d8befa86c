// The bytes of a safetensors file become named arrays and texts: in go bytes of anyone, out come its parts, or a
// NetworkFileError. No length in the file is believed before it is checked.
import { asObject, strictJson } from "./strict-json.ts";

export type NetworkFileCode =
  | "MODEL_FORMAT_UNSUPPORTED"
  | "MODEL_HEADER_INVALID"
  | "MODEL_HEADER_TOO_LARGE"
  | "MODEL_TOO_NEW"
  | "MODEL_DTYPE"
  | "MODEL_ARCHITECTURE"
  | "MODEL_NOT_FINITE"
  | "MODEL_CORRUPT";

/** A file that is refused: nothing of it was used. The message is for people. */
export class NetworkFileError extends Error {
  override readonly name = "NetworkFileError";
  readonly code: NetworkFileCode;

  constructor(message: string, code: NetworkFileCode = "MODEL_HEADER_INVALID") {
    super(message);
    this.code = code;
  }
}

export interface Tensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

export interface Packed {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly texts: ReadonlyMap<string, string>;
}

const FILE_LIMIT = 64 * 2 ** 20;
const HEADER_LIMIT = 65_536;
const BYTES: ReadonlyMap<string, number> = new Map([
  ["F16", 2],
  ["F32", 4],
]);
const NAME = /^[A-Za-z0-9_.-]{1,128}$/;
const SHOWN = 200;

/** The tensors, F32 and F16, and the metadata. Throws NetworkFileError. */
export function unpacked(content: ArrayBuffer): Packed {
  if (content.byteLength > FILE_LIMIT) throw new NetworkFileError("a network file is at most 64 MiB");
  const { header, body } = split(content);
  return { tensors: tensorsOf(header, body), texts: textsOf(header) };
}

function split(content: ArrayBuffer): { header: ReadonlyMap<string, unknown>; body: Uint8Array } {
  const bytes = new Uint8Array(content);
  const length = bytes.length < 8 ? 0n : new DataView(content).getBigUint64(0, true);
  if (length < 2n || length > BigInt(bytes.length - 8) || bytes[8] !== 0x7b) {
    throw new NetworkFileError(
      "this is no network file of digitscope (safetensors); nothing of it was opened",
      "MODEL_FORMAT_UNSUPPORTED",
    );
  }
  if (length > BigInt(HEADER_LIMIT)) {
    throw new NetworkFileError(`the header is ${length} bytes, more than ${HEADER_LIMIT}`, "MODEL_HEADER_TOO_LARGE");
  }
  const end = 8 + Number(length);
  return { header: parsed(decoded(bytes.subarray(8, end)), "the header"), body: bytes.subarray(end) };
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NetworkFileError("the header is not UTF-8: the file is damaged");
  }
}

/** Strict JSON that is an object. */
export function parsed(text: string, what: string): ReadonlyMap<string, unknown> {
  let value: unknown;
  try {
    value = strictJson(text);
  } catch {
    throw new NetworkFileError(`${what} is not strict JSON: the file is damaged, or was not made by digitscope`);
  }
  const object = asObject(value);
  if (!object) throw new NetworkFileError(`${what} is not an object: the file was not made by digitscope`);
  return object;
}

function textsOf(header: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const entries = [...(asObject(header.get("__metadata__") ?? {}) ?? [["", null]])];
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === "string");
  if (texts.length < entries.length)
    throw new NetworkFileError("the header's __metadata__ are not texts with a name each");
  return new Map(texts);
}

function tensorsOf(header: ReadonlyMap<string, unknown>, body: Uint8Array): ReadonlyMap<string, Tensor> {
  const tensors = [...header].filter(([name]) => name !== "__metadata__").map((entry) => tensorOf(...entry, body));
  let end = body.byteOffset;
  for (const { name, bytes } of tensors.toSorted(
    (one, other) => one.bytes.byteOffset - other.bytes.byteOffset || one.bytes.length - other.bytes.length,
  )) {
    if (bytes.byteOffset !== end) throw new NetworkFileError(`there is a hole or an overlap before ${shown(name)}`);
    end += bytes.length;
  }
  if (end !== body.byteOffset + body.length)
    throw new NetworkFileError("the tensors do not fill the file: it is damaged");
  return new Map(tensors.map((tensor) => [tensor.name, tensor]));
}

function tensorOf(name: string, entry: unknown, body: Uint8Array): Tensor {
  const fields = asObject(entry);
  if (!NAME.test(name) || fields?.size !== 3) throw new NetworkFileError(`${shown(name)} is no tensor of ours`);
  const [dtype, shape, offsets] = ["dtype", "shape", "data_offsets"].map((field) => fields.get(field));
  const width = typeof dtype === "string" ? BYTES.get(dtype) : undefined;
  if (typeof dtype !== "string" || width === undefined) {
    throw new NetworkFileError(`${name} is ${shown(String(dtype))}: save it as float32 (F32)`, "MODEL_DTYPE");
  }
  if (!areSizes(shape) || !areSizes(offsets) || offsets.length !== 2 || offsets[1] > body.length) {
    throw new NetworkFileError(`${name} has no shape, or does not lie within the file: it is damaged`);
  }
  const wanted = shape.reduce((product, extent) => product * extent, width);
  if (offsets[1] - offsets[0] !== wanted) throw new NetworkFileError(`${name} is not as long as its shape says`);
  return { name, dtype, shape, bytes: body.subarray(offsets[0], offsets[1]) };
}

function areSizes(values: unknown): values is number[] {
  return Array.isArray(values) && values.length <= 8 && values.every((one) => Number.isSafeInteger(one) && one >= 0);
}

/** The numbers of a tensor, F16 widened; all finite. */
export function numbersOf({ name, dtype, bytes }: Tensor): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const numbers =
    dtype === "F16"
      ? Float32Array.from({ length: bytes.length / 2 }, (_, i) => widened(view.getUint16(2 * i, true)))
      : Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
  const wrong = numbers.reduce((count, one) => count + (Number.isFinite(one) ? 0 : 1), 0);
  if (wrong) {
    throw new NetworkFileError(`${name} has ${wrong} of ${numbers.length} NaN or infinite`, "MODEL_NOT_FINITE");
  }
  return numbers;
}

/** The number that 16 bits of IEEE 754 mean. */
function widened(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent ? sign * (1 + fraction / 1024) * 2 ** (exponent - 15) : sign * fraction * 2 ** -24;
}

/** Text of anyone, short and without anything that could act. */
function shown(text: string): string {
  return text.slice(0, SHOWN).replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, "\ufffd");
}
