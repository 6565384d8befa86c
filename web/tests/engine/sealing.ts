// Network files for tests: in go tensors and what the file says about itself, out come its bytes, sealed as ours are.
import { createHash } from "node:crypto";

export interface Part {
  readonly dtype: string;
  readonly shape: number[];
  readonly bytes: Uint8Array;
}

export type Parts = Record<string, Part>;

export const ABOUT = {
  activations: ["tanh", "softmax"],
  data: {},
  figures: { epoch: 3 },
  format: 1,
  reader: { refusal: null, temperature: 1.5 },
  recipe: { seed: 7 },
  versions: {},
};

export function f32(shape: number[], from = 0): Part {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const numbers = Float32Array.from({ length: size }, (_, i) => (i + from) / 8 - 1);
  return { dtype: "F32", shape, bytes: new Uint8Array(numbers.buffer) };
}

/** 3 inputs, 2 hidden, 4 outputs. */
export function parts(): Parts {
  return {
    "layers.0.bias": f32([2]),
    "layers.0.weights": f32([2, 3], 2),
    "layers.1.bias": f32([4], 3),
    "layers.1.weights": f32([4, 2], 5),
  };
}

/** The checksum that Python's `networks.checks.seal` gives, by Node's own SHA-256. */
function seal(tensors: Parts, text: string): string {
  const digest = createHash("sha256").update(text);
  for (const name of Object.keys(tensors).sort()) {
    const { dtype, shape, bytes } = tensors[name];
    digest.update(`\n${name} ${dtype.replace("F", "float")} [${shape.join(", ")}]\n`).update(bytes);
  }
  return digest.digest("hex");
}

export function sealed(tensors: Parts, about: object = ABOUT): string {
  const text = `${JSON.stringify(about).slice(0, -1)},`;
  return `${text}"sha256":"${seal(tensors, text)}"}`;
}

/** Header and body as they lie in a file; `edit` changes the header's text. */
export function packed(tensors: Parts, metadata: object | null, edit = (text: string) => text): ArrayBuffer {
  let end = 0;
  const entries = Object.entries(tensors).map(([name, { dtype, shape, bytes }]) => {
    const offsets = [end, end + bytes.length];
    end += bytes.length;
    return [name, { dtype, shape, data_offsets: offsets }] as const;
  });
  const header = edit(JSON.stringify({ ...(metadata && { __metadata__: metadata }), ...Object.fromEntries(entries) }));
  const text = Buffer.from(header.padEnd(Math.ceil(header.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const body = Object.values(tensors).map(({ bytes }) => bytes);
  return new Uint8Array(Buffer.concat([length, text, ...body])).buffer;
}

export function fileOf(tensors: Parts = parts(), about: object = ABOUT): ArrayBuffer {
  return packed(tensors, { digitscope: sealed(tensors, about) });
}
